/**
 * The voice that is always there: three resonances over a pulse train and noise, letter by letter. It is robotic and hard to
 * understand, but it is speech-shaped, audible, differs by voice, and needs no package. It also speaks what flite cannot read.
 */

import { type Manner, SPEECH_RATE_HZ, type Synthesiser } from './synthesiser.ts';
import { traitsOf } from './voices.ts';

interface Phone {
  /** First three formants in Hz (textbook averages for a male speaker, Peterson and Barney 1952). */
  formantsHz: [number, number, number];
  /** 0…1 each. */
  voiced: number;
  noise: number;
  durationMs: number;
}

const VOWELS: Record<string, [number, number, number]> = {
  a: [730, 1090, 2440],
  e: [530, 1840, 2480],
  i: [270, 2290, 3010],
  o: [570, 840, 2410],
  u: [300, 870, 2240],
  y: [390, 1990, 2550],
};
const VOWEL_ORDER = ['a', 'e', 'i', 'o', 'u', 'y'] as const;

function phoneOf(char: string): Phone {
  const vowel = VOWELS[char];
  if (vowel) return { formantsHz: vowel, voiced: 1, noise: 0, durationMs: 95 };
  if ('mnlrwj'.includes(char))
    return { formantsHz: [280, 1300, 2300], voiced: 0.55, noise: 0, durationMs: 65 };
  if ('sfhxcz'.includes(char))
    return { formantsHz: [1800, 3800, 5200], voiced: 0, noise: 0.5, durationMs: 75 };
  if ('bdgv'.includes(char))
    return { formantsHz: [250, 1100, 2300], voiced: 0.4, noise: 0.1, durationMs: 50 };
  if ('ptkq'.includes(char)) return { formantsHz: [400, 1800, 2800], voiced: 0, noise: 0.35, durationMs: 45 };
  if (/[\p{L}\p{N}]/u.test(char)) {
    // Digits and letters of other scripts become vowels, each always the same one.
    const name = VOWEL_ORDER[(char.codePointAt(0) ?? 0) % VOWEL_ORDER.length] ?? 'a';
    return { formantsHz: VOWELS[name] ?? [500, 1500, 2500], voiced: 0.9, noise: 0, durationMs: 110 };
  }
  const pauseMs = '.!?'.includes(char) ? 180 : ',;:'.includes(char) ? 110 : 45;
  return { formantsHz: [500, 1500, 2500], voiced: 0, noise: 0, durationMs: pauseMs };
}

/** Two-pole resonance, normalised to unit gain at its peak. */
class Resonance {
  #y1 = 0;
  #y2 = 0;
  #a1 = 0;
  #a2 = 0;
  #gain = 0;

  tune(hz: number, bandwidthHz: number): void {
    const r = Math.exp((-Math.PI * bandwidthHz) / SPEECH_RATE_HZ);
    const theta = (2 * Math.PI * hz) / SPEECH_RATE_HZ;
    this.#a1 = 2 * r * Math.cos(theta);
    this.#a2 = -r * r;
    this.#gain = (1 - r) * Math.sqrt(1 - 2 * r * Math.cos(2 * theta) + r * r);
  }

  step(x: number): number {
    const y = this.#gain * x + this.#a1 * this.#y1 + this.#a2 * this.#y2;
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
  }
}

/** Samples of one sentence at 24 kHz, normalised to a peak of 0.6. Never empty: text without a letter becomes a short silence. */
export function speakFormants(sentence: string, manner: Manner): Float32Array {
  const traits = traitsOf(manner.voice);
  const stretch = traits.stretch / manner.speed;
  const phones = Array.from(sentence.trim().toLowerCase(), phoneOf);
  const lengths = phones.map((p) =>
    Math.max(1, Math.round((p.durationMs * stretch * SPEECH_RATE_HZ) / 1000)),
  );
  const total = lengths.reduce((sum, n) => sum + n, 0);
  const samples = new Float32Array(Math.max(total, SPEECH_RATE_HZ / 10));
  const resonances = [new Resonance(), new Resonance(), new Resonance()];
  let phase = 0;
  let seed = 1;
  let voiced = 0;
  let noise = 0;
  let at = 0;
  let peak = 0;
  phones.forEach((phone, index) => {
    resonances.forEach((resonance, k) => resonance.tune(phone.formantsHz[k] ?? 2500, 90 + 50 * k));
    const length = lengths[index] ?? 0;
    for (let n = 0; n < length; n += 1, at += 1) {
      // Amplitudes glide over about 5 ms, so that phones join without clicks.
      voiced += (phone.voiced - voiced) * 0.008;
      noise += (phone.noise - noise) * 0.008;
      const pitchHz = traits.pitchHz * (1.12 - (0.24 * at) / Math.max(total, 1));
      phase += pitchHz / SPEECH_RATE_HZ;
      if (phase >= 1) phase -= 1;
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      const excitation = voiced * (1 - 2 * phase) + noise * (seed / 2_147_483_648 - 1);
      let y = 0;
      for (const resonance of resonances) y += resonance.step(excitation);
      samples[at] = y;
      peak = Math.max(peak, Math.abs(y));
    }
  });
  if (peak > 0) for (let n = 0; n < samples.length; n += 1) samples[n] = ((samples[n] ?? 0) * 0.6) / peak;
  return samples;
}

export const formantVoice: Synthesiser = {
  speak: (sentence, manner) => Promise.resolve(speakFormants(sentence, manner)),
  dispose: () => undefined,
};
