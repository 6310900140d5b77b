/** The microphone's WAV: clicks at irregular distances in faint noise, so that each can be told from its neighbours by its place. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWav } from '../../tests/support/wav.ts';

const RATE_HZ = 48_000;
const SECONDS = 60;
const CLICK_SAMPLES = RATE_HZ * 0.002;
const CLICK_AMPLITUDE = 26_000;
/** Between clicks; beyond `CLICK_REST_SAMPLES`, and no multiple of a frame, so that clicks fall anywhere in one. */
const NEAREST_MS = 71;
const SPREAD_MS = 60;

export interface Microphone {
  path: string;
  remove(): void;
}

export function writeMicrophone(): Microphone {
  const folder = mkdtempSync(join(tmpdir(), 'sidetone-bench-'));
  const path = join(folder, 'clicks.wav');
  const samples = new Int16Array(RATE_HZ * SECONDS);
  const random = generator(20_240_517);
  for (let i = 0; i < samples.length; i += 1) samples[i] = Math.round((random() - 0.5) * 8);
  let at = RATE_HZ / 2;
  while (at + CLICK_SAMPLES < samples.length) {
    // Half a period of 250 Hz: passes any resampling filter nearly unchanged.
    for (let i = 0; i < CLICK_SAMPLES; i += 1) {
      samples[at + i] = Math.round(CLICK_AMPLITUDE * Math.sin((Math.PI * (i + 0.5)) / CLICK_SAMPLES));
    }
    at += Math.round(((NEAREST_MS + random() * SPREAD_MS) * RATE_HZ) / 1000);
  }
  writeWav(path, { rateHz: RATE_HZ, samples });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Uniform numbers in [0, 1), the same in each run (Numerical Recipes' linear congruential generator). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
