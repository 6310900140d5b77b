/** A file that is made piece by piece, outside the heap. */

/** Gathered before it is moved out of the heap. */
const PART_BYTES = 1024 * 1024;

export class FileParts {
  readonly #type: string;
  readonly #parts: Blob[] = [];
  #open: (string | Uint8Array<ArrayBuffer> | Int16Array<ArrayBuffer>)[] = [];
  #openBytes = 0;

  /** `type`: the file's media type. */
  constructor(type: string) {
    this.#type = type;
  }

  /** Adds to the end. The file takes the array; the caller lets it be. */
  add(part: string | Uint8Array<ArrayBuffer> | Int16Array<ArrayBuffer>): void {
    this.#open.push(part);
    this.#openBytes += typeof part === 'string' ? part.length : part.byteLength;
    if (this.#openBytes > PART_BYTES) this.#seal();
  }

  finish(): Blob {
    this.#seal();
    return new Blob(this.#parts, { type: this.#type });
  }

  #seal(): void {
    if (this.#open.length === 0) return;
    this.#parts.push(new Blob(this.#open));
    this.#open = [];
    this.#openBytes = 0;
  }
}
