/** An HTTP answer to an upgrade that is not taken. The socket is Node's, so the response is written by hand. */

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers with an OpenAI-shaped JSON error and ends the socket. */
export function refuseUpgrade(socket: Duplex, status: 403 | 404 | 503, message: string): void {
  const body = JSON.stringify({
    error: { message, type: 'invalid_request_error', param: null, code: CODES[status] },
  });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n` +
      'Connection: close\r\nContent-Type: application/json; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

const CODES = { 403: 'origin_not_allowed', 404: 'unknown_url', 503: 'shutting_down' } as const;
