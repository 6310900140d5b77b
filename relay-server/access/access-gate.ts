/**
 * Decides who is served: by which name the server was asked, from which page, and with which token. Pure decisions over a request's
 * headers and address; what a refusal looks like on the wire is the business of `access-routes.ts` and `refuse-upgrade.ts`.
 */

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import type { Clock } from '../../src/lib/clock.ts';
import type { AccessConfig, NamedToken } from './access-config.ts';
import { AccessCookie } from './access-cookie.ts';
import { AccessTokens } from './access-tokens.ts';
import { Attempts, keyOf } from './attempts.ts';
import { type Client, clientAt, namedClient } from './client.ts';
import { isLoopback, isServedHost } from './hosts.ts';
import { isAllowedOrigin, isListedOrigin } from './origins.ts';
import {
  HOST_REFUSED,
  ORIGIN_REFUSED,
  type Refusal,
  TOKEN_WANTED,
  TOKEN_WRONG,
  tooManyAttempts,
} from './refusal.ts';

/** What is looked at. */
export type Asking = Pick<IncomingMessage, 'headers' | 'socket'>;

type Admission = { ok: true; client: Client } | { ok: false; refusal: Refusal };

/** Where SDKs in browsers put an API key, which WebSockets there cannot send as a header. */
const KEY_SUBPROTOCOL = 'openai-insecure-api-key.';

export class AccessGate {
  readonly #config: AccessConfig;
  readonly #tokens: AccessTokens;
  /** Those that open the metrics. */
  readonly #metricsTokens: AccessTokens;
  readonly #cookie: AccessCookie;
  readonly #attempts: Attempts;
  readonly #isTrusted: (address: string, index: number) => boolean;

  constructor(config: AccessConfig, deps: { clock: Clock; nowEpochMs: () => number }) {
    this.#config = config;
    this.#tokens = new AccessTokens(config.tokens);
    const { metricsToken } = config;
    const forMetrics =
      metricsToken === null ? [] : [{ name: 'metrics', token: metricsToken, mayWatch: true }];
    this.#metricsTokens = new AccessTokens([...forMetrics, ...config.tokens]);
    this.#cookie = new AccessCookie(config.tokens, deps.nowEpochMs);
    this.#isTrusted = proxyAddr.compile([...config.trustedProxies]);
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

  /** Who is asking, when no token is configured, or the request brings a good cookie or a token; else why it is not served. */
  admit(asking: Asking): Admission {
    const { headers } = asking;
    if (this.#config.tokens.length === 0) {
      const address = this.#addressOf(asking);
      return { ok: true, client: clientAt(keyOf(address), this.#isAtThisComputer(asking, address)) };
    }
    // A cookie cannot be guessed, so it is neither counted nor held up by somebody else's attempts from the same address.
    const known = this.#cookie.tokenIn(headers.cookie);
    if (known !== null) return { ok: true, client: namedClient(known) };
    // One token a request counts, or a request could try many.
    const judged = this.#judge(asking, bearerOf(headers) ?? subprotocolKeyOf(headers));
    return judged.ok ? { ok: true, client: namedClient(judged.token) } : judged;
  }

  /** The same for `/metrics`, which has a token of its own when one is configured, so that a collector need not hold one that spends. */
  admitToMetrics(asking: Asking): Admission {
    if (this.#config.metricsToken === null) return this.admit(asking);
    const known = this.#cookie.tokenIn(asking.headers.cookie);
    if (known !== null) return { ok: true, client: namedClient(known) };
    const judged = this.#judge(asking, bearerOf(asking.headers), this.#metricsTokens);
    return judged.ok ? { ok: true, client: namedClient(judged.token) } : judged;
  }

  /** The same for a WebSocket, which any page can open: first from where, then who. */
  admitUpgrade(asking: Asking): Admission {
    const refusal = this.originRefusal(asking);
    return refusal === null ? this.admit(asking) : { ok: false, refusal };
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
    if (this.#config.tokens.length === 0) return { ok: true, cookie: null };
    const judged = this.#judge(asking, token);
    return judged.ok ? { ok: true, cookie: this.#cookie.issue(judged.token, secure) } : judged;
  }

  #judge(
    asking: Asking,
    presented: string | null,
    tokens = this.#tokens,
  ): { ok: true; token: NamedToken } | { ok: false; refusal: Refusal } {
    if (presented === null) return { ok: false, refusal: TOKEN_WANTED };
    const address = this.#addressOf(asking);
    // Nothing is compared while the address has to wait: the answer would tell whether a guess was right.
    const waitS = this.#attempts.waitSeconds(address);
    if (waitS > 0) return { ok: false, refusal: tooManyAttempts(waitS) };
    const token = tokens.find(presented);
    if (token !== null) return { ok: true, token };
    this.#attempts.failed(address);
    return { ok: false, refusal: TOKEN_WRONG };
  }

  /**
   * Whoever sits at this computer may see what passes; who comes from elsewhere, through an open port or a proxy here of which nothing was said, may talk and
   * no more.
   */
  #isAtThisComputer({ headers }: Asking, address: string | undefined): boolean {
    const { isOpenToAll, trustedProxies } = this.#config;
    const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    if (isOpenToAll || (isForwarded && trustedProxies.length === 0)) return false;
    return address !== undefined && isLoopback(address.replace(/^::ffff:/i, ''));
  }

  /** The client's own address: what a trusted proxy says, else where the connection comes from. */
  #addressOf(asking: Asking): string | undefined {
    if (this.#config.trustedProxies.length === 0) return asking.socket.remoteAddress;
    return proxyAddr(asking as IncomingMessage, this.#isTrusted);
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
