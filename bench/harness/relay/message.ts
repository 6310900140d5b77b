/**
 * The messages of the load: realistic events as ready-made WebSocket frames, in which only the stamp changes from one to the next: whose
 * message it is, its number, and when it was sent. All are text that any parser takes.
 */

import { randomBytes } from 'node:crypto';

/** Three words of 8 hexadecimal digits, a dot between them. */
const WORD_DIGITS = 8;
const WORD_STRIDE = WORD_DIGITS + 1;
const STAMP = '00000000.00000000.00000000';
/** Base64 of 20 ms of PCM16 at 24 kHz: a microphone frame. */
const UP_AUDIO_BYTES = 960;
const DOWN_AUDIO_BYTES = 4650;
const TEXT_FRAME = 0x81;
const MASKED = 0x80;
const LENGTH_IN_16_BITS = 126;

const HEX = new Uint8Array(16).map((_, digit) => digit.toString(16).charCodeAt(0));
const VALUE = new Uint8Array(256);
for (const [digit, code] of HEX.entries()) VALUE[code] = digit;

export interface Stamp {
  session: number;
  sequence: number;
  /** Microseconds of `performance.now()`, modulo 2 ** 32. */
  sentAtUs: number;
}

/** One kind of event: what it looks like, and where its stamp is. */
export class MessageKind {
  readonly #text: Buffer;
  readonly #stampAt: number;

  constructor(text: string) {
    this.#text = Buffer.from(text);
    this.#stampAt = text.indexOf(STAMP);
  }

  get length(): number {
    return this.#text.length;
  }

  /** A frame with an empty stamp. A client's is masked, with a key of its own for each of its frames' makers. */
  frame(isMasked: boolean): StampedFrame {
    const header = [
      TEXT_FRAME,
      LENGTH_IN_16_BITS | (isMasked ? MASKED : 0),
      this.length >> 8,
      this.length & 0xff,
    ];
    const key = isMasked ? randomBytes(4) : Buffer.alloc(0);
    const bytes = Buffer.concat([Buffer.from(header), key, this.#text]);
    const payloadAt = header.length + key.length;
    if (isMasked) {
      for (const [i, byte] of this.#text.entries()) bytes[payloadAt + i] = byte ^ byteAt(key, i & 3);
    }
    return new StampedFrame(bytes, payloadAt, this.#stampAt, isMasked ? key : null);
  }

  /** Null when the payload at `at` is not such an event, or has changed on its way. `mask` is where its key is; 0 without one. */
  read(bytes: Buffer, at: number, length: number, maskAt: number): Stamp | null {
    if (length !== this.length) return null;
    const word = (index: number): number => {
      let value = 0;
      const from = this.#stampAt + index * WORD_STRIDE;
      for (let i = from; i < from + WORD_DIGITS; i += 1) {
        value = value * 16 + byteAt(VALUE, unmasked(bytes, at, i, maskAt));
      }
      return value;
    };
    const stamp = { session: word(0), sequence: word(1), sentAtUs: word(2) };
    return stamp.sequence % CHECKED_WHOLE === 0 && !this.#isWhole(bytes, at, maskAt) ? null : stamp;
  }

  #isWhole(bytes: Buffer, at: number, maskAt: number): boolean {
    const stampEnd = this.#stampAt + STAMP.length;
    for (let i = 0; i < this.length; i += 1) {
      if (i === this.#stampAt) i = stampEnd;
      if (unmasked(bytes, at, i, maskAt) !== this.#text[i]) return false;
    }
    return true;
  }
}

/** To compare every message byte by byte would cost more than to carry it. */
const CHECKED_WHOLE = 64;

export class StampedFrame {
  readonly #bytes: Buffer;
  readonly #payloadAt: number;
  readonly #stampAt: number;
  readonly #key: Buffer | null;

  constructor(bytes: Buffer, payloadAt: number, stampAt: number, key: Buffer | null) {
    this.#bytes = bytes;
    this.#payloadAt = payloadAt;
    this.#stampAt = stampAt;
    this.#key = key;
  }

  copy(): StampedFrame {
    return new StampedFrame(Buffer.from(this.#bytes), this.#payloadAt, this.#stampAt, this.#key);
  }

  /** The frame with this stamp. The same buffer each time. */
  stamped({ session, sequence, sentAtUs }: Stamp): Buffer {
    this.#write(0, session);
    this.#write(1, sequence);
    this.#write(2, sentAtUs);
    return this.#bytes;
  }

  #write(index: number, value: number): void {
    const from = this.#stampAt + index * WORD_STRIDE;
    for (let i = from + WORD_DIGITS - 1; i >= from; i -= 1) {
      const digit = byteAt(HEX, value & 15);
      this.#bytes[this.#payloadAt + i] = this.#key === null ? digit : digit ^ byteAt(this.#key, i & 3);
      value >>>= 4;
    }
  }
}

/** Byte `i` of the payload at `at`. */
function unmasked(bytes: Buffer, at: number, i: number, maskAt: number): number {
  const byte = byteAt(bytes, at + i);
  return maskAt === 0 ? byte : byte ^ byteAt(bytes, maskAt + (i & 3));
}

function byteAt(bytes: Uint8Array, i: number): number {
  return bytes[i] ?? 0;
}

const audio = (bytes: number): string => randomBytes(bytes).toString('base64');

export const UP = new MessageKind(
  `{"type":"input_audio_buffer.append","event_id":"${STAMP}","audio":"${audio(UP_AUDIO_BYTES)}"}`,
);
export const DOWN = new MessageKind(
  `{"type":"response.output_audio.delta","event_id":"${STAMP}","response_id":"resp_0123456789abcdef01234","item_id":"item_0123456789abcdef01234","output_index":0,"content_index":0,"delta":"${audio(DOWN_AUDIO_BYTES)}"}`,
);
