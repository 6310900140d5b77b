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
  /** Microphone and speakers on one clock from the moment when the page first played: PCM16 at the context's rate, of equal length. */
  stereo(): Promise<{
    rateHz: number;
    microphone: Int16Array;
    speakers: Int16Array;
    outputLatencyMs: number;
    /**
     * How long after one sample another was there, in milliseconds: by the clock of sound, and by the computer's. On a busy machine the
     * thread of sound stalls, and what is heard comes later by so much than its samples say.
     */
    apartMs: (from: number, to: number) => { least: number; most: number };
  }>;
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
  ignoreHTTPSErrors?: boolean;
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
    ignoreHTTPSErrors: options.ignoreHTTPSErrors ?? false,
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
      return { rateHz, samples: samplesOf(base64) };
    },
    async stereo() {
      const { rateHz, outputLatencyMs, pieces, ...sides } = await page.evaluate(() => ({
        ...window.sidetoneTest.heard(),
        microphone: window.sidetoneTest.spoken(),
        outputLatencyMs: window.sidetoneTest.outputLatencyMs(),
        pieces: window.sidetoneTest.pieces,
      }));
      const { base64: speakers, microphone } = sides;
      const wallMs = (sample: number) => {
        const piece = pieces.findLast(({ from }) => from <= sample);
        return piece ? piece.atMs + ((sample - piece.from) * 1000) / rateHz : Number.NaN;
      };
      const apartMs = (from: number, to: number) => {
        const both = [((to - from) * 1000) / rateHz, wallMs(to) - wallMs(from)];
        return { least: Math.min(...both), most: Math.max(...both) };
      };
      const [you, assistant] = [samplesOf(microphone), samplesOf(speakers)];
      return { rateHz, outputLatencyMs, apartMs, microphone: you, speakers: assistant };
    },
    levels: () => page.evaluate(() => window.sidetoneTest.levels),
    trackStates: () => page.evaluate(() => window.sidetoneTest.tracks.map((track) => track.readyState)),
  };
}

function samplesOf(base64: string): Int16Array {
  const bytes = Buffer.from(base64, 'base64');
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

declare global {
  /** Of the specification "MediaStreamTrack Insertable Media Processing"; Chromium has it in windows and with `maxBufferSize` for sound. */
  class MediaStreamTrackProcessor {
    constructor(init: { track: MediaStreamTrack; maxBufferSize: number });
    readonly readable: ReadableStream<AudioData>;
  }
  interface Window {
    sidetoneTest: {
      tracks: MediaStreamTrack[];
      levels: number[];
      /** Of the tape: first sample, and when it was there. */
      pieces: { from: number; atMs: number }[];
      heard(): { rateHz: number; base64: string };
      /** What the microphone gave meanwhile, base64 of PCM16. */
      spoken(): string;
      outputLatencyMs(): number;
    };
  }
}

/** Runs in the page before its own code: records what reaches the speakers, and remembers the microphone's tracks. */
function listenIn(forceRateHz: number): void {
  // Kept as they come: whatever the page's thread does for its tape, it does not do for the page.
  const chunks: Float32Array[] = [];
  const spoken: Float32Array[] = [];
  let listening: AudioContext | null = null;
  const levels: number[] = [];
  const pieces: { from: number; atMs: number }[] = [];
  let recorded = 0;
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
  /** Of each context: input 0 takes what goes to the speakers, input 1 the microphone. */
  const taps = new WeakMap<BaseAudioContext, AudioNode>();
  const pcm16 = (samples: Float32Array) =>
    Int16Array.from(samples, (sample) => Math.max(-1, Math.min(1, sample)) * 32_767);

  const record = async (readable: ReadableStream<AudioData>): Promise<void> => {
    for (const reader = readable.getReader(); ;) {
      const { value: piece, done } = await reader.read();
      if (done) return;
      const sides = [0, 1].map((planeIndex) => {
        const side = new Float32Array(piece.numberOfFrames);
        piece.copyTo(side, { planeIndex, format: 'f32-planar' });
        return side;
      });
      pieces.push({ from: recorded, atMs: piece.timestamp / 1000 });
      recorded += piece.numberOfFrames;
      piece.close();
      const [speakers, microphone] = sides as [Float32Array, Float32Array];
      measure(speakers);
      chunks.push(speakers);
      spoken.push(microphone);
    }
  };

  const connect = AudioNode.prototype.connect as (this: AudioNode, ...args: unknown[]) => AudioNode;
  const tapOf = (context: AudioContext): AudioNode => {
    const known = taps.get(context);
    if (known) return known;
    rateHz = context.sampleRate;
    listening = context;
    const merger = context.createChannelMerger(2);
    taps.set(context, merger);
    // Filled by the thread of sound and emptied here: however busy the page is, nothing of it is missed, which a ScriptProcessor would.
    const tape = context.createMediaStreamDestination();
    connect.call(merger, tape);
    const [track] = tape.stream.getAudioTracks();
    if (track) void record(new MediaStreamTrackProcessor({ track, maxBufferSize: 10_000 }).readable);
    return merger;
  };
  AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]) {
    const context = this.context as AudioContext;
    if (args[0] instanceof AudioDestinationNode) connect.call(this, tapOf(context), 0, 0);
    if (this instanceof MediaStreamAudioSourceNode) connect.call(this, tapOf(context), 0, 1);
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

  const joined = (parts: Float32Array[]): string => {
    const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(pcm16(part), at);
      at += part.length;
    }
    const bytes = new Uint8Array(all.buffer);
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(text);
  };

  window.sidetoneTest = {
    tracks,
    levels,
    pieces,
    heard: () => ({ rateHz, base64: joined(chunks) }),
    spoken: () => joined(spoken),
    outputLatencyMs: () =>
      listening === null ? 0 : (listening.baseLatency + (listening.outputLatency || 0)) * 1000,
  };
}
