/**
 * Under which names the server answers. A page of another site can have its own name point at our address (DNS rebinding) and is then
 * of "our" origin for the browser; but the browser still says that name in `Host`. So on the loopback only the loopback's names count.
 */

import { isIPv4 } from 'node:net';

/** Names, or names with a port, in lower case; an IPv6 address stands in brackets. Null: every name. */
export type HostRule = readonly string[] | null;

const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
/** Name or bracketed IPv6 address, and perhaps a port. Nothing that a URL parser would take for something else. */
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/;

/** Whether listening on this host reaches this machine alone. */
export function isLoopback(host: string): boolean {
  return host.toLowerCase() === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** `allowed` are further names, as `parseHost` gives them. On an address of the network every name counts until some are listed. */
export function hostRule(listenHost: string, allowed: readonly string[]): HostRule {
  if (!isLoopback(listenHost) && allowed.length === 0) return null;
  const own = listenHost.includes(':') ? `[${listenHost}]` : listenHost.toLowerCase();
  return [...new Set([...LOOPBACK_NAMES, own, ...allowed])];
}

/** Whether a request with this `Host` header is answered. A name without a port in the rule stands for every port. */
export function isServedHost(header: string | undefined, rule: HostRule): boolean {
  if (rule === null) return true;
  const [whole, name] = HOST.exec(header?.toLowerCase() ?? '') ?? [];
  if (whole === undefined || name === undefined) return false;
  return rule.includes(name) || rule.includes(whole);
}

/** An entry of ALLOWED_HOSTS in the rule's form; null when it is no host. */
export function parseHost(entry: string): string | null {
  const lower = entry.toLowerCase();
  const bracketed = /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*$/.test(lower) ? `[${lower}]` : lower;
  return HOST.test(bracketed) ? bracketed : null;
}
