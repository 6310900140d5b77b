/**
 * A microphone that is spoken into just now, as the telephone takes it: a frame each 20 ms, whatever the network between makes of the
 * time. Waits for a few frames before it begins, and again when it has run dry; what comes far too fast is dropped from its beginning.
 */

import { PhoneEncoder, SILENCE } from '../../../src/dsp/phone-audio.ts';
import { FRAME_BYTES } from './frame-ticker.ts';

/** 60 ms: more than the jitter of a browser's 20 ms frames on one machine or in one building. */
const FRAMES_TO_BEGIN = 3;
/** 400 ms: who was that late is not heard from the past. */
const MOST_FRAMES = 20;

export class LiveVoice {
  readonly #encoder = new PhoneEncoder('ulaw');
  #frames: Uint8Array[] = [];
  #rest = new Uint8Array(0);
  #isFlowing = false;

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
    if (this.#frames.length > MOST_FRAMES) this.#frames = this.#frames.slice(-FRAMES_TO_BEGIN);
  }

  /** The next 20 ms, μ-law; silence while there is nothing. */
  frame(): Uint8Array {
    if (!this.#isFlowing && this.#frames.length < FRAMES_TO_BEGIN) return silence();
    const frame = this.#frames.shift();
    this.#isFlowing = frame !== undefined;
    return frame ?? silence();
  }
}

function silence(): Uint8Array {
  return new Uint8Array(FRAME_BYTES).fill(SILENCE.ulaw);
}
