/**
 * Every frame's exact text, out of the heap. Text is encoded into a page of bytes; full pages go to the attic, so that an hour of base64
 * costs the worker only the index. Append-only.
 */

import { type Attic, blobAttic } from './attic/attic.ts';

/** Bytes gathered before a page is sealed. Large enough that a session has few Blobs, small enough to lose nothing of note. */
const PAGE_BYTES = 512 * 1024;

export interface ArchiveRef {
  offset: number;
  bytes: number;
}

export class WireArchive {
  readonly #encoder = new TextEncoder();
  readonly #attic: Attic;
  readonly #pages: { start: number; blob: Promise<Blob> }[] = [];
  #open = new Uint8Array(PAGE_BYTES);
  #openStart = 0;
  #openLength = 0;

  constructor(attic: Attic = blobAttic) {
    this.#attic = attic;
  }

  /** Keeps `text`; the reference reads it back. UTF-8 bytes are counted, as on the wire. */
  append(text: string): ArchiveRef {
    // UTF-8 needs at most three bytes for a UTF-16 unit.
    const room = text.length * 3;
    if (this.#openLength + room > this.#open.length) {
      this.#seal();
      if (room > this.#open.length) this.#open = new Uint8Array(room);
    }
    const { written } = this.#encoder.encodeInto(text, this.#open.subarray(this.#openLength));
    const ref = { offset: this.#openStart + this.#openLength, bytes: written };
    this.#openLength += written;
    return ref;
  }

  async read(ref: ArchiveRef): Promise<string> {
    return new TextDecoder().decode(await this.readBytes(ref));
  }

  /** A copy. `ref` may also span several texts that were appended one after another. */
  async readBytes(ref: ArchiveRef): Promise<ArrayBuffer> {
    const end = ref.offset + ref.bytes;
    const parts: Promise<BlobPart>[] = [];
    for (let at = this.#pageAt(ref.offset); at < this.#pages.length; at += 1) {
      const page = this.#pages[at];
      if (!page || page.start >= end) break;
      const from = Math.max(0, ref.offset - page.start);
      parts.push(page.blob.then((blob) => blob.slice(from, end - page.start)));
    }
    if (end > this.#openStart) {
      const open = this.#open.slice(Math.max(0, ref.offset - this.#openStart), end - this.#openStart);
      // The page that is still written needs no reading from elsewhere.
      if (parts.length === 0) return open.buffer;
      parts.push(Promise.resolve(open));
    }
    return new Blob(await Promise.all(parts)).arrayBuffer();
  }

  /** The last sealed page that begins at or before an offset. */
  #pageAt(offset: number): number {
    if (offset >= this.#openStart) return this.#pages.length;
    let low = 0;
    let high = this.#pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pages[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #seal(): void {
    if (this.#openLength === 0) return;
    this.#pages.push({
      start: this.#openStart,
      blob: this.#attic.keep(this.#open.subarray(0, this.#openLength)),
    });
    this.#openStart += this.#openLength;
    this.#openLength = 0;
    this.#open = new Uint8Array(PAGE_BYTES);
  }
}
