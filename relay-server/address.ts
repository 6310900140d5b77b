/** The address of the console in words. */

/** A wildcard host is shown as `localhost`: browsers give the microphone only to secure contexts, and that is one. */
export function consoleAddress(host: string, port: number): string {
  const isWildcard = host === '0.0.0.0' || host === '::';
  const shown = isWildcard ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${port}`;
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
