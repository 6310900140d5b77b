/**
 * The cookie that stands for the token in a browser: the moment of its end and a signature over it. Scripts cannot read it, other sites
 * cannot have it sent, and the token cannot be found in it. The signing key is derived from the token, so a cookie outlives a restart
 * of the relay, holds at every instance with the same token, and ends when the token is changed.
 */

import { createHmac, scryptSync, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../secret.ts';

const NAME = 'sidetone';
const LIFETIME_S = 30 * 24 * 3600;
/** Fixed: every instance must derive the same key. A slow derivation makes guessing the token from a cookie costly all the same. */
const SALT = 'sidetone access cookie 1';
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict';

/** Ends the cookie in the browser. */
export const CLEARED_COOKIE = `${NAME}=; Max-Age=0; ${ATTRIBUTES}`;

export class AccessCookie {
  readonly #key: Buffer;
  readonly #nowEpochMs: () => number;

  /** `nowEpochMs` is the wall clock: a cookie's end must mean the same after a restart. */
  constructor(token: Secret, nowEpochMs: () => number) {
    this.#key = scryptSync(token.reveal(), SALT, 32);
    this.#nowEpochMs = nowEpochMs;
  }

  /** Value of a `Set-Cookie` header, good for thirty days. `secure` when the browser speaks TLS. */
  issue(secure: boolean): string {
    const end = (Math.floor(this.#nowEpochMs() / 1000) + LIFETIME_S).toString(36);
    const value = `${end}.${this.#sign(end).toString('base64url')}`;
    return `${NAME}=${value}; Max-Age=${LIFETIME_S}; ${ATTRIBUTES}${secure ? '; Secure' : ''}`;
  }

  /** True when a `Cookie` header holds one that we issued and that has not ended. */
  admits(header: string | undefined): boolean {
    return cookiesNamed(NAME, header).some((value) => this.#isOurs(value));
  }

  #isOurs(value: string): boolean {
    const [end = '', signature = '', ...rest] = value.split('.');
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#sign(end);
    if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
      return false;
    return Number.parseInt(end, 36) * 1000 > this.#nowEpochMs();
  }

  #sign(end: string): Buffer {
    return createHmac('sha256', this.#key).update(end).digest();
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
