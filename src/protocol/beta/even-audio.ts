/**
 * Keeps audio deltas even: a beta client reads each as PCM16 by itself and throws at an odd byte, so a byte too many is moved into the
 * next delta. That holds for G.711 too, where a byte is a whole sample: such a client reads it as PCM16 nevertheless. Deltas of even
 * length, which is what servers send, are not touched.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The byte of least amplitude in each format whose samples are bytes. Source: ITU-T G.711. */
const SILENCE: Readonly<Record<string, number>> = { g711_ulaw: 0xff, g711_alaw: 0xd5 };

export class EvenAudio {
  /** The byte that waits, by part. */
  readonly #waiting = new Map<string, number>();

  /** `part` names the stream that the delta belongs to. Base64 in and out; null when only one byte came, which then waits. */
  align(part: string, base64: string): string | null {
    const waiting = this.#waiting.get(part);
    if (waiting === undefined && byteLength(base64) % 2 === 0) return base64;
    this.#waiting.delete(part);
    const bytes = decode(base64);
    if (waiting !== undefined) bytes.unshift(waiting);
    if (bytes.length % 2 === 1) this.#waiting.set(part, bytes.pop() ?? 0);
    return bytes.length === 0 ? null : encode(bytes);
  }

  /**
   * The part has ended. Null when nothing is left over, or only half a sample of PCM, which is nothing; else a last delta: the byte that
   * waited, and one of silence after it.
   */
  end(part: string, format: string): string | null {
    const waiting = this.#waiting.get(part);
    this.#waiting.delete(part);
    const silence = SILENCE[format];
    return waiting === undefined || silence === undefined ? null : encode([waiting, silence]);
  }
}

/** Bytes behind padded base64. */
function byteLength(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.floor(((base64.length - padding) * 3) / 4);
}

/** Characters outside the alphabet are skipped. */
function decode(base64: string): number[] {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of base64) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) continue;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return bytes;
}

function encode(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.slice(at, at + 3);
    const triple = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    text += (ALPHABET[triple >> 18] ?? '') + (ALPHABET[(triple >> 12) & 63] ?? '');
    text += second === undefined ? '=' : ALPHABET[(triple >> 6) & 63];
    text += third === undefined ? '=' : ALPHABET[triple & 63];
  }
  return text;
}
