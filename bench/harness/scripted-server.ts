/** A benchmark's handle on its scripted Realtime server: starts the process, gives it commands, ends it. */

import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { CommandName, Commands, Listening, Reply } from './scripted-server.messages.ts';

/** No command takes longer than a client takes to connect. */
const ANSWER_TIMEOUT_MS = 20_000;

export interface ScriptedServer {
  /** For OPENAI_BASE_URL. */
  baseUrl: string;
  /** For a client that connects directly. */
  socketUrl: string;
  ask<N extends CommandName>(name: N, request: Commands[N]['request']): Promise<Commands[N]['answer']>;
  stop(): Promise<void>;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const here = import.meta.dirname;
  const child = fork(join(here, 'ts-process.mjs'), [join(here, 'scripted-server.process.ts')]);
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      for (const { reject } of waiting.values()) reject(new Error(`The scripted server ended with ${code}.`));
      resolve();
    });
  });
  const { port } = await new Promise<Listening>((resolve, reject) => {
    child.once('message', (message: Listening) => resolve(message));
    child.once('exit', (code) =>
      reject(new Error(`The scripted server ended with ${code} before it listened.`)),
    );
  });
  child.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('failure' in reply) asked?.reject(new Error(reply.failure));
    else asked?.resolve(reply.answer as never);
  });
  let lastId = 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    socketUrl: `ws://127.0.0.1:${port}/v1/realtime?model=floor`,
    ask(name, request) {
      const id = (lastId += 1);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(
            new Error(`The scripted server did not answer \`${name}\` within ${ANSWER_TIMEOUT_MS / 1000} s.`),
          );
        }, ANSWER_TIMEOUT_MS);
        const settle = () => clearTimeout(timer);
        waiting.set(id, {
          resolve: (answer) => (settle(), resolve(answer)),
          reject: (error) => (settle(), reject(error)),
        });
        child.send({ id, name, request });
      });
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
