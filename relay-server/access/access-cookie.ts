/**
 * The cookie that stands for a token in a browser: the token's name, the moment of its end, and a signature over both. Scripts cannot read it, other sites
 * cannot have it sent, and the token cannot be found in it. The signing key is derived from the token, so a cookie outlives a restart
 * of the relay, holds at every instance with the same token, and ends when the token is changed.
 */

import { createHmac, scryptSync, timingSafeEqual } from 'node:crypto';
import type { NamedToken } from './access-config.ts';

const NAME = 'sidetone';
const LIFETIME_S = 30 * 24 * 3600;
/** Fixed: every instance must derive the same key. A slow derivation makes guessing the token from a cookie costly all the same. */
const SALT = 'sidetone access cookie 1';
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict';

/** Ends the cookie in the browser. */
export const CLEARED_COOKIE = `${NAME}=; Max-Age=0; ${ATTRIBUTES}`;

export class AccessCookie {
  readonly #tokens: ReadonlyMap<string, NamedToken>;
  /** Derived when a name is first met: it takes a moment, and there may be many. */
  readonly #keys = new Map<string, Buffer>();
  readonly #nowEpochMs: () => number;

  /** `nowEpochMs` is the wall clock: a cookie's end must mean the same after a restart. */
  constructor(tokens: readonly NamedToken[], nowEpochMs: () => number) {
    this.#tokens = new Map(tokens.map((token) => [token.name, token]));
    this.#nowEpochMs = nowEpochMs;
  }

  /** Value of a `Set-Cookie` header, good for thirty days. `secure` when the browser speaks TLS. */
  issue(token: NamedToken, secure: boolean): string {
    const end = (Math.floor(this.#nowEpochMs() / 1000) + LIFETIME_S).toString(36);
    const value = `${token.name}.${end}.${this.#sign(token, end).toString('base64url')}`;
    return `${NAME}=${value}; Max-Age=${LIFETIME_S}; ${ATTRIBUTES}${secure ? '; Secure' : ''}`;
  }

  /** The token for which a `Cookie` header stands: it holds one that we issued and that has not ended. Null when there is none. */
  tokenIn(header: string | undefined): NamedToken | null {
    for (const value of cookiesNamed(NAME, header)) {
      const token = this.#tokenOf(value);
      if (token !== null) return token;
    }
    return null;
  }

  #tokenOf(value: string): NamedToken | null {
    const [name = '', end = '', signature = '', ...rest] = value.split('.');
    const token = this.#tokens.get(name);
    if (token === undefined || rest.length > 0) return null;
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#sign(token, end);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    return Number.parseInt(end, 36) * 1000 > this.#nowEpochMs() ? token : null;
  }

  #sign({ name, token }: NamedToken, end: string): Buffer {
    let key = this.#keys.get(name);
    if (key === undefined) this.#keys.set(name, (key = scryptSync(token.reveal(), SALT, 32)));
    return createHmac('sha256', key).update(`${name}.${end}`).digest();
  }
}

/** All values of that name: a browser sends several when relays on other ports or paths set one too. */
function cookiesNamed(name: string, header: string | undefined): string[] {
  const values: string[] = [];
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) values.push(pair.slice(at + 1).trim());
  }
  return values;
}
