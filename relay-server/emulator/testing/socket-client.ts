/** For tests: a plain WebSocket client that keeps what arrives and waits for what it is told to. */

import type { IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import { type ParsedServerEvent, parseServerEvent } from '../../../src/protocol/realtime/parse.ts';

interface Opened {
  url: string;
  protocols?: string[];
  headers?: Record<string, string>;
}

export class SocketClient {
  readonly socket: WebSocket;
  readonly frames: string[] = [];
  readonly parsed: ParsedServerEvent[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #wake: () => void = () => undefined;

  constructor({ url, protocols = [], headers = {} }: Opened) {
    this.socket = new WebSocket(url, protocols, { headers });
    this.socket.on('message', (data: Buffer) => {
      this.frames.push(data.toString('utf8'));
      this.parsed.push(parseServerEvent(data.toString('utf8')));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString('utf8') }));
    });
    // An error is always followed by the close that tests wait for.
    this.socket.on('error', () => undefined);
  }

  /** Resolves when an event of that type has arrived `times` times; the test's own timeout is the limit. */
  async until(type: string, times = 1): Promise<void> {
    while (this.types.filter((each) => each === type).length < times) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  get types(): string[] {
    return this.parsed.map((each) => (each.kind === 'known' ? each.event.type : each.kind));
  }

  send(event: object): void {
    this.socket.send(JSON.stringify(event));
  }

  ask(text: string): void {
    const content = [{ type: 'input_text', text }];
    this.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    this.send({ type: 'response.create' });
  }
}

/** The answer to an upgrade that is refused before the socket opens. */
export function refusedUpgrade(opened: Opened): Promise<{ status: number | undefined; body: string }> {
  const socket = new WebSocket(opened.url, opened.protocols ?? [], { headers: opened.headers ?? {} });
  return new Promise((resolve, reject) => {
    socket.on('open', () => reject(new Error('the upgrade was not refused')));
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_request, response: IncomingMessage) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      response.on('end', () => {
        socket.terminate();
        resolve({ status: response.statusCode, body });
      });
    });
  });
}
