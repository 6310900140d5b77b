/**
 * Recorded PCM16 of one voice, for playing an item again. Append-only; full pages go to the attic, outside the JavaScript heap.
 * Positions are samples at 24 kHz from the start of the tape.
 */

import { type Attic, blobAttic } from './attic/attic.ts';

/** Ten seconds at 24 kHz. */
const PAGE_SAMPLES = 240_000;

export class AudioTape {
  readonly #attic: Attic;
  readonly #pages: { start: number; length: number; blob: Promise<Blob> }[] = [];
  #open: Int16Array<ArrayBuffer> | null = null;
  #openStart = 0;
  #openLength = 0;

  constructor(attic: Attic = blobAttic) {
    this.#attic = attic;
  }

  get lengthSamples(): number {
    return this.#openStart + this.#openLength;
  }

  /** Copies `samples`; the caller keeps its buffer. */
  append(samples: Int16Array): void {
    let taken = 0;
    while (taken < samples.length) {
      this.#open ??= new Int16Array(PAGE_SAMPLES);
      const count = Math.min(samples.length - taken, PAGE_SAMPLES - this.#openLength);
      this.#open.set(samples.subarray(taken, taken + count), this.#openLength);
      this.#openLength += count;
      taken += count;
      if (this.#openLength === PAGE_SAMPLES) this.seal();
    }
  }

  /** Moves what is gathered out of the heap. Appending goes on afterwards in a new page. */
  seal(): void {
    if (!this.#open || this.#openLength === 0) return;
    const blob = this.#attic.keep(new Uint8Array(this.#open.buffer, 0, this.#openLength * 2));
    this.#pages.push({ start: this.#openStart, length: this.#openLength, blob });
    this.#openStart += this.#openLength;
    this.#openLength = 0;
    this.#open = null;
  }

  /** Samples `from`…`to` (exclusive), clamped to the tape. The result belongs to the caller. */
  async read(from = 0, to = this.lengthSamples): Promise<Int16Array<ArrayBuffer>> {
    const start = Math.max(0, Math.min(from, this.lengthSamples));
    const end = Math.max(start, Math.min(to, this.lengthSamples));
    const result = new Int16Array(end - start);
    const copy = (page: Int16Array, pageStart: number) => {
      const first = Math.max(start, pageStart);
      const last = Math.min(end, pageStart + page.length);
      if (first < last) result.set(page.subarray(first - pageStart, last - pageStart), first - start);
    };
    // Taken now: appending while the Blobs are read must not move the open page under us.
    if (this.#open) copy(this.#open.subarray(0, this.#openLength), this.#openStart);
    for (const page of this.#pages.filter((p) => p.start < end && p.start + p.length > start)) {
      copy(new Int16Array(await (await page.blob).arrayBuffer()), page.start);
    }
    return result;
  }
}
