/**
 * How far the caller has heard what was sent to the telephone. Twilio plays in order and reports each mark when all before it has been
 * played; between two marks time tells: 8 bytes a millisecond, never past the next mark and never past what was sent. Pure but for its
 * record; positions are bytes of μ-law.
 */

const BYTES_PER_MS = 8;
/** What is in the ear is a frame of 20 ms, and is heard to its end. */
const FRAME_BYTES = 160;

interface Piece {
  /** Null: silence of ours, or a tone. */
  itemId: string | null;
  /** First byte, of all that was ever sent. */
  from: number;
  /** The same of the item. */
  fromInItem: number;
  length: number;
}

interface Mark {
  name: string;
  /** All before this byte is in front of the mark. */
  at: number;
  itemId: string;
  isEnd: boolean;
}

export interface PassedMark {
  itemId: string;
  /** Nothing of the item is to come. */
  isEnd: boolean;
}

export class PlayoutLedger {
  #pieces: Piece[] = [];
  #marks: Mark[] = [];
  /** Bytes of each item that has pieces or marks left here. */
  readonly #sentOf = new Map<string, number>();
  #sent = 0;
  /** Play-out was at this byte at this moment, and went on from there. */
  #base = { at: 0, atMs: 0 };

  /** All that was sent has been played, as far as is known or can be reckoned. */
  isDry(nowMs: number): boolean {
    return this.#position(nowMs) >= this.#sent;
  }

  /** Milliseconds since when there has been nothing to play; 0 while there is. */
  dryForMs(nowMs: number): number {
    if (!this.isDry(nowMs)) return 0;
    return Math.max(0, nowMs - this.#base.atMs - (this.#sent - this.#base.at) / BYTES_PER_MS);
  }

  /** Something sent is neither reported as played nor thrown away. */
  get hasUnreported(): boolean {
    return this.#marks.length > 0 || this.#pieces.length > 0;
  }

  /** Bytes that were sent and not played yet. */
  aheadBytes(nowMs: number): number {
    return this.#sent - this.#position(nowMs);
  }

  sent(itemId: string | null, bytes: number, nowMs: number): void {
    if (this.isDry(nowMs)) this.#base = { at: this.#sent, atMs: nowMs };
    const fromInItem = itemId === null ? 0 : (this.#sentOf.get(itemId) ?? 0);
    if (itemId !== null) this.#sentOf.set(itemId, fromInItem + bytes);
    const last = this.#pieces.at(-1);
    // What was sent last is at the end of everything, so more of the same item goes on there.
    if (last?.itemId === itemId) last.length += bytes;
    else this.#pieces.push({ itemId, from: this.#sent, fromInItem, length: bytes });
    this.#sent += bytes;
  }

  /** A mark behind all that was sent. Its name says the item and its byte, so no two are alike. */
  mark(itemId: string, isEnd: boolean): string {
    const name = `${itemId}:${this.#sentOf.get(itemId) ?? 0}${isEnd ? ':end' : ''}`;
    this.#marks.push({ name, at: this.#sent, itemId, isEnd });
    return name;
  }

  /** A mark came back. Returns all that it tells of, itself last: one that is not known any more, after `clear`, tells of nothing. */
  reported(name: string, nowMs: number): PassedMark[] {
    const index = this.#marks.findIndex((mark) => mark.name === name);
    if (index < 0) return [];
    const passed = this.#marks.splice(0, index + 1);
    const at = passed.at(-1)?.at ?? this.#base.at;
    this.#base = { at, atMs: nowMs };
    this.#forgetPieces(at);
    for (const { itemId, isEnd } of passed) if (isEnd) this.#sentOf.delete(itemId);
    return passed.map(({ itemId, isEnd }) => ({ itemId, isEnd }));
  }

  /** Bytes of an item that have been played; null when nothing of it is left here. */
  playedOf(itemId: string, nowMs: number): number | null {
    return this.#playedAt(itemId, this.#position(nowMs));
  }

  #playedAt(itemId: string, position: number): number | null {
    const sent = this.#sentOf.get(itemId);
    if (sent === undefined) return null;
    let played = this.#pieces.some((piece) => piece.itemId === itemId) ? null : sent;
    for (const piece of this.#pieces) {
      if (piece.itemId !== itemId) continue;
      const ofPiece = Math.min(Math.max(0, position - piece.from), piece.length);
      played = played === null || ofPiece > 0 ? piece.fromInItem + ofPiece : played;
    }
    return played;
  }

  /** Throws away what waits. Returns how much was played of each item that had not been reported whole, in order. */
  clear(nowMs: number): { itemId: string; playedBytes: number }[] {
    const frameEnd = (Math.floor(this.#position(nowMs) / FRAME_BYTES) + 1) * FRAME_BYTES;
    const position = Math.min(frameEnd, this.#limit);
    const items = [...this.#sentOf.keys()].map((itemId) => ({
      itemId,
      playedBytes: this.#playedAt(itemId, position) ?? 0,
    }));
    this.#pieces = [];
    this.#marks = [];
    this.#sentOf.clear();
    this.#base = { at: this.#sent, atMs: nowMs };
    return items;
  }

  /** What has certainly not been passed: the first mark that has not come back, or the end of all. */
  get #limit(): number {
    return this.#marks[0]?.at ?? this.#sent;
  }

  /** Never goes back: a mark comes later than what it tells of, and until then time has been told. */
  #position(nowMs: number): number {
    const reckoned = this.#base.at + Math.floor((nowMs - this.#base.atMs) * BYTES_PER_MS);
    return Math.max(this.#base.at, Math.min(reckoned, this.#limit));
  }

  #forgetPieces(before: number): void {
    const index = this.#pieces.findIndex(({ from, length }) => from + length > before);
    this.#pieces.splice(0, index < 0 ? this.#pieces.length : index);
  }
}
