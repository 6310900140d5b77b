/** Appended audio that is not yet committed, on the clock of all audio that the session ever received. PCM16 at 24 kHz. */

export const SAMPLES_PER_MS = 24;

export class InputBuffer {
  #chunks: Int16Array[] = [];
  #startSample = 0;
  #endSample = 0;

  /** The audio clock: samples received since the session began. */
  get endSample(): number {
    return this.#endSample;
  }

  /** Where the uncommitted audio begins on that clock. */
  get startSample(): number {
    return this.#startSample;
  }

  get lengthMs(): number {
    return (this.#endSample - this.#startSample) / SAMPLES_PER_MS;
  }

  /** Keeps the block; the caller gives it away. */
  append(pcm16: Int16Array): void {
    if (pcm16.length === 0) return;
    this.#chunks.push(pcm16);
    this.#endSample += pcm16.length;
  }

  /** A copy of the audio in [from, to), both clamped to what is there. */
  slice(from: number, to: number): Int16Array {
    const begin = Math.max(from, this.#startSample);
    const end = Math.min(to, this.#endSample);
    const copy = new Int16Array(Math.max(0, end - begin));
    let at = this.#startSample;
    for (const chunk of this.#chunks) {
      const low = Math.max(begin, at);
      const high = Math.min(end, at + chunk.length);
      if (low < high) copy.set(chunk.subarray(low - at, high - at), low - begin);
      at += chunk.length;
    }
    return copy;
  }

  /** Lets go of everything before `sample`. */
  dropBefore(sample: number): void {
    const target = Math.min(Math.max(sample, this.#startSample), this.#endSample);
    while (this.#startSample < target) {
      const first = this.#chunks[0];
      if (!first) break;
      const surplus = target - this.#startSample;
      if (surplus < first.length) {
        this.#chunks[0] = first.slice(surplus);
        this.#startSample = target;
      } else {
        this.#chunks.shift();
        this.#startSample += first.length;
      }
    }
  }

  clear(): void {
    this.dropBefore(this.#endSample);
  }
}
