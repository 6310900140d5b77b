/**
 * Which dialect a client speaks, by what it says when it connects: servers send a header, browsers can only offer a subprotocol. Decides
 * nothing else; neither marker goes any further than this.
 */

import type { IncomingHttpHeaders } from 'node:http';

const BETA_HEADER_VALUE = 'realtime=v1';
const BETA_SUBPROTOCOL = 'openai-beta.realtime-v1';

/** Where relays of the beta's time listened. Only beta clients are served there: it is the page's address. */
const BETA_ONLY_PATH = '/';

export type DialectName = 'ga' | 'beta';

export function dialectOf(headers: IncomingHttpHeaders): DialectName {
  const isBeta =
    words(headers['openai-beta']).includes(BETA_HEADER_VALUE) ||
    words(headers['sec-websocket-protocol']).includes(BETA_SUBPROTOCOL);
  return isBeta ? 'beta' : 'ga';
}

/** Whether a WebSocket is served at `path` for a client of that dialect; `realtimePath` is for all. */
export function isServedPath(path: string | undefined, realtimePath: string, dialect: DialectName): boolean {
  return path === realtimePath || (dialect === 'beta' && path === BETA_ONLY_PATH);
}

/** The entries of a comma-separated header, which may come as several. */
function words(value: string | string[] | undefined): string[] {
  const lines = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return lines.flatMap((line) => line.split(',')).map((word) => word.trim());
}
