/** An HTTP answer to an upgrade that is not taken. The socket is Node's, so the response is written by hand. */

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers with an OpenAI-shaped JSON error and ends the socket. */
export function answerUpgrade(
  socket: Duplex,
  answer: { status: number; code: string; message: string; headers?: Record<string, string> },
): void {
  const { status, code, message, headers = {} } = answer;
  const body = JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code } });
  const further = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n` +
      'Connection: close\r\nContent-Type: application/json; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n${further.join('')}\r\n${body}`,
  );
}

/** To whoever comes while the server ends. */
export const SHUTTING_DOWN = {
  status: 503,
  code: 'shutting_down',
  message: 'The server is shutting down. Connect again in a moment.',
};
