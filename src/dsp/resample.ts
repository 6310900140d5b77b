/**
 * Streaming change of sample rate: a polyphase FIR low-pass, windowed by Kaiser, state kept across calls, so that the way a
 * stream is cut into blocks never changes what comes out. Allocates only in its constructor.
 */

/** Wanted attenuation of aliases and images. Above the 80 dB that is tested, to leave room for several that add up. */
const STOPBAND_DB = 90;
/** The passband ends at this part of the lower Nyquist frequency; the stopband begins at that frequency itself. */
const PASSBAND_EDGE = 0.88;
/** Kaiser's formulas (1974) for the window's shape and for the length that a transition width needs. */
const KAISER_BETA = 0.1102 * (STOPBAND_DB - 8.7);
const KAISER_LENGTH = (STOPBAND_DB - 8) / (2.285 * 2 * Math.PI);

export class StreamingResampler {
  /** Samples at the input rate by which the output lags behind the input. Whole, the same at every frequency. */
  readonly delaySamples: number;
  readonly #up: number;
  readonly #down: number;
  readonly #taps: number;
  /** One filter a phase, each oldest sample first. */
  readonly #filters: Float32Array;
  /** The last `taps` input samples, written twice so that every window of them is contiguous. */
  readonly #history: Float32Array;
  #newest: number;
  #phase = 0;
  /** Input samples to take before the next output sample can be made. Zero or less: one is ready. */
  #need = 1;

  /** Both rates are positive integers. The table has (output rate / greatest common divisor) filters. */
  constructor(inRateHz: number, outRateHz: number) {
    if (!(Number.isInteger(inRateHz) && Number.isInteger(outRateHz) && inRateHz > 0 && outRateHz > 0)) {
      throw new RangeError(`sample rates must be positive integers, not ${inRateHz} and ${outRateHz}`);
    }
    const divisor = greatestCommonDivisor(inRateHz, outRateHz);
    this.#up = outRateHz / divisor;
    this.#down = inRateHz / divisor;
    const nyquistHz = Math.min(inRateHz, outRateHz) / 2;
    const transition = ((1 - PASSBAND_EDGE) * nyquistHz) / inRateHz;
    this.delaySamples = inRateHz === outRateHz ? 0 : Math.ceil(KAISER_LENGTH / transition / 2);
    this.#taps = Math.max(1, 2 * this.delaySamples);
    const cutoff = (((1 + PASSBAND_EDGE) / 2) * nyquistHz) / inRateHz;
    this.#filters = designFilters(this.#up, this.delaySamples, cutoff);
    this.#history = new Float32Array(2 * this.#taps);
    this.#newest = this.#taps - 1;
  }

  /** How many samples the next `process` call writes for that many input samples, given room enough. */
  outputSamplesFor(inputSamples: number): number {
    const left = inputSamples - this.#need;
    if (left < 0) return 0;
    return Math.floor(((left + 1) * this.#up - this.#phase - 1) / this.#down) + 1;
  }

  /** The fewest input samples that make at least that many output samples in the next `process` call. */
  inputSamplesFor(outputSamples: number): number {
    if (outputSamples <= 0) return 0;
    const ahead = Math.floor((this.#phase + (outputSamples - 1) * this.#down) / this.#up);
    return Math.max(0, this.#need + ahead);
  }

  /**
   * Takes the first `inputSamples` of `input` and writes to the beginning of `output`; returns how many were written. Output
   * samples that find no room stay ready for the next call, but input that cannot be taken for want of room is a mistake of
   * the caller: RangeError. Keeps neither array.
   */
  process(input: Float32Array, output: Float32Array, inputSamples = input.length): number {
    let taken = 0;
    let written = 0;
    for (;;) {
      while (this.#need > 0) {
        if (taken === inputSamples) return written;
        this.#push(input[taken] ?? 0);
        taken += 1;
        this.#need -= 1;
      }
      if (written === output.length) {
        if (taken < inputSamples) throw new RangeError(`no room in an output of ${output.length} samples`);
        return written;
      }
      output[written] = this.#filtered();
      written += 1;
      this.#phase += this.#down;
      const whole = Math.floor(this.#phase / this.#up);
      this.#need += whole;
      this.#phase -= whole * this.#up;
    }
  }

  /** Forgets all input: the next output is as from a new resampler. */
  reset(): void {
    this.#history.fill(0);
    this.#newest = this.#taps - 1;
    this.#phase = 0;
    this.#need = 1;
  }

  #push(sample: number): void {
    const next = this.#newest + 1 === this.#taps ? 0 : this.#newest + 1;
    this.#history[next] = sample;
    this.#history[next + this.#taps] = sample;
    this.#newest = next;
  }

  #filtered(): number {
    const history = this.#history;
    const filters = this.#filters;
    const taps = this.#taps;
    const filterAt = this.#phase * taps;
    const oldestAt = this.#newest + 1;
    let sum = 0;
    for (let i = 0; i < taps; i += 1) sum += (filters[filterAt + i] ?? 0) * (history[oldestAt + i] ?? 0);
    return sum;
  }
}

/** `phases` filters of 2 × `halfWidth` taps; `cutoff` in cycles a sample of the input. */
function designFilters(phases: number, halfWidth: number, cutoff: number): Float32Array {
  const taps = Math.max(1, 2 * halfWidth);
  const filters = new Float32Array(phases * taps);
  if (halfWidth === 0) return filters.fill(1);
  const scale = 1 / bessel0(KAISER_BETA);
  const weights = new Float64Array(taps);
  for (let phase = 0; phase < phases; phase += 1) {
    let sum = 0;
    for (let i = 0; i < taps; i += 1) {
      // Distance from the filter's middle, in input samples; the newest sample has i = taps - 1.
      const distance = taps - 1 - i - halfWidth + phase / phases;
      const edge = distance / halfWidth;
      const window = edge <= -1 ? 0 : bessel0(KAISER_BETA * Math.sqrt(1 - edge * edge)) * scale;
      const weight = window * sinc(2 * cutoff * distance);
      weights[i] = weight;
      sum += weight;
    }
    // Each phase passes a constant unchanged, so a constant gets no ripple at the phase rate.
    for (let i = 0; i < taps; i += 1) filters[phase * taps + i] = (weights[i] ?? 0) / sum;
  }
  return filters;
}

function sinc(x: number): number {
  if (x === 0) return 1;
  return Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function bessel0(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small !== 0) [large, small] = [small, large % small];
  return large;
}
