/** Both sides of a WebSocket's opening handshake on plain sockets: the least that servers and clients take. */

import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const HEAD_END = '\r\n\r\n';

export interface Head {
  /** First line and headers, names in lower case. */
  line: string;
  headers: ReadonlyMap<string, string>;
  /** What came behind it. */
  rest: Buffer;
}

/** Resolves with the head of the HTTP message that arrives first. The socket stays without a reader of its data. */
export function readHead(socket: Socket): Promise<Head> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const stop = () => {
      socket.off('data', take);
      socket.off('close', closed);
    };
    const take = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf(HEAD_END);
      if (end < 0) return;
      stop();
      resolve({ ...parse(bytes.toString('latin1', 0, end)), rest: bytes.subarray(end + HEAD_END.length) });
    };
    const closed = () => {
      stop();
      reject(new Error(`A connection ended during its handshake: ${JSON.stringify(bytes.toString())}`));
    };
    socket.on('data', take);
    socket.on('close', closed);
  });
}

export async function openAsClient(
  socket: Socket,
  target: { host: string; path: string; headers: Readonly<Record<string, string>> },
): Promise<Buffer> {
  const { host, path, headers } = target;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n${lines.join('')}\r\n`,
  );
  const { line, rest } = await readHead(socket);
  if (!line.includes(' 101 '))
    throw new Error(`The system under test refused a client: ${line}; ${rest.toString()}`);
  return rest;
}

export function acceptClient(socket: Socket, headers: ReadonlyMap<string, string>): void {
  const key = headers.get('sec-websocket-key') ?? '';
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
}

function parse(head: string): Pick<Head, 'line' | 'headers'> {
  const [line = '', ...rest] = head.split('\r\n');
  const headers = new Map<string, string>();
  for (const text of rest) {
    const colon = text.indexOf(':');
    headers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
  }
  return { line, headers };
}
