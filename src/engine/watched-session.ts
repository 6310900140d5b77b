/**
 * A session of somebody else at the relay, shown as it goes: the relay's watch socket, and the same core as for a live session fed from it.
 * Owns the socket; read only. What the watched client plays is not known, so it is taken to be played at once.
 */

import { messageOf } from '../lib/errors.ts';
import type { Scope } from '../lib/scope.ts';
import type { LiveSession, WatchMessage } from '../lib/watch-messages.ts';
import { FILE_VERSION } from '../recording/session-file.ts';
import { ObservedSession } from '../session/observed/observed-session.ts';
import { Recorder } from '../session/recorder.ts';
import { CORE_SAMPLE_RATE_HZ } from '../session/types.ts';
import type { Batcher } from './batcher.ts';
import type { ShownSession } from './engine.messages.ts';
import { BlobSink } from './recording-sink.ts';
import { SessionView } from './session-view.ts';

/** What is assumed to be heard is brought up to date this often. */
const TICK_MS = 50;
/** A session that has not been shown by then will not be. */
const FIRST_WORD_MS = 10_000;

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
    scope.after(FIRST_WORD_MS, () => {
      if (this.#shown.state === 'connecting')
        this.#fail('The relay took the watch but shows nothing of the session.');
    });
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
    let socket: WebSocket;
    try {
      socket = openSocket(url);
    } catch (error) {
      this.#fail(`The relay’s address cannot be opened: ${messageOf(error)}`);
      return;
    }
    scope.add(() => socket.close());
    scope.listen<MessageEvent<unknown>>(socket, 'message', ({ data }) => this.#receive(data));
    scope.listen<CloseEvent>(socket, 'close', ({ code, reason }) => this.#closed(code, reason));
  }

  #receive(data: unknown): void {
    const message = readMessage(data);
    switch (message?.kind) {
      case 'session':
        return this.#tell({ session: message.session, state: 'watching' });
      case 'event': {
        const { tMs, direction, text } = message;
        this.#aheadMs = Math.max(this.#aheadMs, tMs - this.#deps.nowMs());
        if (direction === 'server') this.#session.server(text, tMs);
        else this.#session.client(text, tMs);
        return;
      }
      case 'lost':
        return this.#tell({ lostFrames: this.#shown.lostFrames + message.count });
      case 'ended':
        return this.#end({ session: message.session, state: 'ended', words: endWords(message.session) });
      case undefined:
        return;
    }
  }

  #closed(code: number, reason: string): void {
    if (this.#over) return;
    if (code === 4404)
      return this.#fail('The session has ended, or the relay does not know it. Choose another.');
    if (code === 1001) return this.#fail('The relay is shutting down. Watch again once it is back.');
    const why = reason === '' ? `close code ${code}` : reason;
    this.#fail(
      `The relay stopped showing the session (${why}). Watch it again; if that fails, see the relay’s log.`,
    );
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

/** Null for what is no message of the relay. */
function readMessage(data: unknown): WatchMessage | null {
  if (typeof data !== 'string') return null;
  try {
    const value: unknown = JSON.parse(data);
    const known = typeof value === 'object' && value !== null && 'kind' in value;
    return known ? (value as WatchMessage) : null;
  } catch {
    return null;
  }
}
