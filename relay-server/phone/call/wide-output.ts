/** The same ear for a session in PCM16: converts each item to μ-law on its way, aligned to the sample, so that positions stay true. */

import { PhoneEncoder } from '../../../src/dsp/phone-audio.ts';
import type { AudioOutput, FlushedItem } from '../../../src/session/ports.ts';

export class WideOutput implements AudioOutput {
  readonly #ear: AudioOutput<Uint8Array<ArrayBuffer>>;
  /** Of items that are not complete: what the filter holds of them is still to come. */
  readonly #encoders = new Map<string, PhoneEncoder>();

  constructor(ear: AudioOutput<Uint8Array<ArrayBuffer>>) {
    this.#ear = ear;
  }

  enqueue(itemId: string, pcm16: Int16Array<ArrayBuffer>): void {
    let encoder = this.#encoders.get(itemId);
    if (!encoder) this.#encoders.set(itemId, (encoder = new PhoneEncoder('ulaw')));
    this.#ear.enqueue(itemId, encoder.encode(pcm16));
  }

  end(itemId: string): void {
    const encoder = this.#encoders.get(itemId);
    this.#encoders.delete(itemId);
    if (encoder) this.#ear.enqueue(itemId, encoder.finish());
    this.#ear.end(itemId);
  }

  flush(): Promise<FlushedItem[]> {
    this.#encoders.clear();
    return this.#ear.flush();
  }
}
