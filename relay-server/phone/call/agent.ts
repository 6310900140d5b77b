/**
 * The agent of a call: the conversation core on lines to the model, in one audio format. Owns both and what is between them and the ear.
 * Knows neither Twilio nor how a call ends.
 */

import type { WebSocket } from 'ws';
import type { Clock } from '../../../src/lib/clock.ts';
import { Scope } from '../../../src/lib/scope.ts';
import { PhoneDecoder } from '../../../src/dsp/phone-audio.ts';
import type { AudioFormat } from '../../../src/session/audio-format.ts';
import { LineKeeper } from '../../../src/session/line-keeper.ts';
import type { PlaybackFact } from '../../../src/session/observed/recorded-notes.ts';
import { Session } from '../../../src/session/session.ts';
import type { RealtimeEvent } from '../../../src/session/session-events.ts';
import type { SessionSettings } from '../../../src/session/types.ts';
import { callLine } from './call-line.ts';
import type { CallTool } from './call-tools.ts';
import { type PhoneOutputDeps, PhoneOutput } from './phone-output.ts';
import { WideOutput } from './wide-output.ts';

export interface AgentDeps {
  clock: Clock;
  format: AudioFormat;
  settings: SessionSettings;
  tools: readonly CallTool[];
  /** A client of the relay that asks for this model. */
  connect: (model: string) => WebSocket;
  /** Frames for the caller. */
  telephone: Omit<PhoneOutputDeps, 'clock' | 'ear'>;
  /** Where the caller's ear is; told before the session is. */
  onPlayback: (fact: PlaybackFact) => void;
  /** All that was sent has been heard. */
  onQuiet: () => void;
  /** No line can be had any more. `code`: what the last one closed with. */
  onOver: (end: { code: number; errorCode: string | null }) => void;
  epochMs: () => number;
}

export class Agent {
  readonly session: Session;
  readonly output: PhoneOutput;
  readonly #deps: AgentDeps;
  readonly #scope: Scope;
  readonly #keeper: LineKeeper;
  /** For a session in PCM16. */
  readonly #decoder: PhoneDecoder | null;
  #lastErrorCode: string | null = null;

  constructor(deps: AgentDeps) {
    const { clock, format, settings, tools, epochMs } = deps;
    this.#deps = deps;
    this.#scope = new Scope(clock);
    this.output = new PhoneOutput({
      clock,
      ...deps.telephone,
      ear: {
        started: (itemId, atSample) => this.#played({ kind: 'started', itemId, atSample, atMs: this.#nowMs }),
        position: (itemId, playedSamples) => this.#played({ kind: 'position', itemId, playedSamples }),
        ended: (itemId, playedSamples) => this.#played({ kind: 'ended', itemId, playedSamples }),
        underrun: (itemId, atSample) =>
          this.#played({ kind: 'underrun', itemId, atSample, atMs: this.#nowMs }),
        stopped: (itemId, playedSamples) => this.#played({ kind: 'stopped', itemId, playedSamples }),
        quiet: deps.onQuiet,
      },
    });
    const common = { clock, settings, tools: [...tools] };
    this.session =
      format === 'ulaw'
        ? new Session({ ...common, format, output: this.output })
        : new Session({ ...common, format, output: new WideOutput(this.output) });
    this.#decoder = format === 'ulaw' ? null : new PhoneDecoder('ulaw');
    this.#scope.add(this.session.on('realtime.event', (event) => this.#noteError(event)));
    this.#keeper = new LineKeeper({
      clock,
      epochMs,
      random: Math.random,
      online: () => true,
      dial: callLine(() => deps.connect(this.session.settings.asked.model)),
      session: this.session,
      lastErrorCode: () => this.#lastErrorCode,
      onState: () => {
        this.#lastErrorCode = null;
      },
      onOver: ({ code }) => deps.onOver({ code, errorCode: this.#lastErrorCode }),
    });
  }

  /** What the caller said, μ-law; `capturedAtMs` on the clock's time. */
  hear(audio: Uint8Array<ArrayBuffer>, capturedAtMs: number): void {
    const { clock } = this.#deps;
    const atMs = capturedAtMs - clock.nowMs() + this.session.nowMs();
    const block = this.#decoder?.decode(audio) ?? audio;
    this.session.appendInputAudio(block, atMs);
  }

  /** Ends the conversation at once. What was said stays readable. */
  end(): void {
    if (this.#scope.disposed) return;
    this.session.interrupt('disconnect');
    this.#keeper.end();
    this.session.dispose();
    this.#scope.dispose();
  }

  get #nowMs(): number {
    return this.session.nowMs();
  }

  #played(fact: PlaybackFact): void {
    const { session } = this;
    this.#deps.onPlayback(fact);
    switch (fact.kind) {
      case 'started':
        return session.playbackStarted(fact.itemId, fact.atSample, fact.atMs);
      case 'position':
        return session.playbackPosition(fact.itemId, fact.playedSamples, this.#nowMs);
      case 'underrun':
        return session.playbackUnderrun(fact.itemId, fact.atSample, fact.atMs);
      case 'ended':
        return session.playbackEnded(fact.itemId, fact.playedSamples, this.#nowMs);
      case 'stopped':
      // Whoever silenced it knows.
    }
  }

  /** An error that answers no command of ours may be why a line ends. */
  #noteError({ direction, event }: RealtimeEvent): void {
    if (direction !== 'server' || event.kind !== 'known' || event.event.type !== 'error') return;
    const { error } = event.event;
    if (typeof error.event_id !== 'string') this.#lastErrorCode = error.code ?? null;
  }
}
