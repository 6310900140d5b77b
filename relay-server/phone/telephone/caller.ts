/**
 * A caller with something to say: waits until the other end has finished, says the next recording, waits for the answer, and hangs up
 * when all was said and answered. Owns when to speak; the telephone carries it.
 */

import type { Clock } from '../../../src/lib/clock.ts';
import type { Scope } from '../../../src/lib/scope.ts';
import type { Telephone } from './telephone.ts';

/** Whoever has been silent for so long has finished. */
const FINISHED_AFTER_MS = 1200;
/** An end that says nothing by then is not going to greet, or to answer. */
const GREETING_WITHIN_MS = 3000;
const ANSWER_WITHIN_MS = 15_000;
const LOOK_MS = 20;

export interface CallerDeps {
  clock: Clock;
  /** Ends with the call. */
  scope: Scope;
  telephone: Pick<
    Telephone,
    'nowMs' | 'lastSoundMs' | 'isConnected' | 'hasSpoken' | 'say' | 'press' | 'hangUp'
  >;
  /** μ-law, in order. */
  recordings: readonly Uint8Array[];
  /** Pressed behind the last recording; empty for none. */
  keys: string;
  /** Speaks at this moment of the call whatever is being said; null: when the other end has finished. */
  firstAtMs: number | null;
  /** Hangs up then at the latest. */
  mostMs: number;
}

/** Milliseconds since the stream began. */
export interface Spoken {
  fromMs: number;
  toMs: number;
}

export class Caller {
  readonly #deps: CallerDeps;
  readonly #spoken: Spoken[] = [];
  #next = 0;
  #hasPressed: boolean;
  /** Since when an answer is waited for; 0 before the caller has done anything. */
  #sinceMs = 0;
  #speaking = false;

  constructor(deps: CallerDeps) {
    this.#deps = deps;
    this.#hasPressed = deps.keys === '';
    deps.scope.every(LOOK_MS, () => this.#look());
  }

  /** When the caller spoke, in order. */
  get spoken(): readonly Spoken[] {
    return this.#spoken;
  }

  #look(): void {
    const { telephone, mostMs, recordings, firstAtMs } = this.#deps;
    if (!telephone.isConnected) return;
    const nowMs = telephone.nowMs();
    if (nowMs >= mostMs) return telephone.hangUp();
    if (this.#speaking) return this.#listenToOneself(nowMs);
    const isFirst = this.#next === 0;
    if (isFirst && firstAtMs !== null ? nowMs < firstAtMs : !this.#otherHasFinished(nowMs)) return;
    const recording = recordings[this.#next];
    if (recording !== undefined) {
      this.#next += 1;
      this.#speaking = true;
      this.#spoken.push({ fromMs: nowMs, toMs: nowMs });
      return telephone.say(recording);
    }
    if (this.#hasPressed) return telephone.hangUp();
    this.#hasPressed = true;
    this.#sinceMs = nowMs;
    telephone.press(this.#deps.keys);
  }

  #listenToOneself(nowMs: number): void {
    const last = this.#spoken.at(-1);
    if (!this.#deps.telephone.hasSpoken || last === undefined) return;
    this.#speaking = false;
    last.toMs = nowMs;
    this.#sinceMs = nowMs;
  }

  #otherHasFinished(nowMs: number): boolean {
    const { lastSoundMs } = this.#deps.telephone;
    const hasAnswered = lastSoundMs !== null && lastSoundMs > this.#sinceMs;
    if (hasAnswered) return nowMs - lastSoundMs >= FINISHED_AFTER_MS;
    const patienceMs = this.#sinceMs === 0 ? GREETING_WITHIN_MS : ANSWER_WITHIN_MS;
    return nowMs - this.#sinceMs >= patienceMs;
  }
}
