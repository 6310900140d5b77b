/**
 * The event log: rows in order, runs of deltas folded, exact wire text in an archive. Rows are never removed or reordered; only an open
 * run grows. The page mirrors the rows and asks for texts when somebody looks.
 */

import type { LogEvent, LogRow } from './engine.messages.ts';
import { type ArchiveRef, WireArchive } from './wire-archive.ts';

export interface LogEntry {
  direction: LogRow['direction'];
  atMs: number;
  /** Exact wire text. */
  text: string;
  type: string;
  summary: string;
  level: LogRow['level'];
  parsed: LogRow['parsed'];
  itemId: string | null;
  responseId: string | null;
  callId: string | null;
  commandId: string | null;
  audioMs: number | null;
  /** Events with the same key fold into one row until a structural event (key null) comes between. */
  streamKey: string | null;
  /** What a streaming event adds to the text of its run; null when it adds none. */
  streamText: string | null;
}

const MOST_SUMMARY_CHARS = 240;
/** Base64 longer than this is cut in the details. */
const SHOWN_BASE64 = 64;
const AUDIO_FIELD = /"(audio|delta)":\s*"([A-Za-z0-9+/=]{65,})"/g;

export class EventLog {
  readonly #archive = new WireArchive();
  readonly #rows: LogRow[] = [];
  /** For each row, the indices of its events. */
  readonly #eventsOfRow: number[][] = [];
  readonly #refs: ArchiveRef[] = [];
  readonly #times: number[] = [];
  readonly #openRuns = new Map<string, { row: LogRow; text: string }>();
  /** Rows that changed since they were last taken. */
  readonly #changed = new Set<number>();
  /** Rows handed out at least once: they are handed out in order. */
  #takenRows = 0;

  get length(): number {
    return this.#rows.length;
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /** Rows that the reader of changes has not seen at all; rows that only grew are not among them. */
  get hasNewRows(): boolean {
    return this.#rows.length > this.#takenRows;
  }

  append(entry: LogEntry): void {
    const ref = this.#archive.append(entry.text);
    const index = this.#refs.push(ref) - 1;
    this.#times.push(entry.atMs);
    const key = entry.streamKey;
    const run = key === null ? undefined : this.#openRuns.get(key);
    if (run) {
      const { row } = run;
      row.lastAtMs = entry.atMs;
      row.count += 1;
      row.bytes += ref.bytes;
      if (entry.audioMs !== null) row.audioMs = (row.audioMs ?? 0) + entry.audioMs;
      if (entry.streamText !== null) {
        run.text = beginning(run.text + entry.streamText);
        row.summary = `“${run.text.trim()}”`;
      }
      this.#eventsOfRow[row.seq]?.push(index);
      this.#changed.add(row.seq);
      return;
    }
    if (key === null) this.#openRuns.clear();
    const row: LogRow = {
      seq: this.#rows.length,
      direction: entry.direction,
      type: entry.type,
      atMs: entry.atMs,
      lastAtMs: entry.atMs,
      count: 1,
      bytes: ref.bytes,
      audioMs: entry.audioMs,
      summary: entry.summary,
      level: entry.level,
      parsed: entry.parsed,
      itemId: entry.itemId,
      responseId: entry.responseId,
      callId: entry.callId,
      commandId: entry.commandId,
    };
    this.#rows.push(row);
    this.#eventsOfRow.push([index]);
    this.#changed.add(row.seq);
    if (key !== null) this.#openRuns.set(key, { row, text: entry.streamText ?? '' });
  }

  /** The oldest changed rows, at most `limit`; copies, safe to hand to another thread. */
  takeChanges(limit: number): LogRow[] {
    const rows: LogRow[] = [];
    for (const seq of this.#changed) {
      if (rows.length === limit) break;
      const row = this.#rows[seq];
      if (row) rows.push({ ...row });
      this.#changed.delete(seq);
      this.#takenRows = Math.max(this.#takenRows, seq + 1);
    }
    return rows.toSorted((a, b) => a.seq - b.seq);
  }

  async read(
    seq: number,
    from: number,
    limit: number,
    whole: boolean,
  ): Promise<{ events: LogEvent[]; total: number }> {
    const indices = this.#eventsOfRow[seq] ?? [];
    const events = await Promise.all(
      indices.slice(from, from + limit).map(async (index): Promise<LogEvent> => {
        const ref = this.#refs[index] ?? { offset: 0, bytes: 0 };
        const exact = await this.#archive.read(ref);
        const text = whole ? exact : cutAudio(exact);
        return { atMs: this.#times[index] ?? 0, bytes: ref.bytes, text, cut: text !== exact };
      }),
    );
    return { events, total: indices.length };
  }
}

/** Replaces long base64 by a note of its size, so that a person can read the rest. */
function cutAudio(text: string): string {
  return text.replace(
    AUDIO_FIELD,
    (_match, field: string, base64: string) =>
      `"${field}":"${base64.slice(0, SHOWN_BASE64 / 4)}… ${base64.length} characters of base64"`,
  );
}

/** As much of a run's text as a line has room for. */
function beginning(text: string): string {
  return text.length <= MOST_SUMMARY_CHARS ? text : `${text.slice(0, MOST_SUMMARY_CHARS - 1)}…`;
}
