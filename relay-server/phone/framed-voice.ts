/** A voice in PCM16 on its way to a telephone: whole frames of 20 ms of μ-law. Owns what is less than a frame. */

import { PhoneEncoder } from '../../src/dsp/phone-audio.ts';

/** 20 ms at 8 kHz. */
const FRAME_BYTES = 160;

export class FramedVoice {
  readonly #encoder = new PhoneEncoder('ulaw');
  #rest = new Uint8Array(0);

  /** PCM16 at 24 kHz; the whole frames that are there by now, none or several, in an array of their own. */
  frames(pcm16: Int16Array): Uint8Array<ArrayBuffer> {
    const ulaw = this.#encoder.encode(pcm16);
    const all = new Uint8Array(this.#rest.length + ulaw.length);
    all.set(this.#rest);
    all.set(ulaw, this.#rest.length);
    const whole = all.length - (all.length % FRAME_BYTES);
    this.#rest = all.slice(whole);
    return all.slice(0, whole);
  }
}
