/** Serves bench/floor/ on a free port of the loopback, its TypeScript transpiled. */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { transpile } from './transpile.ts';

const FOLDER = join(import.meta.dirname, '../floor');
const FILES = [
  'index.html',
  'main.ts',
  'worker.ts',
  'capture.worklet.ts',
  'playback.worklet.ts',
  'idle.html',
  'plain-list.html',
  'plain-list.ts',
];

export interface FloorServer {
  /** Of the live page; `upstream` is the WebSocket that it opens. */
  liveUrl(upstream: string, drawing: boolean): string;
  /** Of a page that does nothing at all. */
  idleUrl: string;
  /** Of a list that draws every event of `upstream`; `microphone`: it sends audio as well. */
  plainListUrl(upstream: string, microphone: boolean): string;
  stop(): Promise<void>;
}

export async function startFloorServer(): Promise<FloorServer> {
  const bodies = new Map<string, string>();
  for (const file of FILES) {
    const path = join(FOLDER, file);
    bodies.set(`/${file}`, file.endsWith('.ts') ? await transpile(path) : await readFile(path, 'utf8'));
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://floor').pathname;
    const body = bodies.get(path);
    const type = path.endsWith('.html') ? 'text/html' : 'text/javascript';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    liveUrl: (upstream, drawing) =>
      `${origin}/index.html?${new URLSearchParams({ upstream, ...(drawing ? { drawing: 'yes' } : {}) }).toString()}`,
    idleUrl: `${origin}/idle.html`,
    plainListUrl: (upstream, microphone) =>
      `${origin}/plain-list.html?${new URLSearchParams({ upstream, ...(microphone ? { microphone: 'yes' } : {}) }).toString()}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
