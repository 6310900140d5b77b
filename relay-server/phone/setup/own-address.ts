/**
 * The relay's own public address, asked from here: over whatever name, tunnel and proxy lead back to it. Every request has a deadline,
 * and what went wrong on the way comes back in words.
 */

import { WebSocket } from 'ws';
import type { Clock } from '../../../src/lib/clock.ts';
import { messageOf } from '../../../src/lib/errors.ts';
import { Scope } from '../../../src/lib/scope.ts';

/** The way out and back; a test gives one of its own. */
export interface OwnAddress {
  fetch: (url: string, request: RequestInit) => Promise<Response>;
  openStream: (url: string, headers: Record<string, string>) => WebSocket;
}

export const ownAddress: OwnAddress = {
  fetch: (url, request) => fetch(url, request),
  openStream: (url, headers) => new WebSocket(url, { headers, perMessageDeflate: false }),
};

export type Asked = { ok: true; status: number; text: string } | { ok: false; words: string };

const TIMEOUT_MS = 10_000;
const TIMED_OUT = `nothing was answered within ${TIMEOUT_MS / 1000} s`;
/** Our own answers are a line long; a page of somebody else's is not read to its end. */
const MOST_CHARS = 4096;

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'there is no such name'],
  ['EAI_AGAIN', 'the name could not be looked up'],
  ['ECONNREFUSED', 'nothing listens there'],
  ['ECONNRESET', 'the connection was cut'],
  ['EHOSTUNREACH', 'no way leads there'],
  ['ENETUNREACH', 'no way leads there'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is signed by itself, which Twilio does not take'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is signed by itself, which Twilio does not take'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate comes without the ones between it and its root'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
]);

/** Redirects are not followed: Twilio makes a GET of what was posted. */
export async function askOwn(
  { clock, own }: { clock: Clock; own: OwnAddress },
  url: string,
  request: RequestInit,
): Promise<Asked> {
  const scope = new Scope(clock);
  const late = new AbortController();
  scope.after(TIMEOUT_MS, () => late.abort());
  try {
    const response = await own.fetch(url, { ...request, redirect: 'manual', signal: late.signal });
    return { ok: true, status: response.status, text: await beginning(response) };
  } catch (error) {
    return { ok: false, words: late.signal.aborted ? TIMED_OUT : reasonOf(error) };
  } finally {
    scope.dispose();
  }
}

/** Opens a WebSocket and closes it again. Null: it can be opened; else why not. */
export function tryStream(
  { clock, own }: { clock: Clock; own: OwnAddress },
  url: string,
  headers: Record<string, string>,
): Promise<string | null> {
  return new Promise((resolve) => {
    const scope = new Scope(clock);
    const socket = own.openStream(url, headers);
    const settle = (words: string | null) => {
      scope.dispose();
      resolve(words);
      if (words === null) socket.close(1000);
      else socket.terminate();
    };
    scope.after(TIMEOUT_MS, () => settle(TIMED_OUT));
    socket.once('open', () => settle(null));
    socket.once('unexpected-response', (_request, { statusCode }) =>
      settle(`it was answered with HTTP ${statusCode}`),
    );
    socket.on('error', (error) => settle(reasonOf(error)));
  });
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return REASONS.get(code) ?? (messageOf(cause) || code || 'it failed without a reason');
}

async function beginning(response: Response): Promise<string> {
  let text = '';
  if (response.body === null) return text;
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.length >= MOST_CHARS) break;
  }
  return text.slice(0, MOST_CHARS);
}
