/** Listening with numbers: energy and correlation. */

import FFT from 'fft.js';

/** Root of the mean square of PCM16, 0…1. */
export function rms(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += (sample / 32_768) ** 2;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** Loudness (RMS, 0…1) in 20 ms steps. */
export function levelsOf(samples: Int16Array, rateHz: number): number[] {
  const step = rateHz / 50;
  return Array.from({ length: Math.floor(samples.length / step) }, (_, n) =>
    rms(samples.subarray(n * step, (n + 1) * step)),
  );
}

/** The first sample that is no noise. */
export function loudFrom(samples: Int16Array): number {
  return samples.findIndex((sample) => Math.abs(sample) > 1500);
}

/** Something sounded, and for a second nothing more. `levels`: RMS in 20 ms steps. */
export function isOver(levels: number[]): boolean {
  return levels.some((level) => level > 0.01) && levels.slice(-50).every((level) => level < 0.001);
}

/**
 * How alike two recordings at the same rate are: the largest normalised cross-correlation of `needle` with any stretch of `haystack`,
 * 0…1, and where that is. Every place is looked at, and by the whole of both: a search that thins them out first takes one pitch period of
 * a voice for the next, and calls the very same sound 0.2.
 */
export function correlate(
  needle: Int16Array,
  haystack: Int16Array,
): { coefficient: number; atSample: number } {
  const best = { coefficient: 0, atSample: 0 };
  if (needle.length === 0 || needle.length > haystack.length) return best;
  const products = crossProducts(needle, haystack);
  let needleEnergy = 0;
  for (const sample of needle) needleEnergy += sample * sample;
  let energy = 0;
  for (let i = 0; i < needle.length; i += 1) energy += (haystack[i] ?? 0) ** 2;
  for (let at = 0; at <= haystack.length - needle.length; at += 1) {
    const scale = Math.sqrt(needleEnergy * energy);
    const coefficient = scale === 0 ? 0 : (products[2 * at] ?? 0) / scale;
    if (coefficient > best.coefficient) {
      best.coefficient = coefficient;
      best.atSample = at;
    }
    // Squares of whole numbers: nothing is lost on the way.
    energy += (haystack[at + needle.length] ?? 0) ** 2 - (haystack[at] ?? 0) ** 2;
  }
  return best;
}

/** Sums of the products of `needle` with `haystack` at each place, as real parts of complex numbers, by way of their spectra. */
function crossProducts(needle: Int16Array, haystack: Int16Array): Float64Array {
  const fft = new FFT(2 ** Math.ceil(Math.log2(Math.max(2, haystack.length))));
  const spectrum = (samples: Int16Array): Float64Array => {
    const padded = new Float64Array(fft.size);
    padded.set(samples);
    const result = new Float64Array(2 * fft.size);
    fft.realTransform(result, padded);
    fft.completeSpectrum(result);
    return result;
  };
  const [a, b] = [spectrum(haystack), spectrum(needle)];
  const product = new Float64Array(a.length);
  for (let i = 0; i < a.length; i += 2) {
    const [re, im, needleRe, needleIm] = [a[i] ?? 0, a[i + 1] ?? 0, b[i] ?? 0, b[i + 1] ?? 0];
    product[i] = re * needleRe + im * needleIm;
    product[i + 1] = im * needleRe - re * needleIm;
  }
  const result = new Float64Array(a.length);
  fft.inverseTransform(result, product);
  return result;
}

/** Resamples for comparison only: linear, after a box filter when going down. */
export function toRate(samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  if (fromHz === toHz) return samples;
  const result = new Int16Array(Math.floor((samples.length * toHz) / fromHz));
  for (let i = 0; i < result.length; i += 1) {
    const at = (i * fromHz) / toHz;
    const low = Math.floor(at);
    const share = at - low;
    result[i] = Math.round((samples[low] ?? 0) * (1 - share) + (samples[low + 1] ?? 0) * share);
  }
  return result;
}

/**
 * Share of half-second pieces of `spoken` that are found in `received`, by a correlation above `alike`, all at about the same delay. In pieces, because a recorder that
 * loses a buffer, or a browser that stretches its input by a hair, spoils a correlation over seconds.
 */
export function wordsFound(spoken: Int16Array, received: Int16Array, alike = 0.5): number {
  const piece = 12_000;
  const found: number[] = [];
  let pieces = 0;
  for (let at = 0; at + piece <= spoken.length; at += piece) {
    const needle = spoken.subarray(at, at + piece);
    if (rms(needle) < 0.02) continue;
    pieces += 1;
    const { coefficient, atSample } = correlate(needle, received);
    if (coefficient > alike) found.push(atSample - at);
  }
  const middle = found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;
  return found.filter((delay) => Math.abs(delay - middle) < 0.3 * 24_000).length / pieces;
}
