/** A Chromium whose microphone plays a WAV, and a page that can be listened to with numbers. */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { compose, readWav, type Wav, writeWav } from '../support/wav.ts';

const fixtures = join(import.meta.dirname, '../fixtures/speech');

export const question = readWav(join(fixtures, 'question.wav'));
export const interruption = readWav(join(fixtures, 'interruption.wav'));

interface Listener {
  /** Everything that went to the speakers so far, PCM16 at the context's rate. */
  heard(): Promise<{ rateHz: number; samples: Int16Array }>;
  /** Loudness (RMS, 0…1) of what went to the speakers, in 20 ms steps: cheap enough to ask while it plays. */
  levels(): Promise<number[]>;
  /** States of all microphone tracks that the page ever got. */
  trackStates(): Promise<string[]>;
}

export interface OpenOptions {
  /** What the microphone hears, from the moment when the page opens it. */
  speech?: { atSeconds: number; wav: Wav }[];
  permission?: 'granted' | 'denied';
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  /** The browser ignores the rate that the page asks for, as odd devices do. */
  forceContextRateHz?: number;
}

export interface Opened extends Listener {
  browser: Browser;
  page: Page;
}

export async function openConsole(url: string, options: OpenOptions = {}): Promise<Opened> {
  const microphone = join(mkdtempSync(join(tmpdir(), 'sidetone-microphone-')), 'microphone.wav');
  writeWav(microphone, compose(60, options.speech ?? []));
  const denied = options.permission === 'denied';
  const executablePath = process.env.CHROMIUM_PATH;
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${microphone}%noloop`,
      ...(denied ? ['--deny-permission-prompts'] : ['--use-fake-ui-for-media-stream']),
      '--disable-background-networking',
    ],
  });
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1440, height: 900 },
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: 'reduce',
    permissions: denied ? [] : ['microphone'],
  });
  const page = await context.newPage();
  await page.addInitScript(listenIn, options.forceContextRateHz ?? 0);
  await page.goto(url);
  return {
    browser,
    page,
    async heard() {
      const { rateHz, base64 } = await page.evaluate(() => window.sidetoneTest.heard());
      const bytes = Buffer.from(base64, 'base64');
      return {
        rateHz,
        samples: new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)),
      };
    },
    levels: () => page.evaluate(() => window.sidetoneTest.levels),
    trackStates: () => page.evaluate(() => window.sidetoneTest.tracks.map((track) => track.readyState)),
  };
}

declare global {
  interface Window {
    sidetoneTest: {
      tracks: MediaStreamTrack[];
      levels: number[];
      heard(): { rateHz: number; base64: string };
    };
  }
}

/** Runs in the page before its own code: records what reaches the speakers, and remembers the microphone's tracks. */
function listenIn(forceRateHz: number): void {
  const chunks: Int16Array[] = [];
  const levels: number[] = [];
  let squares = 0;
  let counted = 0;
  const measure = (samples: Float32Array) => {
    for (const sample of samples) {
      squares += sample * sample;
      counted += 1;
      if (counted < rateHz / 50) continue;
      levels.push(Math.sqrt(squares / counted));
      squares = 0;
      counted = 0;
    }
  };
  let rateHz = 0;
  const tracks: MediaStreamTrack[] = [];
  const taps = new WeakMap<BaseAudioContext, AudioNode>();

  const connect = AudioNode.prototype.connect as (this: AudioNode, ...args: unknown[]) => AudioNode;
  AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]) {
    const [target] = args;
    if (target instanceof AudioDestinationNode) {
      let tap = taps.get(this.context);
      if (!tap) {
        rateHz = this.context.sampleRate;
        // Runs on the page's own thread: long buffers, so that a busy page loses little.
        const recorder = (this.context as AudioContext).createScriptProcessor(4096, 1, 1);
        recorder.addEventListener('audioprocess', (event) => {
          const input = event.inputBuffer.getChannelData(0);
          measure(input);
          chunks.push(Int16Array.from(input, (sample) => Math.max(-1, Math.min(1, sample)) * 32_767));
        });
        tap = recorder;
        taps.set(this.context, tap);
        connect.call(tap, this.context.destination);
      }
      connect.call(this, tap);
    }
    return connect.apply(this, args);
  };

  if (forceRateHz > 0) {
    const Native = window.AudioContext;
    window.AudioContext = class extends Native {
      constructor(options?: AudioContextOptions) {
        super({ ...options, sampleRate: forceRateHz });
      }
    };
  }

  const devices = navigator.mediaDevices;
  const getUserMedia = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };

  window.sidetoneTest = {
    tracks,
    levels,
    heard() {
      const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      const all = new Int16Array(length);
      let at = 0;
      for (const chunk of chunks) {
        all.set(chunk, at);
        at += chunk.length;
      }
      const bytes = new Uint8Array(all.buffer);
      let text = '';
      for (let i = 0; i < bytes.length; i += 8192)
        text += String.fromCharCode(...bytes.subarray(i, i + 8192));
      return { rateHz, base64: btoa(text) };
    },
  };
}
