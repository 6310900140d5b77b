/** Which pages may talk to the server: those of its own origin, and those of the origins that were listed. */

import { mayUpgrade } from '../relay/origin.ts';

/** `allowed` as `parseOrigin` gives them. No `Origin` is no page of another site. */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  return mayUpgrade(origin, host) || isListedOrigin(origin, allowed);
}

/** True for an origin of the list, whatever host it asks. */
export function isListedOrigin(origin: string | undefined, allowed: readonly string[]): origin is string {
  if (origin === undefined) return false;
  const parsed = parseOrigin(origin);
  return parsed !== null && allowed.includes(parsed);
}

/** Scheme, host and port in the form in which browsers send them; null when it is something else or more. */
export function parseOrigin(entry: string): string | null {
  let url: URL;
  try {
    url = new URL(entry);
  } catch {
    return null;
  }
  const isPlain = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && isPlain && url.password === '' ? url.origin : null;
}
