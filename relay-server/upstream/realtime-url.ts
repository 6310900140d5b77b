/** From the base URL that SDKs take (`https://host/v1`) to the address of the Realtime WebSocket. */

export type RealtimeUrl = { ok: true; url: string } | { ok: false; problem: string };

const SCHEMES: Record<string, string> = { 'http:': 'ws:', 'https:': 'wss:', 'ws:': 'ws:', 'wss:': 'wss:' };

/**
 * Accepts http, https, ws and wss, with or without a trailing `/v1` (or `/v1/realtime`). The result has no query. A user name, a
 * password or a query is refused: the address is shown to people and logged, so it must hold no secret.
 */
export function realtimeUrl(base: string): RealtimeUrl {
  let parsed: URL;
  try {
    parsed = new URL(base);
  } catch {
    return { ok: false, problem: 'is not a URL; give one such as https://api.example.com/v1' };
  }
  const scheme = SCHEMES[parsed.protocol];
  if (scheme === undefined || parsed.host === '') {
    return { ok: false, problem: 'must begin with https://, http://, wss:// or ws://' };
  }
  if (parsed.username !== '' || parsed.password !== '') {
    return { ok: false, problem: 'must not hold a user name or password; the key has a place of its own' };
  }
  if (parsed.search !== '' || parsed.hash !== '') {
    return { ok: false, problem: 'must end with the path, without ? or #' };
  }
  const path = parsed.pathname.replace(/\/+$/, '').replace(/\/realtime$/, '');
  const versioned = path.endsWith('/v1') ? path : `${path}/v1`;
  return { ok: true, url: `${scheme}//${parsed.host}${versioned}/realtime` };
}

/**
 * Azure OpenAI's address from a resource's endpoint, `https://NAME.openai.azure.com`, with or without a path of its own. The GA interface
 * is at `/openai/v1/realtime` and takes no `api-version`. Source: Azure's Realtime documentation, 2026.
 */
export function azureUrl(endpoint: string): RealtimeUrl {
  const result = realtimeUrl(endpoint);
  if (!result.ok) return result;
  const { protocol, host } = new URL(result.url);
  return { ok: true, url: `${protocol}//${host}/openai/v1/realtime` };
}
