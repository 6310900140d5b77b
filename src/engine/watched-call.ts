/**
 * A telephone call of the relay, shown as it goes: its session file, line by line, through the same core as one that is opened. Owns the
 * watching socket and, while somebody here speaks in the call, their line.
 */

import type { PlaybackReport } from '../audio/worklets/playback.messages.ts';
import type { CallSummary, CallWatchMessage } from '../lib/call-messages.ts';
import { CALL_END_WORDS, voiceEndWords } from '../lib/call-words.ts';
import type { Clock } from '../lib/clock.ts';
import type { HandsetMessage, HandsetWish } from '../lib/handset-messages.ts';
import type { Scope } from '../lib/scope.ts';
import { SessionReader } from '../recording/session-reader.ts';
import type { FileHeader } from '../recording/session-file.ts';
import type { ObservedSession } from '../session/observed/observed-session.ts';
import type { Batcher } from './batcher.ts';
import type { ShownSession } from './engine.messages.ts';
import { LiveEar } from './live-ear.ts';
import { observeFile, tellLine } from './observe-file.ts';
import type { PlaybackLink } from './playback-link.ts';
import { BlobSink } from './recording-sink.ts';
import { watchRelay } from './relay-watch.ts';
import { SessionView } from './session-view.ts';
import { VoiceLine } from './voice-line.ts';

/** What is shown between two lines goes on. */
const TICK_MS = 50;

export interface WatchedCallDeps {
  clock: Clock;
  /** For watching a call; `ID` stands for its id. */
  watchUrl: string;
  batcher: Batcher;
  scope: Scope;
  openSocket: (url: string) => WebSocket;
  playback: Pick<PlaybackLink, 'enqueue' | 'flush'>;
}

type Shown = Extract<ShownSession, { kind: 'call' }>;

export class WatchedCall {
  readonly view: SessionView;
  readonly queuedMs = 0;
  readonly #deps: WatchedCallDeps;
  readonly #file = new BlobSink();
  readonly #reader = new SessionReader();
  #session: ObservedSession | null = null;
  #shown: Shown;
  #epochMs = 0;
  /** Session time minus engine time, by the line that was the fastest to come. */
  #aheadMs = Number.NEGATIVE_INFINITY;
  /** Somebody here speaks in the call, and hears whom they speak with. */
  #line: { voice: VoiceLine; ear: LiveEar; scope: Scope } | null = null;
  #lines = 0;
  #isOver = false;

  constructor(deps: WatchedCallDeps) {
    const { batcher, scope } = deps;
    this.#deps = deps;
    const nowMs = () => this.nowMs();
    this.view = new SessionView({ batcher, epochMs: () => this.#epochMs + nowMs(), nowMs });
    this.#shown = {
      kind: 'call',
      call: null,
      state: 'connecting',
      lostLines: 0,
      voice: null,
      words: null,
    };
    batcher.set({ shown: this.#shown });
    scope.every(TICK_MS, () => {
      if (this.#session === null || this.#isOver) return;
      this.#session.advance(this.nowMs());
      batcher.timelineChanged();
    });
  }

  /** Session time there, as far as it is known here. */
  nowMs(): number {
    const known = this.#session?.nowMs() ?? 0;
    return this.#isOver ? known : Math.max(known, this.#deps.clock.nowMs() + this.#aheadMs);
  }

  /** What was seen so far, as a session file. */
  readRecording(): Promise<Blob> {
    return this.#file.read();
  }

  watch(callId: string): void {
    const { watchUrl, scope, openSocket } = this.#deps;
    watchRelay<CallWatchMessage>({
      url: watchUrl.replace('ID', encodeURIComponent(callId)),
      what: 'call',
      gone: 'No call of that id is under way; it may have ended.',
      scope,
      openSocket,
      onMessage: (message) => this.#receive(message),
      onFailure: (words) => this.#fail(words),
    });
  }

  /** Calls over the telephone in the box, and watches that call. */
  callHere(url: string): void {
    this.#speak('calling', url, (message) => {
      const said = message as HandsetMessage;
      if (said.kind === 'calling') {
        this.#tell({ voice: 'handset' });
        this.watch(said.callId);
      } else if (said.kind === 'ended' && said.problem !== null) {
        this.#fail(`The call did not come about. ${said.problem}`);
      }
    });
  }

  /** Speaks to the caller in the agent's place. */
  takeOver(url: string): void {
    if (this.#line !== null || this.#isOver) return;
    this.#speak('taking-over', url, () => this.#tell({ voice: 'taken-over', words: null }));
  }

  /** Gives the call back, or hangs up. */
  stopSpeaking(): void {
    // An operator's line has no words: closing it gives the call back.
    if (this.#isHandset) this.#line?.voice.tell({ kind: 'hang-up' } satisfies HandsetWish);
    this.#leave();
  }

  press(keys: string): void {
    this.#line?.voice.tell({ kind: 'press', keys } satisfies HandsetWish);
  }

  /** A frame of the microphone. */
  microphoneFrame(pcm16: Int16Array<ArrayBuffer>): void {
    this.#line?.voice.speak(pcm16);
  }

  playbackReport(report: PlaybackReport): void {
    this.#line?.ear.reported(report);
  }

  get #isHandset(): boolean {
    return this.#shown.voice === 'handset' || this.#shown.voice === 'calling';
  }

  #speak(voice: NonNullable<Shown['voice']>, url: string, onMessage: (message: unknown) => void): void {
    const { playback, openSocket } = this.#deps;
    const scope = this.#deps.scope.child();
    const ear = new LiveEar(playback, `telephone-${(this.#lines += 1)}`);
    this.#tell({ voice, words: null });
    const line = new VoiceLine({
      url,
      scope,
      openSocket,
      onMessage,
      onSound: (pcm16) => ear.hear(pcm16),
      onEnd: ({ code, reason }) => {
        const words = voiceEndWords(code, reason, this.#isHandset);
        this.#leave();
        if (words !== null && !this.#isOver) this.#tell({ words });
      },
    });
    // It can have ended by now.
    if (this.#shown.voice === null) scope.dispose();
    else this.#line = { voice: line, ear, scope };
  }

  #leave(): void {
    if (this.#shown.voice === null) return;
    this.#line?.scope.dispose();
    this.#line?.ear.stop();
    this.#line = null;
    this.#tell({ voice: null });
  }

  #receive(message: CallWatchMessage): void {
    if (this.#isOver) return;
    switch (message.kind) {
      case 'call':
        return this.#tell({ call: message.call, state: 'watching' });
      case 'line':
        return this.#read(message.text);
      case 'lost':
        this.#session?.inputReached(message.input);
        return this.#tell({ lostLines: this.#shown.lostLines + message.count });
      case 'ended':
        return this.#end({ call: message.call, state: 'ended', words: endWords(message.call) });
    }
  }

  #read(text: string): void {
    const { clock } = this.#deps;
    const whole = `${text}\n`;
    this.#file.append(whole);
    const lines = this.#reader.push(whole);
    const { header } = this.#reader;
    if (header !== null) this.#session ??= this.#begin(header);
    if (this.#session === null) return;
    for (const line of lines) {
      this.#aheadMs = Math.max(this.#aheadMs, line.t - clock.nowMs());
      tellLine(this.#session, line);
    }
  }

  #begin(header: FileHeader): ObservedSession {
    const { batcher } = this.#deps;
    this.#epochMs = Date.parse(header.startedAt);
    const session = observeFile(header, {
      onPlayback: (fact) => this.view.playback(fact),
      onMicrophone: (pcm16, capturedAtMs) => {
        this.view.microphone(pcm16, capturedAtMs);
        this.view.sound.microphone(pcm16, capturedAtMs);
        // Who speaks with the caller hears them at once. The buffer is the play-out's from here on.
        if (this.#shown.voice === 'taken-over') this.#line?.ear.hear(pcm16);
      },
    });
    this.view.follow((name, listener) => void session.on(name, listener));
    batcher.set({ settings: session.settings });
    return session;
  }

  #fail(words: string): void {
    if (!this.#isOver) this.#end({ state: 'failed', words });
  }

  #end(patch: Partial<Shown>): void {
    const atMs = this.nowMs();
    this.#isOver = true;
    this.#leave();
    this.#session?.end(atMs);
    this.view.mark({ kind: 'disconnected', atMs, label: patch.words ?? 'The call ended', itemId: null });
    this.view.seal();
    this.#tell(patch);
  }

  #tell(patch: Partial<Shown>): void {
    this.#shown = { ...this.#shown, ...patch };
    this.#deps.batcher.set({ shown: this.#shown });
  }
}

function endWords({ end }: CallSummary): string {
  return end === null ? 'The call has ended.' : `${CALL_END_WORDS[end.why]}.`;
}
