/** Why a request is not served, in words. None of them says anything about the token but that it is wanted or wrong. */

export interface Refusal {
  status: 400 | 401 | 403 | 404 | 421 | 429 | 503;
  /** OpenAI's `error.code`. */
  code: string;
  /** What happened, why if known, and the next step. */
  message: string;
  /** For `Retry-After`; null when waiting does not help. */
  retryAfterS: number | null;
}

export const HOST_REFUSED: Refusal = {
  status: 421,
  code: 'host_not_allowed',
  message:
    'This server does not answer to that host name. Open it as localhost, or add the name to ALLOWED_HOSTS and start it again.',
  retryAfterS: null,
};

export const ORIGIN_REFUSED: Refusal = {
  status: 403,
  code: 'origin_not_allowed',
  message:
    'Pages of another origin may not connect. Open the console from this server, or add the origin to ALLOWED_ORIGINS and start it again.',
  retryAfterS: null,
};

export const TOKEN_WANTED: Refusal = {
  status: 401,
  code: 'invalid_access_token',
  message:
    'This relay wants its access token. Enter it in the console, or give it to your client in place of an API key.',
  retryAfterS: null,
};

export const TOKEN_WRONG: Refusal = {
  status: 401,
  code: 'invalid_access_token',
  message:
    'That is not the access token of this relay. Ask whoever runs it for the value of ACCESS_TOKEN; an API key does not serve.',
  retryAfterS: null,
};

export const WATCH_REFUSED: Refusal = {
  status: 403,
  code: 'watching_not_allowed',
  message:
    'This client may not see other sessions. Use a token that may watch: ACCESS_TOKEN, or a client with "watch": true in the configuration file.',
  retryAfterS: null,
};

export function tooManyAttempts(retryAfterS: number): Refusal {
  const seconds = retryAfterS === 1 ? 'a second' : `${retryAfterS} seconds`;
  return {
    status: 429,
    code: 'too_many_attempts',
    message: `Too many wrong access tokens came from this address. Wait ${seconds}, then try again.`,
    retryAfterS,
  };
}

/** Headers that belong to the refusal's HTTP answer. */
export function refusalHeaders({ status, retryAfterS }: Refusal): Record<string, string> {
  if (retryAfterS !== null) return { 'Retry-After': String(retryAfterS) };
  return status === 401 ? { 'WWW-Authenticate': 'Bearer realm="Sidetone"' } : {};
}
