/** The least of a WebSocket reader: finds the frames in what a socket gives. Whatever the load does not expect is an error. */

const TEXT_FRAME = 0x81;
const PING_FRAME = 0x89;
const CLOSE_FRAME = 0x88;
const MASK_BYTES = 4;

export interface FrameHandlers {
  /** `maskAt` is where the payload's key is, 0 without one. The buffer is not to be kept. */
  message(bytes: Buffer, at: number, length: number, maskAt: number): void;
  ping(): void;
  closed(): void;
  /** Something else. */
  unexpected(): void;
}

export class FrameReader {
  readonly #handlers: FrameHandlers;
  /** The beginning of a frame that is not complete. */
  #rest: Buffer | null = null;

  constructor(handlers: FrameHandlers) {
    this.#handlers = handlers;
  }

  /** The chunk is not to be changed afterwards. */
  feed(chunk: Buffer): void {
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = null;
    let at = 0;
    while (at < bytes.length) {
      const end = this.#frame(bytes, at);
      if (end === null) {
        this.#rest = bytes.subarray(at);
        return;
      }
      at = end;
    }
  }

  /** Index behind the frame at `at`; null when it is not complete. */
  #frame(bytes: Buffer, at: number): number | null {
    if (bytes.length < at + 2) return null;
    const first = bytes[at];
    const second = bytes[at + 1] ?? 0;
    let length = second & 0x7f;
    let payloadAt = at + 2;
    if (length === 126) {
      if (bytes.length < at + 4) return null;
      length = bytes.readUInt16BE(at + 2);
      payloadAt += 2;
    } else if (length === 127) {
      this.#handlers.unexpected();
      return bytes.length;
    }
    const isMasked = second >= 0x80;
    const maskAt = isMasked ? payloadAt : 0;
    if (isMasked) payloadAt += MASK_BYTES;
    if (bytes.length < payloadAt + length) return null;
    if (first === TEXT_FRAME) this.#handlers.message(bytes, payloadAt, length, maskAt);
    else if (first === PING_FRAME) this.#handlers.ping();
    else if (first === CLOSE_FRAME) this.#handlers.closed();
    else this.#handlers.unexpected();
    return payloadAt + length;
  }
}
