/** A process that takes commands over IPC and answers each of them: the asking side. `answer-commands.ts` is the other. */

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Launch } from '../../tests/e2e/servers.ts';

/** No command takes longer than a client takes to connect. */
const ANSWER_TIMEOUT_MS = 20_000;

/** Name of each command → what it takes and what it answers. */
export type CommandsOf<C> = { [N in keyof C]: { request: object; answer: object } };

export type Reply = { id: number; answer: object } | { id: number; failure: string };
/** The first message of a server: where it listens. */
export interface Listening {
  port: number;
}

export class AskedProcess<C extends CommandsOf<C>> {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  readonly #exited: Promise<void>;
  #lastId = 0;

  /** `name` is for messages to people. The process must have been started with IPC. */
  constructor(name: string, child: ChildProcess) {
    this.#name = name;
    this.#child = child;
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code) => {
        for (const { reject } of this.#waiting.values()) reject(new Error(`${name} ended with ${code}.`));
        resolve();
      });
    });
    child.on('message', (reply: Reply | Listening) => {
      if (!('id' in reply)) return;
      const asked = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('failure' in reply) asked?.reject(new Error(reply.failure));
      else asked?.resolve(reply.answer as never);
    });
  }

  ask<N extends keyof C & string>(name: N, request: C[N]['request']): Promise<C[N]['answer']> {
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        const seconds = ANSWER_TIMEOUT_MS / 1000;
        reject(new Error(`${this.#name} did not answer \`${name}\` within ${seconds} s.`));
      }, ANSWER_TIMEOUT_MS);
      const settle = () => clearTimeout(timer);
      this.#waiting.set(id, {
        resolve: (answer) => (settle(), resolve(answer)),
        reject: (error) => (settle(), reject(error)),
      });
      this.#child.send({ id, name, request });
    });
  }

  /** Resolves when the process has ended, which it does when nobody is there to ask. */
  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#exited;
  }
}

/** Resolves with the port of a server that says it over IPC once it listens. */
export function listening(name: string, child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('message', ({ port }: Listening) => resolve(port));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it listened.`)));
  });
}

/** Starts a TypeScript module of the benchmarks as a process. */
export function forkModule(file: string, launch: Launch = {}): ChildProcess {
  return forkProgram(join(import.meta.dirname, 'ts-process.mjs'), [file], launch);
}

/** Starts a program of Node's with IPC. */
export function forkProgram(file: string, words: readonly string[], launch: Launch = {}): ChildProcess {
  const { prefix = [], nodeArguments = [] } = launch;
  const [execPath = process.execPath, ...execArgv] = [...prefix, process.execPath, ...nodeArguments];
  return fork(file, words, { execPath, execArgv });
}
