/**
 * A microphone that is spoken into just now, as the packets of a telephone. What is late goes out late, as it does on a network, and
 * nothing is put in between; only what does not come at all becomes silence. Owns what was said and not fetched yet.
 */

import { PhoneEncoder } from '../../../src/dsp/phone-audio.ts';
import { FRAME_BYTES, silentFrame } from './frame-ticker.ts';

/** 400 ms: who was that late is not heard from the past. */
const MOST_FRAMES = 20;
/** What is kept of too much: 60 ms. */
const KEPT_FRAMES = 3;
/** 200 ms: a voice that stays out for longer is silent. */
const MOST_OWED = 10;

export class LiveVoice {
  readonly #encoder = new PhoneEncoder('ulaw');
  #frames: Uint8Array[] = [];
  #rest = new Uint8Array(0);
  /** Frames whose time has come and that were not there. */
  #owed = 0;

  /** PCM16 at 24 kHz. */
  speak(pcm16: Int16Array): void {
    const ulaw = this.#encoder.encode(pcm16);
    const all = new Uint8Array(this.#rest.length + ulaw.length);
    all.set(this.#rest);
    all.set(ulaw, this.#rest.length);
    let at = 0;
    for (; at + FRAME_BYTES <= all.length; at += FRAME_BYTES) {
      this.#frames.push(all.slice(at, at + FRAME_BYTES));
    }
    this.#rest = all.slice(at);
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
