/**
 * The person's microphone on its way to the server: let through or held back, sent, committed. Owns the talk button's state, the
 * count of frames that could not be sent, and the speech that no session has taken yet: when one is lost, the next gets it.
 */

import { encodeBase64 } from '../dsp/base64.ts';
import { type AudioBlock, type AudioFormat, coreSamples } from './audio-format.ts';
import type { SessionContext } from './context.ts';
import type { Interruptions } from './interruptions.ts';
import { tooShort } from './notices.ts';
import { PushToTalk } from './push-to-talk.ts';
import type { ResponseSequencer } from './response-sequencer.ts';
import { SpeechBacklog } from './speech-backlog.ts';
import type { Notice, TurnDetection } from './types.ts';
import type { UserTurns } from './user-turns.ts';

export interface MicrophoneDeps {
  format: AudioFormat;
  context: SessionContext;
  turns: UserTurns;
  sequencer: ResponseSequencer;
  interrupter: Interruptions;
  turnDetection: () => TurnDetection;
  notify: (notice: Omit<Notice, 'id'>) => void;
}

/** What is sent again after a clean end although nobody was heard to speak: a voice that had just begun to. */
const ONSET_MS = 500;

export class Microphone {
  readonly #deps: MicrophoneDeps;
  readonly #talk = new PushToTalk();
  readonly #backlog: SpeechBacklog;
  /** Session time until which speech is taken care of: it became a turn, or was dismissed. */
  #settledUntilMs = 0;
  #away = false;
  #unsentFrames = 0;

  constructor(deps: MicrophoneDeps) {
    this.#deps = deps;
    this.#backlog = new SpeechBacklog(deps.format);
  }

  /** The talk button is held. */
  get held(): boolean {
    return this.#talk.down;
  }

  get unsentFrames(): number {
    return this.#unsentFrames;
  }

  /** Sends a frame in the session's format; copied. False when it was held back or the connection would not take it. */
  append(audio: AudioBlock, capturedAtMs: number): boolean {
    if (!this.#letsThrough(audio)) return false;
    this.#backlog.add(audio, capturedAtMs);
    this.#talk.sent(coreSamples(audio, this.#deps.format), capturedAtMs);
    if (this.#away) return false;
    if (!this.#send(audio, capturedAtMs)) {
      this.#unsentFrames += 1;
      return false;
    }
    return true;
  }

  /** A frame that the home could not send in time. Should the line turn out to be lost, the next session gets it; copied. */
  missed(audio: AudioBlock, capturedAtMs: number): void {
    if (this.#letsThrough(audio)) this.#backlog.add(audio, capturedAtMs);
  }

  /** The button goes down: what is said interrupts, and what was heard before does not count. */
  press(): void {
    const { context, interrupter, turnDetection } = this.#deps;
    if (turnDetection().kind !== 'none' || !this.#talk.press()) return;
    void interrupter.interrupt('push-to-talk');
    context.send({ kind: 'clear-input' });
    // What was said without a line, and ended, is still to be sent.
    if (!this.#away) this.#settledUntilMs = context.nowMs();
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
    this.#backlog.endTurn(said.startMs, context.nowMs());
    context.send({ kind: 'commit-input' });
    sequencer.request();
  }

  /** A server took what was said until `endMs` for a turn. */
  taken(endMs: number): void {
    this.#settledUntilMs = Math.max(this.#settledUntilMs, endMs);
  }

  /** What was said between two session times, in the session's format in base64; null when it is not at hand any more. */
  recording(startMs: number, endMs: number): string | null {
    const audio = this.#backlog.read(startMs, endMs);
    return audio === null ? null : base64Of(audio);
  }

  /**
   * The line is gone: what is said from now on waits. `sinceMs`: session time from which on nobody may have been listening,
   * or since when somebody was heard to speak; null = the other end was there to the last and had heard nobody.
   */
  lineLost(sinceMs: number | null): void {
    const { context } = this.#deps;
    // Another attempt that failed: what waits goes on waiting.
    if (this.#away) return;
    this.#away = true;
    this.#backlog.resetDropped();
    const fromMs = sinceMs ?? (this.#talk.down ? 0 : context.nowMs() - ONSET_MS);
    this.#backlog.forgetBefore(Math.max(this.#settledUntilMs, fromMs));
  }

  /** A new session listens: gives it what waited. Null when the line broke again meanwhile. */
  lineBack(): { resentMs: number; lostMs: number } | null {
    const { context, turns } = this.#deps;
    const entries = this.#backlog.list();
    const ends = entries.flatMap((entry) => (entry.kind === 'turn-end' ? [entry] : []));
    turns.lineBack(ends.map(({ startMs, endMs }) => ({ startMs, endMs })));
    let resentMs = 0;
    for (const entry of entries) {
      const sent =
        entry.kind === 'speech'
          ? this.#send(entry.audio, entry.capturedAtMs)
          : context.send({ kind: 'commit-input' }) !== null;
      if (!sent) return null;
      if (entry.kind === 'speech') resentMs += entry.lengthMs;
    }
    this.#away = false;
    return { resentMs: Math.round(resentMs), lostMs: Math.round(this.#backlog.droppedMs) };
  }

  #letsThrough(audio: AudioBlock): boolean {
    return audio.length > 0 && (this.#deps.turnDetection().kind !== 'none' || this.#talk.down);
  }

  #send(audio: AudioBlock, capturedAtMs: number): boolean {
    const { context, turns, format } = this.#deps;
    const command = { kind: 'append-audio', audioBase64: base64Of(audio), atMs: capturedAtMs } as const;
    if (context.send(command) === null) return false;
    turns.input.append(coreSamples(audio, format), capturedAtMs);
    return true;
  }
}

function base64Of(audio: AudioBlock): string {
  return encodeBase64(new Uint8Array(audio.buffer, audio.byteOffset, audio.byteLength));
}
