/**
 * The event log: rows in order, runs of deltas folded, exact wire text in an archive. Rows are never removed or reordered; only an open
 * run grows. The page mirrors the rows and asks for texts when somebody looks.
 */

import type { Attic } from './attic/attic.ts';
import { cutAudio } from './audio-text.ts';
import type { LogEvent, LogRow } from './engine.messages.ts';
import type { SearchLine, SearchPage, SearchRequest } from './search.messages.ts';
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
/** What a search reads at a time: little enough that reading it never holds up speech. */
const SEARCHED_BYTES = 256 * 1024;
const SEARCHED_EVENTS = 2000;

export class EventLog {
  readonly #archive: WireArchive;
  readonly #rows: LogRow[] = [];
  /** For each row, the indices of its events. */
  readonly #eventsOfRow: number[][] = [];
  readonly #refs: ArchiveRef[] = [];
  readonly #rowOfEvent: number[] = [];
  readonly #times: number[] = [];
  readonly #openRuns = new Map<string, { row: LogRow; text: string }>();
  /** Rows that changed since they were last taken. */
  readonly #changed = new Set<number>();
  /** Rows handed out at least once: they are handed out in order. */
  #takenRows = 0;

  constructor(attic?: Attic) {
    this.#archive = new WireArchive(attic);
  }

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
      this.#rowOfEvent.push(row.seq);
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
    this.#rowOfEvent.push(row.seq);
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

  /** The next events for a search; copies, safe to hand to another thread. At least one, unless there are none. */
  async page({ from, frames }: SearchRequest): Promise<SearchPage> {
    const total = this.#refs.length;
    const start = this.#refs[from]?.offset ?? 0;
    const ends: number[] = [];
    while (from + ends.length < total && ends.length < SEARCHED_EVENTS) {
      const { offset, bytes } = this.#refs[from + ends.length] ?? { offset: 0, bytes: 0 };
      const end = offset + bytes - start;
      if (frames && ends.length > 0 && end > SEARCHED_BYTES) break;
      ends.push(end);
    }
    const next = Math.max(from, Math.min(total, from + ends.length));
    const rows = Uint32Array.from(this.#rowOfEvent.slice(from, next));
    const lines = [...new Set(rows)].map((seq) => this.#line(seq));
    if (!frames) return { rows, lines, frames: null, next, total, failure: null };
    const bytes = await this.#archive.readBytes({ offset: start, bytes: ends.at(-1) ?? 0 });
    return { rows, lines, frames: { bytes, ends: Uint32Array.from(ends) }, next, total, failure: null };
  }

  #line(seq: number): SearchLine {
    const row = this.#rows[seq];
    const words = row ? [row.type, row.summary, row.itemId, row.responseId] : [];
    return { seq, words: words.filter((word) => word !== null) };
  }
}

/** As much of a run's text as a line has room for. */
function beginning(text: string): string {
  return text.length <= MOST_SUMMARY_CHARS ? text : `${text.slice(0, MOST_SUMMARY_CHARS - 1)}…`;
}
