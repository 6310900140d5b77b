/**
 * Messages of a search through the log. The page starts a searcher (a worker of its own, so that an expression which never ends can be
 * ended with it) and joins it to the engine by a port, over which it reads the log page by page.
 */

// ---------------------------------------------------------------- page → searcher

export type SearchCommand =
  /** The engine's end of a channel; sent once, first. */
  | { kind: 'attach'; port: MessagePort }
  /** In place of the one before, from the log's beginning. `frames`: in the exact frames too, not only in the lines of the log. */
  | { kind: 'search'; id: number; text: string; pattern: boolean; frames: boolean }
  /** The log has grown. */
  | { kind: 'look' }
  /** Reads no further until it is told to look. */
  | { kind: 'pause' };

// ---------------------------------------------------------------- searcher → page

export type SearchReport =
  /** The expression runs from now on until `searched` is posted. */
  | { kind: 'matching'; id: number }
  /** `hits` and `misses`: rows whose verdict is new or has changed. Counts are events. */
  | { kind: 'searched'; id: number; hits: number[]; misses: number[]; searched: number; total: number }
  /** A part of the log could not be read. */
  | { kind: 'failed'; id: number; reason: string };

// ---------------------------------------------------------------- searcher → engine

export interface SearchRequest {
  /** Number of an event, counted over the whole log. */
  from: number;
  frames: boolean;
}

// ---------------------------------------------------------------- engine → searcher

/** Some events of the log in a row. */
export interface SearchPage {
  /** The row of each event. */
  rows: Uint32Array<ArrayBuffer>;
  /** What the log shows of these rows, each once, as it is now. */
  lines: SearchLine[];
  /** UTF-8 of the frames one behind another, and where each ends. Null unless asked for. */
  frames: { bytes: ArrayBuffer; ends: Uint32Array<ArrayBuffer> } | null;
  /** First event behind these. */
  next: number;
  total: number;
  /** Why there is nothing to read, as a clause; null when all is well. */
  failure: string | null;
}

export interface SearchLine {
  seq: number;
  /** Type, summary and ids. */
  words: string[];
}
