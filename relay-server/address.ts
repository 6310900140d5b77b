/** The address of the console in words. */

import { isIPv4 } from 'node:net';
import { type LocalNames, localNames } from './tls/local-names.ts';

/** A wildcard host is shown as `localhost`: browsers give the microphone only to secure contexts, and that is one. */
export function consoleAddress(host: string, port: number, isTls = false): string {
  const shown = isWildcard(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${isTls ? 'https' : 'http'}://${shown}:${port}`;
}

/** The same, and with TLS on all addresses also those for another device: without TLS it would get no microphone there. */
export function consoleAddresses(
  host: string,
  port: number,
  isTls: boolean,
  names: Pick<LocalNames, 'lasting'> = localNames(),
): string[] {
  const own = consoleAddress(host, port, isTls);
  if (!isTls || !isWildcard(host)) return [own];
  const others = names.lasting.filter((name) => isIPv4(name) && name !== '127.0.0.1');
  return [own, ...others.map((address) => consoleAddress(address, port, isTls))];
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** Why listening failed and what to do; null when the cause is not one of the usual ones. */
export function listenProblem(error: unknown, host: string, port: number): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is taken by another program. Stop that program, or choose another port: PORT=${port + 1} npm start`;
  }
  if (code === 'EACCES') {
    return `Port ${port} may not be used by this account. Choose a port above 1023: PORT=3000 npm start`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `This machine has no address ${host}. Set HOST to one that it has, such as 127.0.0.1 or 0.0.0.0.`;
  }
  return null;
}
