/**
 * What the caller says, as one stream without holes: packets in order, lost ones filled with silence, and silence too when nothing comes
 * any more, so that the model's turn detection hears the end of a turn. A packet that is only late is never thrown away for a silence
 * that stood in for it. Owns the packets that wait for one before them.
 */

import type { Clock } from '../../../src/lib/clock.ts';
import type { Scope } from '../../../src/lib/scope.ts';
import { SILENCE } from '../../../src/dsp/phone-audio.ts';

const BYTES_PER_MS = 8;
const FRAME_MS = 20;
/** How long a packet is waited for when one behind it has come: two or three of the packets of 20 ms. */
const REORDER_MS = 60;
/** Longer than any jitter, so that a line that hiccups is not taken for one that is dead. */
const STALL_MS = 700;
/** Silence at most, for one hole; a line that is gone for longer is the socket's business. */
const MOST_SILENCE_MS = 10_000;
/** So many packets from the past in a row are a stream that counts anew. */
const MOST_LATE = 50;

export interface CallerAudioDeps {
  clock: Clock;
  /** Ends with the call. */
  scope: Scope;
  /** μ-law; `capturedAtMs` on the clock's time, as near as can be told. */
  onAudio: (audio: Uint8Array<ArrayBuffer>, capturedAtMs: number) => void;
}

interface Packet {
  timestampMs: number;
  audio: Uint8Array<ArrayBuffer>;
}

export class CallerAudio {
  readonly #deps: CallerAudioDeps;
  /** Where the next packet should begin, in the stream's time; null before the first. */
  #nextMs: number | null = null;
  /** In order of their time. */
  #held: Packet[] = [];
  /** Of the clock over the stream: the least that was seen, for a packet can come late but never early. */
  #offsetMs = Infinity;
  #lateInARow = 0;
  /** Silence given since the last packet, for which no hole is known yet. */
  #aheadMs = 0;
  #stopWaiting = (): void => {};
  #filledMs = 0;

  constructor(deps: CallerAudioDeps) {
    this.#deps = deps;
  }

  /** Silence that was given in place of what was lost, in milliseconds. */
  get filledMs(): number {
    return Math.round(this.#filledMs);
  }

  /** A packet; the buffer is not kept longer than it waits. */
  receive(timestampMs: number, audio: Uint8Array<ArrayBuffer>): void {
    if (audio.length === 0) return;
    const { clock } = this.#deps;
    this.#offsetMs = Math.min(this.#offsetMs, clock.nowMs() - timestampMs - audio.length / BYTES_PER_MS);
    if (this.#nextMs === null || this.#restarts(timestampMs, audio)) this.#nextMs = timestampMs;
    this.#wait();
    if (endOf({ timestampMs, audio }) <= this.#nextMs) return;
    const index = this.#held.findIndex((held) => held.timestampMs > timestampMs);
    this.#held.splice(index < 0 ? this.#held.length : index, 0, { timestampMs, audio });
    this.#drain(REORDER_MS);
  }

  /** Gives out what is next; a hole is filled once more than `patienceMs` has come behind its beginning. */
  #drain(patienceMs: number): void {
    for (let [packet] = this.#held; packet !== undefined; [packet] = this.#held) {
      const nextMs = this.#nextMs ?? packet.timestampMs;
      const holeMs = packet.timestampMs - nextMs;
      const last = this.#held.at(-1) ?? packet;
      if (holeMs > 0 && endOf(last) - nextMs <= patienceMs) return;
      if (holeMs > 0) this.#fill(holeMs - this.#aheadMs, nextMs);
      this.#aheadMs = 0;
      this.#held.shift();
      const skipped = Math.max(0, Math.round(-holeMs * BYTES_PER_MS));
      this.#nextMs = endOf(packet);
      if (skipped >= packet.audio.length) continue;
      this.#deps.onAudio(
        skipped === 0 ? packet.audio : packet.audio.slice(skipped),
        packet.timestampMs + skipped / BYTES_PER_MS + this.#offsetMs,
      );
    }
  }

  #fill(holeMs: number, fromMs: number): void {
    const lengthMs = Math.min(holeMs, MOST_SILENCE_MS);
    if (lengthMs <= 0) return;
    this.#filledMs += lengthMs;
    this.#deps.onAudio(silence(lengthMs), fromMs + this.#offsetMs);
  }

  /** Nothing has come for a while: what waits need not wait any longer, and then there is silence. */
  #wait(): void {
    this.#stopWaiting();
    this.#stopWaiting = this.#deps.scope.after(STALL_MS, () => {
      this.#drain(0);
      this.#stall();
    });
  }

  #stall(): void {
    const { clock, scope, onAudio } = this.#deps;
    if (this.#aheadMs >= MOST_SILENCE_MS) return;
    // The first silence stands for the time that was waited.
    const lengthMs = this.#aheadMs === 0 ? STALL_MS : FRAME_MS;
    this.#aheadMs += lengthMs;
    this.#filledMs += lengthMs;
    onAudio(silence(lengthMs), clock.nowMs() - lengthMs);
    this.#stopWaiting = scope.after(FRAME_MS, () => this.#stall());
  }

  #restarts(timestampMs: number, audio: Uint8Array<ArrayBuffer>): boolean {
    const isLate = this.#nextMs !== null && endOf({ timestampMs, audio }) <= this.#nextMs;
    this.#lateInARow = isLate ? this.#lateInARow + 1 : 0;
    if (this.#lateInARow < MOST_LATE) return false;
    this.#lateInARow = 0;
    this.#offsetMs = this.#deps.clock.nowMs() - timestampMs - audio.length / BYTES_PER_MS;
    return true;
  }
}

function endOf({ timestampMs, audio }: Packet): number {
  return timestampMs + audio.length / BYTES_PER_MS;
}

function silence(lengthMs: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Math.round(lengthMs * BYTES_PER_MS)).fill(SILENCE.ulaw);
}
