/** Minimal WAV reading and writing for tests: PCM16, mono. */

import { readFileSync, writeFileSync } from 'node:fs';
import { readMonoWav } from '../../src/recording/wav-reader.ts';
import { wavHeader } from '../../src/recording/wav.ts';

export interface Wav {
  rateHz: number;
  samples: Int16Array;
}

export function readWav(path: string): Wav {
  const wav = readMonoWav(readFileSync(path));
  if (wav === null) throw new Error(`${path} must be a WAV file of mono PCM16`);
  return { rateHz: wav.sampleRateHz, samples: wav.pcm16 };
}

export function writeWav(path: string, { rateHz, samples }: Wav): void {
  const header = wavHeader({ sampleRateHz: rateHz, channels: 1, frames: samples.length });
  const sound = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  writeFileSync(path, Buffer.concat([header, sound]));
}

/** A microphone's view of the world: each piece begins at its second, silence (with the faintest noise) between and after. */
export function compose(lengthSeconds: number, pieces: { atSeconds: number; wav: Wav }[]): Wav {
  const rateHz = pieces[0]?.wav.rateHz ?? 24_000;
  const samples = new Int16Array(Math.round(lengthSeconds * rateHz));
  // A real room is never digitally silent.
  let seed = 1;
  for (let i = 0; i < samples.length; i += 1) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    samples[i] = (seed % 7) - 3;
  }
  for (const { atSeconds, wav } of pieces) samples.set(wav.samples, Math.round(atSeconds * rateHz));
  return { rateHz, samples };
}
