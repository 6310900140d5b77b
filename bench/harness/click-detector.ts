/** Finds the clicks of the scripted microphone in a stream of PCM16. Pure; the audio tap uses the same rule on floats. */

/** A sample beyond this share of full scale belongs to a click; the noise between stays far below. */
export const CLICK_LEVEL = 0.3;
/** A click is over when this long nothing was that loud; clicks are further apart, see `microphone.ts`. */
export const CLICK_REST_SAMPLES = 720;

export class ClickDetector {
  #position = 0;
  #lastLoud = -CLICK_REST_SAMPLES;

  /** Samples seen so far. */
  get position(): number {
    return this.#position;
  }

  /** Stream positions, in samples, at which a click begins in this chunk. */
  push(pcm16: Int16Array): number[] {
    const found: number[] = [];
    for (const sample of pcm16) {
      if (Math.abs(sample) > CLICK_LEVEL * 32_768) {
        if (this.#position - this.#lastLoud >= CLICK_REST_SAMPLES) found.push(this.#position);
        this.#lastLoud = this.#position;
      }
      this.#position += 1;
    }
    return found;
  }
}
