/**
 * Decides who is served: by which name the server was asked, from which page, and with which token. Pure decisions over a request's
 * headers and address; what a refusal looks like on the wire is the business of `access-routes.ts` and `refuse-upgrade.ts`.
 */

import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../src/lib/clock.ts';
import type { AccessConfig } from './access-config.ts';
import { AccessCookie } from './access-cookie.ts';
import { AccessToken } from './access-token.ts';
import { Attempts } from './attempts.ts';
import { isServedHost } from './hosts.ts';
import { isAllowedOrigin, isListedOrigin } from './origins.ts';
import {
  HOST_REFUSED,
  ORIGIN_REFUSED,
  type Refusal,
  TOKEN_WANTED,
  TOKEN_WRONG,
  tooManyAttempts,
} from './refusal.ts';

/** What is looked at; Node's request has this shape. */
export interface Asking {
  headers: IncomingHttpHeaders;
  socket: { remoteAddress?: string | undefined };
}

/** Where SDKs in browsers put an API key, which WebSockets there cannot send as a header. */
const KEY_SUBPROTOCOL = 'openai-insecure-api-key.';

export class AccessGate {
  readonly #config: AccessConfig;
  readonly #token: AccessToken | null;
  readonly #cookie: AccessCookie | null;
  readonly #attempts: Attempts;

  constructor(config: AccessConfig, deps: { clock: Clock; nowEpochMs: () => number }) {
    this.#config = config;
    this.#token = config.token === null ? null : new AccessToken(config.token);
    this.#cookie = config.token === null ? null : new AccessCookie(config.token, deps.nowEpochMs);
    this.#attempts = new Attempts(deps.clock);
  }

  hostRefusal({ headers }: Asking): Refusal | null {
    return isServedHost(headers.host, this.#config.hosts) ? null : HOST_REFUSED;
  }

  originRefusal({ headers }: Asking): Refusal | null {
    return isAllowedOrigin(headers.origin, headers.host, this.#config.allowedOrigins) ? null : ORIGIN_REFUSED;
  }

  /** For what only the console itself may do, whatever origins are listed. */
  sameOriginRefusal({ headers }: Asking): Refusal | null {
    return isAllowedOrigin(headers.origin, headers.host, []) ? null : ORIGIN_REFUSED;
  }

  /** The request's origin when it is one of the list: such a page needs leave to read the answer. */
  listedOrigin({ headers }: Asking): string | null {
    const { origin } = headers;
    return isListedOrigin(origin, this.#config.allowedOrigins) ? origin : null;
  }

  /** Null when no token is configured, or the request brings a good cookie or the token. */
  tokenRefusal(asking: Asking): Refusal | null {
    const { headers } = asking;
    // A cookie cannot be guessed, so it is neither counted nor held up by somebody else's attempts from the same address.
    if (this.#token === null || this.#cookie?.admits(headers.cookie)) return null;
    // One token a request counts, or a request could try many.
    return this.#judge(asking, bearerOf(headers) ?? subprotocolKeyOf(headers));
  }

  /**
   * Exchanges a token for a `Set-Cookie` value; null as cookie when there is no token to be asked for. `secure` when the browser
   * speaks TLS.
   */
  exchange(
    asking: Asking,
    token: string,
    secure: boolean,
  ): { ok: true; cookie: string | null } | { ok: false; refusal: Refusal } {
    const refusal = this.#token === null ? null : this.#judge(asking, token);
    if (refusal !== null) return { ok: false, refusal };
    return { ok: true, cookie: this.#cookie?.issue(secure) ?? null };
  }

  #judge({ socket }: Asking, presented: string | null): Refusal | null {
    if (presented === null) return TOKEN_WANTED;
    // Nothing is compared while the address has to wait: the answer would tell whether a guess was right.
    const waitS = this.#attempts.waitSeconds(socket.remoteAddress);
    if (waitS > 0) return tooManyAttempts(waitS);
    if (this.#token?.matches(presented)) return null;
    this.#attempts.failed(socket.remoteAddress);
    return TOKEN_WRONG;
  }
}

function bearerOf({ authorization }: IncomingHttpHeaders): string | null {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? null;
}

function subprotocolKeyOf(headers: IncomingHttpHeaders): string | null {
  const offered = headers['sec-websocket-protocol']?.split(',') ?? [];
  const key = offered.map((entry) => entry.trim()).find((entry) => entry.startsWith(KEY_SUBPROTOCOL));
  return key?.slice(KEY_SUBPROTOCOL.length) ?? null;
}
