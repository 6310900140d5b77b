/** Changes the sample rate of audio that is whole in memory. */

import { StreamingResampler } from './resample.ts';

/**
 * A new array at `outRateHz`, aligned with `samples`: the filter's delay is taken out, its tail flushed with silence, and the length is
 * that of the input, rounded. The input is not kept.
 */
export function changeRate(samples: Float32Array, inRateHz: number, outRateHz: number): Float32Array {
  if (inRateHz === outRateHz) return samples.slice();
  const resampler = new StreamingResampler(inRateHz, outRateHz);
  const skip = Math.round((resampler.delaySamples * outRateHz) / inRateHz);
  const wanted = Math.round((samples.length * outRateHz) / inRateHz);
  const padded = new Float32Array(
    samples.length + resampler.delaySamples + Math.ceil(inRateHz / outRateHz) + 1,
  );
  padded.set(samples);
  const out = new Float32Array(resampler.outputSamplesFor(padded.length));
  const written = resampler.process(padded, out);
  const aligned = new Float32Array(wanted);
  aligned.set(out.subarray(skip, Math.min(written, skip + wanted)));
  return aligned;
}
