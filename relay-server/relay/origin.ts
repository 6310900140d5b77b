/**
 * Who may open a socket. Browsers let any site open a WebSocket to any host and always say which site asks; other programs say nothing.
 * So an `Origin` that is not our own host is another site trying to use the key, and a missing one is not a browser.
 */

/** True when there is no Origin, or when it is the host that the request was sent to. */
export function mayUpgrade(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  if (host === undefined) return false;
  try {
    const from = new URL(origin);
    if (from.protocol !== 'http:' && from.protocol !== 'https:') return false;
    // Parsing the host with the origin's scheme makes `example.com` and `example.com:443` the same.
    return from.host === new URL(`${from.protocol}//${host}`).host;
  } catch {
    return false;
  }
}
