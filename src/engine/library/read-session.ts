/** Reads session files from a Blob: the header alone, or the whole for its summary. */

import { invariant, messageOf } from '../../lib/errors.ts';
import type { FileHeader, FileLine } from '../../recording/session-file.ts';
import { SessionFileError, SessionReader } from '../../recording/session-reader.ts';
import type { SessionSummary } from './session-notes.ts';

/** Makes a summary of the lines that it sees. */
export interface Summariser {
  see(line: FileLine): void;
  summary(): Omit<SessionSummary, 'damage'>;
}

export type NewSummariser = (header: FileHeader) => Summariser;

/** A header holds the instructions, which may be long; no more than this is read to find its end. */
const MOST_HEADER_BYTES = 4 * 1024 * 1024;

/** The header, and its line as it stands in the file. */
export interface ReadHeader {
  header: FileHeader;
  line: string;
}

/** Rejects with `SessionFileError`, in words, when it is no session file. */
export async function readHeader(file: Blob): Promise<ReadHeader> {
  const start = await file.slice(0, MOST_HEADER_BYTES).text();
  const end = start.indexOf('\n');
  const line = end < 0 ? start : start.slice(0, end);
  const reader = new SessionReader();
  reader.push(line);
  reader.finish();
  invariant(reader.header, 'a session file without a header was taken; let the reader refuse it');
  return { header: reader.header, line };
}

/** Feeds a summariser with the text of a file as it comes, or as it is written. */
export class SummaryReader {
  readonly #reader = new SessionReader();
  readonly #newSummariser: NewSummariser;
  #summariser: Summariser | null = null;
  #serverLines = 0;

  constructor(newSummariser: NewSummariser) {
    this.#newSummariser = newSummariser;
  }

  /** Frames of the server so far. */
  get serverLines(): number {
    return this.#serverLines;
  }

  push(text: string): void {
    this.#see(this.#reader.push(text));
  }

  /** A summary of what has been read so far; after `finish`, of all. */
  summary(): SessionSummary {
    const { damage } = this.#reader;
    const nothing = { durationMs: 0, turns: 0, costUsd: null, words: '' };
    return {
      ...(this.#summariser?.summary() ?? nothing),
      damage: damage && `line ${damage.line}: ${damage.reason}`,
    };
  }

  finish(): SessionSummary {
    this.#see(this.#reader.finish());
    return this.summary();
  }

  #see(lines: FileLine[]): void {
    if (lines.length === 0 || this.#reader.header === null) return;
    this.#summariser ??= this.#newSummariser(this.#reader.header);
    for (const line of lines) {
      this.#summariser.see(line);
      if (line.dir === 'server') this.#serverLines += 1;
    }
  }
}

/** Reads all of it, a piece at a time. Does not reject for what is in the file: that is the summary's damage. */
export async function summarise(file: Blob, newSummariser: NewSummariser): Promise<SessionSummary> {
  const reader = new SummaryReader(newSummariser);
  try {
    for await (const text of file.stream().pipeThrough(new TextDecoderStream())) reader.push(text);
    return reader.finish();
  } catch (error) {
    if (!(error instanceof SessionFileError)) throw error;
    return { ...reader.summary(), damage: messageOf(error) };
  }
}
