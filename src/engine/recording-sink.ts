/** Where a session file grows in the browser, and is read from at any time. A home gives one that outlives the page; this one does not. */

import type { LineSink } from '../recording/line-sink.ts';

/** Bytes gathered before they are moved out of the heap. */
const PAGE_CHARS = 256 * 1024;

export interface RecordingSink extends LineSink {
  /** Everything appended so far. */
  read(): Promise<Blob>;
}

/** Keeps the file in Blobs, which browsers hold outside the JavaScript heap: gone with the page. */
export class BlobSink implements RecordingSink {
  #pages: Blob[] = [];
  #open: string[] = [];
  #openChars = 0;

  append(text: string): void {
    this.#open.push(text);
    this.#openChars += text.length;
    if (this.#openChars > PAGE_CHARS) this.close();
  }

  read(): Promise<Blob> {
    return Promise.resolve(new Blob([...this.#pages, ...this.#open]));
  }

  close(): void {
    if (this.#open.length === 0) return;
    this.#pages.push(new Blob(this.#open));
    this.#open = [];
    this.#openChars = 0;
  }
}
