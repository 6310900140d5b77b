/** Starts the built product as a person would, on free ports of the loopback, and stops what it started. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWireTap, type WireTap } from '../support/wire-tap.ts';

const root = join(import.meta.dirname, '../..');

export interface Relay {
  process: ChildProcess;
  /** Address of the page, without a slash at the end. */
  url: string;
  /** All that it printed. */
  output(): string;
  stop(): Promise<void>;
}

/** What goes before a program of Node's, for who measures it. */
export interface Launch {
  /** Another program that starts Node. */
  prefix?: readonly string[];
  nodeArguments?: readonly string[];
}

/** The environment of a relay with such a configuration file. */
export function configured(config: object): { SIDETONE_CONFIG: string } {
  const file = join(mkdtempSync(join(tmpdir(), 'sidetone-config-')), 'sidetone.config.json');
  writeFileSync(file, JSON.stringify(config));
  return { SIDETONE_CONFIG: file };
}

export async function startRelay(
  environment: Record<string, string> = {},
  { prefix = [], nodeArguments = [] }: Launch = {},
): Promise<Relay> {
  const { OPENAI_API_KEY: _key, OPENAI_BASE_URL: _url, ...inherited } = process.env;
  const [program = process.execPath, ...words] = [...prefix, process.execPath, ...nodeArguments];
  const child = spawn(program, [...words, join(root, 'dist-server/main.js')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // An empty value is an absent one, and keeps a developer's .env out of the test.
    env: {
      ...inherited,
      PORT: '0',
      HOST: '',
      OPENAI_API_KEY: '',
      OPENAI_BASE_URL: '',
      UPSTREAM: '',
      ACCESS_TOKEN: '',
      HTTPS: '',
      TLS_CERT: '',
      TLS_KEY: '',
      // Nothing of one run is there in the next.
      DATA_DIR: mkdtempSync(join(tmpdir(), 'sidetone-data-')),
      ...environment,
    },
  });
  let printed = '';
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('The relay was started without its output.');
  stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const address = /https?:\/\/127\.0\.0\.1:\d+/.exec(printed);
      if (address) resolve(address[0]);
    };
    stdout.on('data', look);
    stderr.on('data', look);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`the relay ended with ${code}:\n${printed}`)));
  });
  return { process: child, url, output: () => printed, stop: () => stop(child) };
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** The emulator alone, as `npm run emulator` starts it. */
export async function startEmulator(
  environment: Record<string, string> = {},
): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [join(root, 'scripts/emulator.mjs')], {
    cwd: root,
    env: { ...process.env, PORT: '0', ...environment },
  });
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /ws:\/\/127\.0\.0\.1:\d+/.exec(printed);
      if (address) resolve(address[0]);
    });
    child.on('exit', (code) => reject(new Error(`the emulator ended with ${code}:\n${printed}`)));
  });
  return { url, stop: () => stop(child) };
}

export interface Stack {
  relay: Relay;
  tap: WireTap;
  key: string;
  stop(): Promise<void>;
}

/**
 * Page → relay with a key → tap → emulator (inside a second relay). To the first relay it looks like any compatible server that wants
 * a key.
 */
export async function startStack(): Promise<Stack> {
  const key = 'sk-test-0123456789-never-in-the-browser';
  const behind = await startRelay({ UPSTREAM: 'emulator' });
  const tap = await startWireTap(`${behind.url.replace('http:', 'ws:')}/v1/realtime`);
  const relay = await startRelay({ OPENAI_API_KEY: key, OPENAI_BASE_URL: tap.baseUrl });
  return {
    relay,
    tap,
    key,
    async stop() {
      await relay.stop();
      await tap.close();
      await behind.stop();
    },
  };
}
