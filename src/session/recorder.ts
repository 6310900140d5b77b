/** Writes a session into its file as it happens: what passed in both directions, our notes, and what only this side knew. */

import type { NoteEvent } from '../protocol/realtime/events.ts';
import { toSessionBody } from '../protocol/realtime/session-body.ts';
import type { LineSink } from '../recording/line-sink.ts';
import { FILE_VERSION, type FileHeader, fileLine, headerLine } from '../recording/session-file.ts';
import {
  endedNote,
  interruptingNote,
  latencyNote,
  type PlaybackFact,
  operatorVoiceNote,
  playbackNote,
} from './observed/recorded-notes.ts';
import type { Listen, RealtimeEvent } from './session-events.ts';
import { CORE_SAMPLE_RATE_HZ, type SessionSettings } from './types.ts';

/** The header of a session that is held here and has asked for nothing but its `settings` yet. */
export function headerOf(
  settings: SessionSettings,
  { startedAtEpochMs, ...facts }: { startedAtEpochMs: number } & Pick<FileHeader, 'upstream' | 'recordedBy'>,
): FileHeader {
  return {
    sidetone: FILE_VERSION,
    startedAt: new Date(startedAtEpochMs).toISOString(),
    sampleRateHz: CORE_SAMPLE_RATE_HZ,
    model: settings.model,
    session: toSessionBody(settings),
    ...facts,
  };
}

export interface RecorderSink extends LineSink {
  /** Whether this event is not to be written: asked before a line is made of it. */
  leavesOut?(event: RealtimeEvent): boolean;
}

export class Recorder {
  readonly #sink: RecorderSink;
  readonly #nowMs: () => number;
  #latencyMs = 0;
  #closed = false;

  /** `nowMs`: session time. */
  constructor(sink: RecorderSink, header: FileHeader, nowMs: () => number) {
    this.#sink = sink;
    this.#nowMs = nowMs;
    sink.append(headerLine(header));
  }

  follow(on: Listen): void {
    on('realtime.event', (event) => this.#event(event));
    on('conversation.interrupting', ({ reason, itemIds }) => this.#note(interruptingNote(reason, itemIds)));
  }

  /** Told before the session acts on it, as the file is read. */
  playback(fact: PlaybackFact): void {
    this.#note(playbackNote(fact));
  }

  /** What an operator says to the caller in the agent's place, μ-law at 8 kHz. One `itemId` from taking over to giving back. */
  operatorVoice(itemId: string, ulaw: Uint8Array): void {
    this.#note(operatorVoiceNote(itemId, ulaw));
  }

  outputLatency(latencyMs: number): void {
    if (latencyMs === this.#latencyMs) return;
    this.#latencyMs = latencyMs;
    this.#note(latencyNote(latencyMs));
  }

  /** The session is over. */
  close(): void {
    if (this.#closed) return;
    this.#note(endedNote());
    this.#closed = true;
    this.#sink.close();
  }

  #event(event: RealtimeEvent): void {
    if (this.#closed || this.#sink.leavesOut?.(event)) return;
    const { direction: dir, atMs, text } = event;
    const line = { t: Math.max(0, atMs), dir, text, event: isWhole(event) };
    const at = event.direction === 'client' ? event.aboutMs : null;
    this.#sink.append(fileLine(at === null ? line : { ...line, at }));
  }

  #note(note: NoteEvent): void {
    if (this.#closed) return;
    const t = Math.max(0, this.#nowMs());
    this.#sink.append(fileLine({ t, dir: 'note', text: JSON.stringify(note), event: true }));
  }
}

/** The frame is a JSON object. */
function isWhole(event: RealtimeEvent): boolean {
  return event.direction !== 'server' || event.event.kind !== 'malformed' || isObject(event.text);
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
