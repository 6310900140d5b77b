/** Changes the sample rate of a stream of PCM16. One stream each; how it is cut into blocks does not change what comes out. */

import { floatToPcm16, pcm16ToFloat } from './pcm16.ts';
import { StreamingResampler } from './resample.ts';

export class Pcm16Resampler {
  readonly #resampler: StreamingResampler;

  /** Both rates are positive integers. */
  constructor(inRateHz: number, outRateHz: number) {
    this.#resampler = new StreamingResampler(inRateHz, outRateHz);
  }

  /** Samples at the input rate by which the output lags behind the input. */
  get delaySamples(): number {
    return this.#resampler.delaySamples;
  }

  /** A new array; empty when the block was too short to make a sample. The block is not kept. */
  process(pcm16: Int16Array): Int16Array<ArrayBuffer> {
    const input = new Float32Array(pcm16.length);
    pcm16ToFloat(pcm16, input);
    const output = new Float32Array(this.#resampler.outputSamplesFor(input.length));
    const count = this.#resampler.process(input, output);
    const out = new Int16Array(count);
    floatToPcm16(output.subarray(0, count), out);
    return out;
  }

  /** Forgets all input: the next block begins a new stream. */
  reset(): void {
    this.#resampler.reset();
  }
}
