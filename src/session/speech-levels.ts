/**
 * How loud the microphone was lately, in steps of 5 ms on the session clock, and where speech begins and ends in that. Owns the last
 * half minute of levels; holds no sound.
 */

const STEP_MS = 5;
const KEPT_STEPS = 30_000 / STEP_MS;
/** What is 30 dB below the loudest of an utterance belongs to the room, not to the word. */
const RELATIVE_THRESHOLD = 10 ** (-30 / 20);
/** The quietest tenth of what is looked at is the room; speech stands out from it by 10 dB. */
const ABOVE_NOISE = 10 ** (10 / 20);
/** Below −60 dB of full scale nobody speaks. */
const SILENCE = 0.001 * 32_768;

interface Step {
  atMs: number;
  rms: number;
}

export class SpeechLevels {
  readonly #steps: Step[] = [];
  /** Where the next step is written once the ring is full: the oldest. */
  #next = 0;

  /** PCM16 at a rate with whole samples in 5 ms, read at once; `atMs`: session time of the first. A part of a step at the end is left out. */
  add(pcm16: Int16Array, rateHz: number, atMs: number): void {
    const step = (rateHz * STEP_MS) / 1000;
    for (let from = 0; from + step <= pcm16.length; from += step) {
      let squares = 0;
      for (let i = from; i < from + step; i += 1) squares += (pcm16[i] ?? 0) ** 2;
      this.#put({ atMs: atMs + (from / step) * STEP_MS, rms: Math.sqrt(squares / step) });
    }
  }

  /** Session time just behind the last step within the stretch that is speech; null when none is, or all is as loud. */
  lastSound(fromMs: number, toMs: number): number | null {
    const { steps, threshold } = this.#stretch(fromMs, toMs);
    const last = steps.findLast(({ rms }) => rms >= threshold);
    return last ? Math.min(toMs, last.atMs + STEP_MS) : null;
  }

  /** Session time of the first step within the stretch that is speech; null when none is. */
  firstSound(fromMs: number, toMs: number): number | null {
    const { steps, threshold } = this.#stretch(fromMs, toMs);
    const first = steps.find(({ rms }) => rms >= threshold);
    return first ? Math.max(fromMs, first.atMs) : null;
  }

  #stretch(fromMs: number, toMs: number): { steps: Step[]; threshold: number } {
    const inOrder = [...this.#steps.slice(this.#next), ...this.#steps.slice(0, this.#next)];
    const steps = inOrder.filter(({ atMs }) => atMs + STEP_MS > fromMs && atMs < toMs);
    const levels = steps.map(({ rms }) => rms).toSorted((a, b) => a - b);
    const noise = levels[Math.floor(levels.length / 10)] ?? 0;
    const loudest = levels.at(-1) ?? 0;
    return { steps, threshold: Math.max(SILENCE, loudest * RELATIVE_THRESHOLD, noise * ABOVE_NOISE) };
  }

  #put(step: Step): void {
    if (this.#steps.length < KEPT_STEPS) {
      this.#steps.push(step);
      return;
    }
    this.#steps[this.#next] = step;
    this.#next = (this.#next + 1) % KEPT_STEPS;
  }
}
