/**
 * A WebSocket proxy between relay and model that keeps every frame of both directions, so that a test can say what really arrived.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

export interface WireEvent {
  type: string;
  [field: string]: unknown;
}

export interface WireTap {
  /** For OPENAI_BASE_URL. */
  baseUrl: string;
  /** Events of all connections, in order of arrival. */
  fromClient: WireEvent[];
  fromServer: WireEvent[];
  /** The same by connection, oldest first. */
  sessions: TappedSession[];
  /** Headers of each upgrade. */
  upgrades: Record<string, string | string[] | undefined>[];
  /** All microphone audio that arrived, or that of one connection; PCM16 at 24 kHz. */
  microphone(session?: TappedSession): Int16Array;
  /** Sends an event to every connected client as if the model had. */
  inject(event: WireEvent): void;
  /** Breaks every connection off without a goodbye, as when the model's side dies. */
  cut(): void;
  close(): Promise<void>;
}

export interface TappedSession {
  fromClient: WireEvent[];
  fromServer: WireEvent[];
}

export function ofType(events: WireEvent[], type: string): WireEvent[] {
  return events.filter((event) => event.type === type);
}

export async function startWireTap(upstreamUrl: string): Promise<WireTap> {
  const fromClient: WireEvent[] = [];
  const fromServer: WireEvent[] = [];
  const sessions: TappedSession[] = [];
  const upgrades: WireTap['upgrades'] = [];
  const clients = new Set<WebSocket>();
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  server.on('connection', (down, request) => {
    upgrades.push({ ...request.headers });
    clients.add(down);
    const session: TappedSession = { fromClient: [], fromServer: [] };
    sessions.push(session);
    const query = new URL(request.url ?? '/', 'http://tap').search;
    const up = new WebSocket(`${upstreamUrl}${query}`, ['realtime'], {
      headers: { authorization: request.headers.authorization ?? '' },
    });
    const waiting: string[] = [];
    down.on('message', (data: Buffer) => {
      const text = data.toString();
      const event = JSON.parse(text) as WireEvent;
      fromClient.push(event);
      session.fromClient.push(event);
      if (up.readyState === WebSocket.OPEN) up.send(text);
      else waiting.push(text);
    });
    up.on('open', () => {
      for (const text of waiting.splice(0)) up.send(text);
    });
    up.on('message', (data: Buffer) => {
      const text = data.toString();
      const event = parse(text);
      fromServer.push(event);
      session.fromServer.push(event);
      down.send(text);
    });
    up.on('close', (code) => down.close(code >= 3000 || code === 1000 ? code : 1011));
    up.on('error', () => down.close(1011));
    down.on('close', () => {
      clients.delete(down);
      up.close();
    });
    down.on('error', () => up.close());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    fromClient,
    fromServer,
    sessions,
    upgrades,
    microphone(session) {
      const parts = (session?.fromClient ?? fromClient)
        .filter((event) => event.type === 'input_audio_buffer.append')
        .map((event) => Buffer.from(String(event.audio), 'base64'));
      const bytes = Buffer.concat(parts);
      return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    },
    inject(event) {
      for (const client of clients) client.send(JSON.stringify(event));
    },
    cut() {
      for (const client of clients) client.terminate();
    },
    async close() {
      for (const client of clients) client.terminate();
      server.close();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function parse(text: string): WireEvent {
  try {
    return JSON.parse(text) as WireEvent;
  } catch {
    return { type: 'malformed', text };
  }
}
