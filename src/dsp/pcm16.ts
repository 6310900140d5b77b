/**
 * PCM16 ↔ float samples. Owns the scale: full scale is 32768, so that PCM16 → float → PCM16 gives back the same bits.
 * Allocates nothing; callers own every buffer.
 */

/** Float 1.0 in PCM16 steps. A power of two, so conversion to float loses nothing. */
export const PCM16_FULL_SCALE = 32_768;

const HIGHEST = 32_767;

/** One sample of float audio as PCM16: rounded to nearest, clamped, NaN becomes 0. */
function toPcm16(sample: number): number {
  const scaled = sample * PCM16_FULL_SCALE;
  if (scaled >= HIGHEST) return HIGHEST;
  if (scaled <= -PCM16_FULL_SCALE) return -PCM16_FULL_SCALE;
  return Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5) || 0;
}

/**
 * Converts `samples` ([-1, 1], louder is clamped) into the beginning of `out`. As many as both can hold; returns that
 * number.
 */
export function floatToPcm16(samples: Float32Array, out: Int16Array): number {
  const count = Math.min(samples.length, out.length);
  for (let i = 0; i < count; i += 1) out[i] = toPcm16(samples[i] ?? 0);
  return count;
}

/** Converts PCM16 into float samples in [-1, 1) at the beginning of `out`. Returns how many were written. */
export function pcm16ToFloat(pcm16: Int16Array, out: Float32Array): number {
  const count = Math.min(pcm16.length, out.length);
  for (let i = 0; i < count; i += 1) out[i] = (pcm16[i] ?? 0) / PCM16_FULL_SCALE;
  return count;
}
