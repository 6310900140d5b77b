/** What the benchmark of the telephone compares: the built product with a telephone, and a bare loop, each a process on the measured core. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRelay } from '../../../tests/e2e/servers.ts';
import { AskedProcess, forkProgram, listening } from '../asked-process.ts';
import type { Cores } from '../relay/cores.ts';
import {
  AUTHORIZATION,
  FLOOR,
  KEY,
  PATH,
  PROBED,
  type ProbeCommands,
  type Spending,
  spending,
} from '../relay/system.ts';
import type { PhoneTarget } from './phone-load.messages.ts';

const PUBLIC_URL = 'https://voice.example.com';
const AUTH_TOKEN = 'an-auth-token-that-only-the-benchmark-uses';
const STREAM_PATH = '/twilio/media-stream';
/** All else is as delivered; nobody is greeted, so that the models speak first by their own script. */
const PHONE = {
  publicUrl: PUBLIC_URL,
  authToken: '${TWILIO_AUTH_TOKEN}',
  greeting: { by: 'none' },
  calls: 10_000,
};

export interface RunningPhone {
  label: string;
  target: PhoneTarget;
  spent: Spending;
  stop(): Promise<void>;
}

/** The built product. */
export async function sidetonePhone(
  label: string,
  upstreamPort: number,
  { measured }: Cores,
): Promise<RunningPhone> {
  const folder = mkdtempSync(join(tmpdir(), 'sidetone-bench-'));
  const file = join(folder, 'sidetone.config.json');
  writeFileSync(file, JSON.stringify({ phone: PHONE }));
  const relay = await startRelay(
    {
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: `http://127.0.0.1:${upstreamPort}/v1`,
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      SIDETONE_CONFIG: file,
    },
    { prefix: measured, nodeArguments: PROBED },
  );
  return {
    label,
    target: targetAt(Number(new URL(relay.url).port), PUBLIC_URL),
    spent: spending(new AskedProcess<ProbeCommands>(label, relay.process)),
    async stop() {
      await relay.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** `floor/phone-loop.mjs`. */
export async function phoneLoop(
  label: string,
  upstreamPort: number,
  { measured }: Cores,
): Promise<RunningPhone> {
  const words = [`ws://127.0.0.1:${upstreamPort}${PATH}`, KEY];
  const child = forkProgram(join(FLOOR, 'phone-loop.mjs'), words, {
    prefix: measured,
    nodeArguments: PROBED,
  });
  const port = await listening(label, child);
  const asked = new AskedProcess<ProbeCommands>(label, child);
  return { label, target: targetAt(port, null), spent: spending(asked), stop: () => asked.stop() };
}

function targetAt(port: number, publicUrl: string | null): PhoneTarget {
  return { port, path: STREAM_PATH, publicUrl, authToken: AUTH_TOKEN, authorization: AUTHORIZATION };
}
