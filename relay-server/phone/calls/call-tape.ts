/**
 * The session file of a call while it grows: written by the same recorder as in the browser, and handed line by line to whoever listens, a
 * file or somebody who watches. Owns what is kept for those who come late. Writes nothing anywhere.
 */

import { base64ByteLength } from '../../../src/dsp/base64.ts';
import type { InputSent } from '../../../src/lib/watch-messages.ts';
import type { FileHeader } from '../../../src/recording/session-file.ts';
import type { PlaybackFact } from '../../../src/session/observed/recorded-notes.ts';
import { Recorder, headerOf } from '../../../src/session/recorder.ts';
import type { RealtimeEvent } from '../../../src/session/session-events.ts';
import type { Session } from '../../../src/session/session.ts';
import { TapePast } from './tape-past.ts';

const APPEND = 'input_audio_buffer.append';

/** Is called from the midst of the call: must not throw and must not wait. */
export interface CallTapeListener {
  /** A line of the file without its end; the first is the header. `input`: what had been sent of the caller before it. */
  line(text: string, input: InputSent): void;
  /** Lines are missing here. */
  lost(count: number, input: InputSent): void;
  /** The call is over; nothing follows. */
  ended(): void;
}

export interface CallTapeDeps {
  epochMs: () => number;
  /** For people. */
  upstream: string;
  call: NonNullable<FileHeader['call']>;
}

/** Lines of a session that has not got its audio format yet. Nobody can talk in it, so there are a handful. */
const MOST_HELD_CHARS = 2 ** 20;

/** One session's lines. `held`: null once it is the session that counts, whose lines are told as they come. */
interface Take {
  held: { lines: string[]; chars: number; lost: number } | null;
}

export class CallTape {
  readonly #deps: CallTapeDeps;
  readonly #past = new TapePast();
  readonly #listeners = new Set<CallTapeListener>();
  #recorder: Recorder | null = null;
  #take: Take | null = null;
  #isOver = false;

  constructor(deps: CallTapeDeps) {
    this.#deps = deps;
  }

  /**
   * The session that is held now, before anything happens in it. A second one takes the place of a first that did not get its audio
   * format: of that one nothing has been told, and nothing will be.
   */
  record(session: Session): void {
    const { epochMs, upstream, call } = this.#deps;
    const take: Take = { held: { lines: [], chars: 0, lost: 0 } };
    this.#take = take;
    const startedAtEpochMs = epochMs() - session.nowMs();
    const facts = { startedAtEpochMs, upstream, recordedBy: 'phone' } as const;
    const header = { ...headerOf(session.settings.asked, facts), call };
    const append = (line: string): void => {
      if (this.#take === take) this.#append(take, line.slice(0, -1));
    };
    const sink = {
      append,
      close: () => {},
      leavesOut: (event: RealtimeEvent) => this.#take === take && this.#leavesOut(take, event),
    };
    this.#recorder = new Recorder(sink, header, () => session.nowMs());
    this.#recorder.follow((name, listener) => void session.on(name, listener));
    // Behind the recorder, so that a line is told with what was sent before it.
    session.on('realtime.event', (event) => {
      if (this.#take === take) this.#noteInput(event);
    });
    session.on('audio.format', ({ agreed }) => {
      if (agreed && this.#take === take) this.#release(take);
    });
  }

  /** Where the caller's ear is; to be told before the session is. */
  playback(fact: PlaybackFact): void {
    this.#recorder?.playback(fact);
  }

  /** What an operator says to the caller in the agent's place, μ-law. */
  operatorVoice(itemId: string, ulaw: Uint8Array): void {
    this.#recorder?.operatorVoice(itemId, ulaw);
  }

  /** The call is over, and its session has said its last word. */
  close(): void {
    if (this.#isOver) return;
    this.#recorder?.close();
    if (this.#take !== null) this.#release(this.#take);
    this.#isOver = true;
    for (const listener of this.#listeners) listener.ended();
    this.#listeners.clear();
  }

  /** Tells what is kept of the past and which lines of it are missing, then everything as it comes. The result ends that. */
  listen(listener: CallTapeListener): () => void {
    this.#past.tell(listener);
    if (this.#isOver) {
      listener.ended();
      return () => {};
    }
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #append({ held }: Take, text: string): void {
    if (held === null) return this.#tell(text);
    if (held.chars + text.length > MOST_HELD_CHARS) {
      held.lost += 1;
      return;
    }
    held.lines.push(text);
    held.chars += text.length;
  }

  #release(take: Take): void {
    const { held } = take;
    if (held === null) return;
    take.held = null;
    for (const text of held.lines) this.#tell(text);
    if (held.lost === 0) return;
    this.#past.skip(held.lost);
    for (const listener of this.#listeners) listener.lost(held.lost, this.#past.input);
  }

  /** A piece of sound or words that nobody listens to is not even written. */
  #leavesOut({ held }: Take, { direction, event }: RealtimeEvent): boolean {
    if (held !== null || this.#listeners.size > 0 || direction === 'note') return false;
    const type = 'kind' in event ? (event.kind === 'known' ? event.event.type : '') : event.type;
    if (type !== APPEND && !type.endsWith('.delta')) return false;
    this.#past.skip(1);
    return true;
  }

  /** A telephone's sound is sent as it comes, so that it ends when it is sent. */
  #noteInput({ direction, event, atMs }: RealtimeEvent): void {
    if (direction !== 'client' || 'kind' in event || event.type !== APPEND) return;
    this.#past.inputSent(base64ByteLength(event.audio), atMs);
  }

  #tell(text: string): void {
    const { input } = this.#past;
    this.#past.keep(text);
    for (const listener of this.#listeners) listener.line(text, input);
  }
}
