/**
 * An operator speaks in the agent's place: their voice goes to the caller, the agent is silent and goes on listening, and takes over again
 * when they leave. Owns what is changed meanwhile and puts it back.
 */

import type { Clock } from '../../../src/lib/clock.ts';
import { Scope } from '../../../src/lib/scope.ts';
import { SILENCE } from '../../../src/dsp/phone-audio.ts';
import type { Session } from '../../../src/session/session.ts';
import type { TurnDetection } from '../../../src/session/types.ts';
import { FramedVoice } from '../framed-voice.ts';
import type { PhoneOutput } from './phone-output.ts';

const BYTES_PER_MS = 8;
/** A voice that comes faster than it plays, after a pause of the network, would be late from then on. */
const MOST_AHEAD_MS = 400;
/** Silence before a voice that begins, or was out: so late its frames may come without a gap in it. */
const LEAD_MS = 100;
const TAKEN =
  'A human colleague speaks with the caller from here on, in your place. Stay silent and listen until you are told that the call is yours again.';

export interface Operator {
  /** Name, for people. */
  by: string;
  /** What goes to the caller, μ-law, whole frames of 20 ms. */
  onVoice: (ulaw: Uint8Array<ArrayBuffer>) => void;
  /** Once: they gave the call back, or it is over, or it is to end and the agent says goodbye. */
  onEnd: (why: TakeOverEnd) => void;
}

export type TakeOverEnd = 'given-back' | 'call-ends' | 'call-ended';

export interface TakeOverDeps extends Operator {
  clock: Clock;
  session: Pick<Session, 'settings' | 'on' | 'interrupt' | 'updateSession' | 'tell' | 'note'>;
  output: Pick<PhoneOutput, 'insert' | 'aheadMs'>;
}

export class TakeOver {
  readonly #deps: TakeOverDeps;
  readonly #scope: Scope;
  readonly #voice = new FramedVoice();
  readonly #before: TurnDetection;
  readonly #startedAtMs: number;
  /** Of the operator's voice, because it came too fast. */
  #droppedMs = 0;

  constructor(deps: TakeOverDeps) {
    const { clock, session } = deps;
    this.#deps = deps;
    this.#scope = new Scope(clock);
    this.#startedAtMs = clock.nowMs();
    this.#before = session.settings.asked.turnDetection;
    session.interrupt('stop');
    session.updateSession({ turnDetection: silenced(this.#before) });
    session.tell(TAKEN);
    session.note({ type: 'sidetone.taken-over', summary: `by ${deps.by}` });
    // What was on its way, or comes of a tool, is not heard either.
    this.#scope.add(
      session.on('phase', (phase) => {
        if (phase !== 'thinking' && phase !== 'speaking') return;
        // Not from inside the session's own event.
        this.#scope.after(0, () => session.interrupt('stop'));
      }),
    );
  }

  /** PCM16 at 24 kHz from the operator's microphone. */
  speak(pcm16: Int16Array): void {
    const { output, onVoice } = this.#deps;
    if (this.#scope.disposed) return;
    if (output.aheadMs > MOST_AHEAD_MS) {
      this.#droppedMs += pcm16.length / 24;
      return;
    }
    const frames = this.#voice.frames(pcm16);
    if (frames.length === 0) return;
    if (output.aheadMs === 0) output.insert(new Uint8Array(LEAD_MS * BYTES_PER_MS).fill(SILENCE.ulaw));
    output.insert(frames);
    onVoice(frames);
  }

  /** The agent has the call again. */
  giveBack(): void {
    if (this.#leave('given-back')) this.#restore();
  }

  /** The agent has the call again, to end it. */
  callEnds(): void {
    if (this.#leave('call-ends')) this.#restore();
  }

  /** There is nothing to give back. */
  callEnded(): void {
    this.#leave('call-ended');
  }

  /** False when it was left before. */
  #leave(why: TakeOverEnd): boolean {
    if (this.#scope.disposed) return false;
    this.#scope.dispose();
    this.#deps.onEnd(why);
    return true;
  }

  #restore(): void {
    const { clock, session } = this.#deps;
    const { turnDetection } = session.settings.asked;
    // What was changed meanwhile by hand stays, but for answering.
    session.updateSession({ turnDetection: answering(turnDetection, this.#before) });
    const seconds = Math.round((clock.nowMs() - this.#startedAtMs) / 1000);
    session.note({
      type: 'sidetone.given-back',
      summary: `after ${seconds} s`,
      facts: { seconds, droppedMs: Math.round(this.#droppedMs) },
    });
    session.tell(
      `The call is yours again. Your colleague spoke with the caller for ${seconds} seconds; what the caller said is in the conversation, what your colleague said is not. Wait for the caller to speak.`,
    );
  }
}

function silenced(detection: TurnDetection): TurnDetection {
  return detection.kind === 'none'
    ? detection
    : { ...detection, createResponse: false, interruptResponse: false };
}

function answering(detection: TurnDetection, before: TurnDetection): TurnDetection {
  if (detection.kind === 'none' || before.kind === 'none') return detection;
  const { createResponse, interruptResponse } = before;
  return { ...detection, createResponse, interruptResponse };
}
