/**
 * The person's microphone on its way to the server: let through or held back, sent, committed. Owns the talk button's state
 * and the count of frames that could not be sent.
 */

import { encodeBase64 } from '../dsp/base64.ts';
import type { SessionContext } from './context.ts';
import type { Interrupter } from './interrupt.ts';
import type { LatencyMeter } from './latency.ts';
import { tooShort } from './notices.ts';
import { PushToTalk } from './push-to-talk.ts';
import type { ResponseSequencer } from './response-sequencer.ts';
import type { Notice, TurnDetection } from './types.ts';
import type { UserTurns } from './user-turns.ts';

export interface MicrophoneDeps {
  context: SessionContext;
  turns: UserTurns;
  sequencer: ResponseSequencer;
  interrupter: Interrupter;
  latency: LatencyMeter;
  turnDetection: () => TurnDetection;
  notify: (notice: Omit<Notice, 'id'>) => void;
}

export class Microphone {
  readonly #deps: MicrophoneDeps;
  readonly #talk = new PushToTalk();
  #unsentFrames = 0;

  constructor(deps: MicrophoneDeps) {
    this.#deps = deps;
  }

  /** The talk button is held. */
  get held(): boolean {
    return this.#talk.down;
  }

  get unsentFrames(): number {
    return this.#unsentFrames;
  }

  /** Sends a frame of PCM16 at 24 kHz; copied. False when it was held back or the connection would not take it. */
  append(pcm16: Int16Array, capturedAtMs: number): boolean {
    const { context, turns, turnDetection } = this.#deps;
    if (pcm16.length === 0 || (turnDetection().kind === 'none' && !this.#talk.down)) return false;
    const audioBase64 = encodeBase64(new Uint8Array(pcm16.buffer, pcm16.byteOffset, pcm16.byteLength));
    if (context.send({ kind: 'append-audio', audioBase64 }) === null) {
      this.#unsentFrames += 1;
      return false;
    }
    turns.input.append(pcm16.length, capturedAtMs);
    this.#talk.sent(pcm16.length, capturedAtMs);
    return true;
  }

  /** The button goes down: what is said interrupts, and what was heard before does not count. */
  press(): void {
    const { context, interrupter, latency, turnDetection } = this.#deps;
    if (turnDetection().kind !== 'none' || !this.#talk.press()) return;
    void interrupter.interrupt('push-to-talk');
    context.send({ kind: 'clear-input' });
    latency.speechStarted();
    context.emit('notice.cleared', tooShort().key);
  }

  /** The button comes up: what was said is sent and an answer asked for, unless it was too short to be anything. */
  release(): void {
    const { context, turns, sequencer, turnDetection, notify } = this.#deps;
    const said = this.#talk.release();
    // Turn detection was switched on meanwhile: the server listens by itself now and commits.
    if (!said || turnDetection().kind !== 'none') return;
    if (said.startMs === null) {
      context.send({ kind: 'clear-input' });
      notify(tooShort());
      return;
    }
    turns.spoke(said.startMs, context.nowMs());
    context.send({ kind: 'commit-input' });
    sequencer.request();
  }
}
