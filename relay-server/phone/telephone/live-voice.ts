/**
 * A microphone that is spoken into just now, as the packets of a telephone. What is late goes out late, as it does on a network, and
 * nothing is put in between; only what does not come at all becomes silence. Owns what was said and not fetched yet.
 */

import { FramedVoice } from '../framed-voice.ts';
import { FRAME_BYTES, silentFrame } from './frame-ticker.ts';

/** 400 ms: who was that late is not heard from the past. */
const MOST_FRAMES = 20;
/** What is kept of too much: 60 ms. */
const KEPT_FRAMES = 3;
/** 200 ms: a voice that stays out for longer is silent. */
const MOST_OWED = 10;

export class LiveVoice {
  readonly #voice = new FramedVoice();
  #frames: Uint8Array[] = [];
  /** Frames whose time has come and that were not there. */
  #owed = 0;

  /** PCM16 at 24 kHz. */
  speak(pcm16: Int16Array): void {
    const frames = this.#voice.frames(pcm16);
    for (let at = 0; at < frames.length; at += FRAME_BYTES) {
      this.#frames.push(frames.subarray(at, at + FRAME_BYTES));
    }
    if (this.#frames.length > MOST_FRAMES) this.#frames = this.#frames.slice(-KEPT_FRAMES);
  }

  /** 20 ms more have passed: the frames to go out now, μ-law. */
  due(): Uint8Array[] {
    this.#owed += 1;
    const due = this.#frames.splice(0, this.#owed);
    while (this.#owed - due.length > MOST_OWED) due.push(silentFrame());
    this.#owed -= due.length;
    return due;
  }
}
