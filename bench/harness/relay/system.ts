/** What the benchmark of the relay compares: each system as a process of its own on the measured core, and a way to ask what it spends. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startRelay } from '../../../tests/e2e/servers.ts';
import { AskedProcess, forkProgram, listening } from '../asked-process.ts';
import type { Cores } from './cores.ts';
import type { Target } from './load.messages.ts';

const PROBE = pathToFileURL(join(import.meta.dirname, 'probe.mjs')).href;
/** As in `npm run serve`: a heap that may grow before it is collected. The bare pipe gets the same. */
const ROOM = '--initial-old-space-size=512';
/** Frees memory when it is asked to, and says what it spends. */
export const PROBED = [ROOM, '--expose-gc', '--import', PROBE];
export const FLOOR = join(import.meta.dirname, '../../floor');
export const PATH = '/v1/realtime?model=bench';
export const KEY = 'sk-bench-not-a-key';
export const AUTHORIZATION = `Bearer ${KEY}`;
const ACCESS_TOKEN = 'a-token-that-only-the-benchmark-uses';
const WIDE_BUDGETS = {
  sessions: 10_000,
  sessionsPerClient: 10_000,
  minutesPerSession: 600,
  minutesPerDay: 1_000_000,
  usdPerDay: 1_000_000,
  bytesPerSecond: 10_000_000,
};
const WIDE_POLICY = { clientEvents: ['input_audio_buffer.append'], voices: ['marin'] };

export interface System {
  label: string;
  /** Begins to listen, with the load as its upstream. */
  start(upstreamPort: number, cores: Cores): Promise<Running>;
}

export interface Running {
  target: Target;
  /** Null: it has no process of its own. */
  spent: Spending | null;
  stop(): Promise<void>;
}

export interface Spending {
  cpuMs(): Promise<number>;
  /** After a collection of garbage where there is any. */
  residentBytes(): Promise<number>;
}

export interface ProbeCommands {
  cpu: { request: object; answer: { cpuMs: number } };
  memory: { request: object; answer: { residentBytes: number } };
}

/** The built product. `environment` is set beside key and upstream; all else is as delivered. */
export function sidetone(
  label: string,
  environment: Record<string, string> = {},
  headers: Record<string, string> = {},
): System {
  return {
    label,
    async start(upstreamPort, { measured }) {
      const relay = await startRelay(
        { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `http://127.0.0.1:${upstreamPort}/v1`, ...environment },
        { prefix: measured, nodeArguments: PROBED },
      );
      return {
        target: { port: Number(new URL(relay.url).port), path: PATH, headers, authorization: AUTHORIZATION },
        spent: spending(new AskedProcess<ProbeCommands>(label, relay.process)),
        stop: () => relay.stop(),
      };
    },
  };
}

/** With a token, budgets and a policy, each wide enough that nothing of the load is refused. */
export function guardedSidetone(label: string): System {
  return {
    label,
    async start(upstreamPort, cores) {
      const folder = mkdtempSync(join(tmpdir(), 'sidetone-bench-'));
      const file = join(folder, 'sidetone.config.json');
      writeFileSync(file, JSON.stringify({ budgets: WIDE_BUDGETS, policy: WIDE_POLICY }));
      const environment = { ACCESS_TOKEN, SIDETONE_CONFIG: file };
      const running = await sidetone(label, environment, { Authorization: `Bearer ${ACCESS_TOKEN}` }).start(
        upstreamPort,
        cores,
      );
      return {
        ...running,
        async stop() {
          await running.stop();
          rmSync(folder, { recursive: true });
        },
      };
    },
  };
}

export function wsPipe(label: string): System {
  return pipe(label, 'ws-pipe.mjs', AUTHORIZATION, (port) => [`ws://127.0.0.1:${port}${PATH}`, KEY]);
}

export function tcpPipe(label: string): System {
  return pipe(label, 'tcp-pipe.mjs', null, (port) => [String(port)]);
}

/** No system at all: what the load itself takes, and where its own limit is. */
export function direct(label: string): System {
  return {
    label,
    start: (upstreamPort) =>
      Promise.resolve({
        target: { port: upstreamPort, path: PATH, headers: {}, authorization: null },
        spent: null,
        stop: () => Promise.resolve(),
      }),
  };
}

function pipe(
  label: string,
  file: string,
  authorization: string | null,
  words: (upstreamPort: number) => string[],
): System {
  return {
    label,
    async start(upstreamPort, { measured }) {
      const child = forkProgram(join(FLOOR, file), words(upstreamPort), {
        prefix: measured,
        nodeArguments: PROBED,
      });
      const port = await listening(label, child);
      const asked = new AskedProcess<ProbeCommands>(label, child);
      return {
        target: { port, path: PATH, headers: {}, authorization },
        spent: spending(asked),
        stop: () => asked.stop(),
      };
    },
  };
}

export function spending(asked: AskedProcess<ProbeCommands>): Spending {
  return {
    cpuMs: async () => (await asked.ask('cpu', {})).cpuMs,
    residentBytes: async () => (await asked.ask('memory', {})).residentBytes,
  };
}
