/**
 * A session of somebody else at the relay, shown as it goes: the relay's watch socket, and the same core as for a live session fed from it.
 * Owns the socket; read only. What the watched client plays is not known, so it is taken to be played at once.
 */

import type { Scope } from '../lib/scope.ts';
import type { LiveSession, WatchMessage } from '../lib/watch-messages.ts';
import { FILE_VERSION } from '../recording/session-file.ts';
import { ObservedSession } from '../session/observed/observed-session.ts';
import { Recorder } from '../session/recorder.ts';
import { CORE_SAMPLE_RATE_HZ } from '../session/types.ts';
import type { Batcher } from './batcher.ts';
import type { ShownSession } from './engine.messages.ts';
import { BlobSink } from './recording-sink.ts';
import { watchRelay } from './relay-watch.ts';
import { SessionView } from './session-view.ts';

/** What is assumed to be heard is brought up to date this often. */
const TICK_MS = 50;

export interface WatchedSessionDeps {
  url: string;
  session: LiveSession;
  withSound: boolean;
  batcher: Batcher;
  scope: Scope;
  nowMs: () => number;
  openSocket: (url: string) => WebSocket;
}

type Watched = Extract<ShownSession, { kind: 'watched' }>;

export class WatchedSession {
  readonly view: SessionView;
  readonly queuedMs = 0;
  readonly #deps: WatchedSessionDeps;
  readonly #session: ObservedSession;
  readonly #sink = new BlobSink();
  readonly #recorder: Recorder;
  #shown: Watched;
  /** Session time minus engine time, by the frame that was the fastest to come. */
  #aheadMs = Number.NEGATIVE_INFINITY;
  #over = false;

  constructor(deps: WatchedSessionDeps) {
    const { batcher, scope, session, withSound } = deps;
    this.#deps = deps;
    const nowMs = () => this.nowMs();
    this.view = new SessionView({ batcher, epochMs: () => session.startedAtEpochMs + nowMs(), nowMs });
    this.#session = new ObservedSession({
      settings: null,
      playback: 'assumed',
      onPlayback: (fact) => this.view.playback(fact),
      onMicrophone: (pcm16, capturedAtMs) => {
        this.view.microphone(pcm16, capturedAtMs);
        this.view.sound.microphone(pcm16, capturedAtMs);
      },
    });
    this.view.follow((name, listener) => void this.#session.on(name, listener));
    this.#recorder = this.#record();
    this.#shown = { kind: 'watched', session, state: 'connecting', withSound, lostFrames: 0, words: null };
    batcher.set({ shown: this.#shown, settings: this.#session.settings });
    this.#open();
    scope.every(TICK_MS, () => this.#tick());
  }

  /** Session time there, as far as it is known here. */
  nowMs(): number {
    const guess = this.#over ? 0 : this.#deps.nowMs() + this.#aheadMs;
    return Math.max(this.#session.nowMs(), guess);
  }

  /** What was seen so far, as a session file. */
  readRecording(): Promise<Blob> {
    return this.#sink.read();
  }

  #open(): void {
    const { url, scope, openSocket } = this.#deps;
    watchRelay<WatchMessage>({
      url,
      what: 'session',
      gone: 'The session has ended, or the relay does not know it. Choose another.',
      scope,
      openSocket,
      onMessage: (message) => this.#receive(message),
      onFailure: (words) => this.#fail(words),
    });
  }

  #receive(message: WatchMessage): void {
    switch (message.kind) {
      case 'session':
        return this.#tell({ session: message.session, state: 'watching' });
      case 'event': {
        const { tMs, direction, text, input } = message;
        this.#aheadMs = Math.max(this.#aheadMs, tMs - this.#deps.nowMs());
        if (direction === 'server') this.#session.server(text, tMs);
        else this.#session.client(text, tMs);
        if (input) this.#session.inputReached(input);
        return;
      }
      case 'lost':
        this.#session.inputReached(message.input);
        return this.#tell({ lostFrames: this.#shown.lostFrames + message.count });
      case 'ended':
        return this.#end({ session: message.session, state: 'ended', words: endWords(message.session) });
    }
  }

  #fail(words: string): void {
    if (!this.#over) this.#end({ state: 'failed', words });
  }

  #end(patch: Partial<Watched>): void {
    const atMs = this.nowMs();
    this.#over = true;
    this.#session.end(atMs);
    this.#recorder.close();
    this.view.mark({ kind: 'disconnected', atMs, label: patch.words ?? 'The session ended', itemId: null });
    this.view.seal();
    this.#tell(patch);
  }

  #tell(patch: Partial<Watched>): void {
    this.#shown = { ...this.#shown, ...patch };
    this.#deps.batcher.set({ shown: this.#shown });
  }

  #tick(): void {
    if (this.#over || this.#shown.state !== 'watching') return;
    this.#session.advance(this.nowMs());
    this.#deps.batcher.timelineChanged();
  }

  #record(): Recorder {
    const { upstream, model, startedAtEpochMs } = this.#deps.session;
    const startedAt = new Date(startedAtEpochMs).toISOString();
    const header = {
      sidetone: FILE_VERSION,
      startedAt,
      sampleRateHz: CORE_SAMPLE_RATE_HZ,
      upstream,
      model: model ?? '',
      recordedBy: 'watcher',
    } as const;
    const recorder = new Recorder(this.#sink, header, () => this.#session.nowMs());
    recorder.follow((name, listener) => void this.#session.on(name, listener));
    return recorder;
  }
}

function endWords({ end }: LiveSession): string {
  if (end === null) return 'The session has ended.';
  return end.failure === null ? 'The session has ended.' : `The session has ended: ${end.failure}`;
}
