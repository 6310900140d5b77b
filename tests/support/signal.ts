/** Listening with numbers: energy and correlation. */

/** Root of the mean square of PCM16, 0…1. */
export function rms(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += (sample / 32_768) ** 2;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/**
 * How alike two recordings at the same rate are: the largest normalised cross-correlation of `needle` with any stretch of `haystack`,
 * 0…1, and where that is. Searched on a third of the samples first, then exactly around the best place.
 */
export function correlate(
  needle: Int16Array,
  haystack: Int16Array,
): { coefficient: number; atSample: number } {
  const coarse = 3;
  const best = search(thin(needle, coarse), thin(haystack, coarse), 0, Infinity, 2);
  const around = best.atSample * coarse;
  return search(needle, haystack, around - coarse * 4, around + coarse * 4, 1);
}

function search(
  needle: Float64Array | Int16Array,
  haystack: Float64Array | Int16Array,
  from: number,
  to: number,
  step: number,
): { coefficient: number; atSample: number } {
  let needleEnergy = 0;
  for (const sample of needle) needleEnergy += sample * sample;
  let best = { coefficient: 0, atSample: 0 };
  const last = Math.min(to, haystack.length - needle.length);
  for (let at = Math.max(0, from); at <= last; at += step) {
    let product = 0;
    let energy = 0;
    // Every fourth sample suffices to find the place; the exact pass looks at all.
    const stride = step === 1 ? 1 : 4;
    for (let i = 0; i < needle.length; i += stride) {
      const heard = haystack[at + i] ?? 0;
      product += (needle[i] ?? 0) * heard;
      energy += heard * heard;
    }
    const scale = Math.sqrt((needleEnergy / stride) * energy);
    const coefficient = scale === 0 ? 0 : product / scale;
    if (coefficient > best.coefficient) best = { coefficient, atSample: at };
  }
  return best;
}

function thin(samples: Int16Array, by: number): Float64Array {
  const result = new Float64Array(Math.floor(samples.length / by));
  for (let i = 0; i < result.length; i += 1) {
    let sum = 0;
    for (let j = 0; j < by; j += 1) sum += samples[i * by + j] ?? 0;
    result[i] = sum / by;
  }
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
 * Share of half-second pieces of `spoken` that are found in `received`, all at about the same delay. In pieces, because a recorder that
 * loses a buffer, or a browser that stretches its input by a hair, spoils a correlation over seconds.
 */
export function wordsFound(spoken: Int16Array, received: Int16Array): number {
  const piece = 12_000;
  const found: number[] = [];
  let pieces = 0;
  for (let at = 0; at + piece <= spoken.length; at += piece) {
    const needle = spoken.subarray(at, at + piece);
    if (rms(needle) < 0.02) continue;
    pieces += 1;
    const { coefficient, atSample } = correlate(needle, received);
    if (coefficient > 0.5) found.push(atSample - at);
  }
  const middle = found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;
  return found.filter((delay) => Math.abs(delay - middle) < 0.3 * 24_000).length / pieces;
}
