/**
 * Opens the upstream's socket and turns every way in which that can fail into a `RelayFailure`. Says nothing about what happens once it
 * is open.
 */

import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { Dial } from '../upstream/upstream.ts';
import { type FailureContext, type RelayFailure, closedEarly, refusedWith, unreachable } from './failures.ts';

/** Enough for any JSON error; the rest of a longer body is not read. */
const ERROR_BODY_MAX_BYTES = 64 * 1024;

/**
 * Starts to open. Exactly one of two things follows: the socket's own `open` event, or one call of `onFailure`. Redirects are not
 * followed, for the key would go along. No subprotocol is offered: the key goes in a header, and not every server answers one.
 */
export function dialUpstream(
  dial: Extract<Dial, { ok: true }>,
  options: { maxPayloadBytes: number; context: FailureContext; onFailure: (failure: RelayFailure) => void },
): WebSocket {
  const { context } = options;
  const socket = new WebSocket(dial.url, {
    headers: dial.headers,
    perMessageDeflate: false,
    followRedirects: false,
    maxPayload: options.maxPayloadBytes,
  });
  let settled = false;
  const fail = (failure: RelayFailure): void => {
    if (settled) return;
    settled = true;
    options.onFailure(failure);
  };
  socket.once('open', () => {
    settled = true;
  });
  socket.once('unexpected-response', (request, response) => {
    const status = response.statusCode ?? 0;
    readErrorCode(response, (code) => {
      fail(refusedWith(status, code, context));
      request.destroy();
      socket.terminate();
    });
  });
  // Stays for the socket's whole life: an error without a listener would end the process.
  socket.on('error', (error) => fail(failureOf(error, context)));
  socket.once('close', () => fail(closedEarly(context)));
  return socket;
}

function failureOf(error: Error, context: FailureContext): RelayFailure {
  if (error.message === 'socket hang up') return closedEarly(context);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return unreachable(code, context);
}

/** Gives the body's `error.code`, or null when the body is no JSON error, too long or broken off. Calls back once. */
function readErrorCode(response: IncomingMessage, done: (code: string | null) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let called = false;
  const finish = (): void => {
    if (called) return;
    called = true;
    done(errorCodeIn(Buffer.concat(chunks).toString('utf8')));
  };
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > ERROR_BODY_MAX_BYTES) finish();
    else chunks.push(chunk);
  });
  response.once('end', finish);
  response.once('close', finish);
  response.once('error', finish);
}

function errorCodeIn(body: string): string | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null || !('error' in parsed)) return null;
  const { error } = parsed;
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
