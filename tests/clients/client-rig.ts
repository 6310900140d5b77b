/** A relay with its access token in front of the emulator, over TLS and without, for clients that people really use. */

import type { LookupFunction } from 'node:net';
import { join } from 'node:path';
import { type ClientOptions, WebSocket } from 'ws';
import { LOOPBACK_ACCESS, ownerToken } from '../../relay-server/access/access-config.ts';
import { startEmulator } from '../../relay-server/emulator/server.ts';
import { closedPort } from '../../relay-server/testing/fake-upstream.ts';
import { emulatorAt, type RelayRig, relayRig, upstreamAt } from '../../relay-server/testing/relay-rig.ts';
import { selfSigned } from '../../relay-server/tls/self-signed.ts';
import { readWav } from '../support/wav.ts';
import { type RecordingBridge, recordingBridge } from './recording-bridge.ts';

export const TOKEN = 'correct-horse-battery-staple';
export const MODEL = 'gpt-realtime-2.1';
/** Real speech takes its time, though the emulator answers faster than it could be listened to. */
export const PATIENCE = { timeout: 20_000 };

/** A name that is no name of the relay, though its certificate holds it and its address is the relay's. */
export const STRANGE_HOST = 'rebound.example';
/** Named so in a path, `/upstreams/openai/…`: an upstream at which nobody listens. */
export const DEAD_UPSTREAM = 'openai';

const DAY_MS = 24 * 3600 * 1000;

export interface ClientRig {
  bridge: RecordingBridge;
  /** Speaks TLS with `certificate`. */
  secure: RelayRig;
  plain: RelayRig;
  certificate: string;
  close(): Promise<void>;
}

export async function clientRig(): Promise<ClientRig> {
  const tls = selfSigned({
    commonName: 'Sidetone under test',
    names: ['localhost', '127.0.0.1', STRANGE_HOST],
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
  });
  const emulator = await startEmulator();
  const bridge = await recordingBridge(emulator.url);
  const common = {
    upstream: emulatorAt(bridge.url),
    furtherUpstreams: [upstreamAt(`ws://127.0.0.1:${await closedPort()}/v1/realtime`)],
    access: { ...LOOPBACK_ACCESS, tokens: [ownerToken(TOKEN)] },
  };
  const secure = await relayRig({ ...common, tls });
  const plain = await relayRig(common);
  return {
    bridge,
    secure,
    plain,
    certificate: tls.cert,
    async close() {
      await secure.close();
      await plain.close();
      await bridge.close();
      await emulator.close();
    },
  };
}

/** How a client reaches `host` here: by its certificate, and whatever the name, on the loopback. */
export function reach(ca: string): ClientOptions & { lookup: LookupFunction } {
  return {
    ca,
    lookup: (_host, { all }, answer) =>
      all === true ? answer(null, [{ address: '127.0.0.1', family: 4 }]) : answer(null, '127.0.0.1', 4),
  };
}

/** What a page has as `WebSocket`: it says where the page came from, and can send no headers of its own. */
export function pageSocket(ca: string) {
  return class PageSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { ...reach(ca), origin: new URL(url).origin.replace(/^ws/, 'http') });
    }
  };
}

export type Recording = 'question' | 'interruption';

const speech = join(import.meta.dirname, '../fixtures/speech');

/** 24 kHz PCM16 of a person. */
function spoken(name: Recording): Int16Array {
  return readWav(join(speech, `${name}.wav`)).samples;
}

/** As a microphone hears it, in frames of 20 ms: a moment of silence before, and enough after that the turn is over. */
export function microphoneFrames(name: Recording): Int16Array[] {
  const words = spoken(name);
  const heard = new Int16Array(words.length + 2 * 24_000);
  heard.set(words, 12_000);
  return Array.from({ length: Math.ceil(heard.length / 480) }, (_, n) => heard.slice(480 * n, 480 * (n + 1)));
}

/** The bytes of 200 ms from the middle of the words, loud enough not to be found by chance. */
export function pieceOf(name: Recording): Buffer {
  const words = spoken(name);
  const middle = words.slice(words.length >> 1, (words.length >> 1) + 4800);
  if (!middle.some((sample) => Math.abs(sample) > 1000)) throw new Error('the piece is silent');
  return Buffer.from(middle.buffer);
}
