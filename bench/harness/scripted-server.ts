/** A benchmark's handle on its scripted Realtime server: starts the process, gives it commands, ends it. */

import { join } from 'node:path';
import { AskedProcess, forkModule, listening } from './asked-process.ts';
import type { Commands } from './scripted-server.messages.ts';

export interface ScriptedServer {
  /** For OPENAI_BASE_URL. */
  baseUrl: string;
  /** For a client that connects directly. */
  socketUrl: string;
  ask: AskedProcess<Commands>['ask'];
  stop(): Promise<void>;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const child = forkModule(join(import.meta.dirname, 'scripted-server.process.ts'));
  const server = new AskedProcess<Commands>('The scripted server', child);
  const port = await listening('The scripted server', child);
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    socketUrl: `ws://127.0.0.1:${port}/v1/realtime?model=floor`,
    ask: (name, request) => server.ask(name, request),
    stop: () => server.stop(),
  };
}
