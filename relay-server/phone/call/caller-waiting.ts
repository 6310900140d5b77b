/** What the caller says before there is anybody to hear it: kept, up to a bound, and then given on in order. */

interface Waiting {
  audio: Uint8Array<ArrayBuffer>;
  capturedAtMs: number;
}

/** Half a minute of μ-law; an agent that takes longer to come has lost its caller. */
const MOST_BYTES = 30 * 8000;

export class CallerWaiting {
  #waiting: Waiting[] = [];
  #bytes = 0;
  #droppedBytes = 0;

  /** What was given up because there was too much, in milliseconds. */
  get droppedMs(): number {
    return this.#droppedBytes / 8;
  }

  keep(audio: Uint8Array<ArrayBuffer>, capturedAtMs: number): void {
    this.#waiting.push({ audio, capturedAtMs });
    this.#bytes += audio.length;
    while (this.#bytes > MOST_BYTES) {
      const oldest = this.#waiting.shift();
      if (oldest === undefined) return;
      this.#bytes -= oldest.audio.length;
      this.#droppedBytes += oldest.audio.length;
    }
  }

  /** Gives on all that waits, the oldest first, and keeps none of it. */
  release(give: (audio: Uint8Array<ArrayBuffer>, capturedAtMs: number) => void): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    for (const { audio, capturedAtMs } of waiting) give(audio, capturedAtMs);
  }
}
