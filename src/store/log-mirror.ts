/**
 * The page's copy of the event log's rows. Owns their storage (columns in blocks, with repeated words stored once, because there may be
 * 300,000 of them) and tells who listens what changed; filters live in `log-filter.ts`, payloads stay with the engine.
 */

import type { LogRow } from '../engine/engine.messages.ts';
import { WordTable } from './word-table.ts';

/** What one `apply` did: rows from `addedFrom` to the end are new, `changed` lists older rows that were rewritten. */
export interface LogChange {
  kind: 'applied';
  addedFrom: number;
  changed: readonly number[];
}

export type LogListener = (change: LogChange | { kind: 'reset' }) => void;

const BLOCK_SHIFT = 12;
const BLOCK_ROWS = 1 << BLOCK_SHIFT;
const BLOCK_MASK = BLOCK_ROWS - 1;
/** Rows that are on screen are asked for again and again; this many are kept as objects. */
const CACHED_ROWS = 512;
/** In a burst, listeners hear of every eighth batch: about eight times a second. */
const TOLD_EACH_BATCHES = 8;
/** No session has so many; a `seq` past it is a fault of the sender and must not make us allocate. */
const MOST_ROWS = 4_000_000;

const DIRECTIONS = ['client', 'server', 'note'] as const;
const LEVELS = ['normal', 'warning', 'error'] as const;
const PARSED = ['known', 'unknown', 'malformed'] as const;
const PRESENT = 0x80;

interface Block {
  atMs: Float64Array;
  lastAtMs: Float64Array;
  audioMs: Float32Array;
  count: Uint32Array;
  bytes: Uint32Array;
  type: Uint32Array;
  item: Uint32Array;
  response: Uint32Array;
  call: Uint32Array;
  command: Uint32Array;
  /** Bits 0–1 direction, 2–3 level, 4–5 parsed, 7 present. */
  flags: Uint8Array;
  summary: string[];
}

export class LogMirror {
  #blocks: Block[] = [];
  #length = 0;
  #announced = 0;
  #version = 0;
  #errors = 0;
  #warnings = 0;
  /** Rows of each type, by the number of its word. */
  #rowsOfType = new Map<number, number>();
  #epoch = 0;
  /** Changes of a burst that listeners have not been told yet. */
  #untold: { addedFrom: number; changed: number[] } | null = null;
  #batchesBehind = 0;
  #words = new WordTable();
  readonly #cache = new Map<number, LogRow>();
  readonly #listeners = new Set<LogListener>();

  /** Rows held; `row(seq)` may be asked for below this. */
  get length(): number {
    return this.#length;
  }

  /** Rows that the engine has, which may be ahead while a burst is being handed over. */
  get announced(): number {
    return this.#announced;
  }

  /** Grows with each change. */
  get version(): number {
    return this.#version;
  }

  /** Changes with each reset: rows of another epoch are other rows, whatever their numbers. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Rows with the level `error`. */
  get errorCount(): number {
    return this.#errors;
  }

  /** Rows with the level `warning`. */
  get warningCount(): number {
    return this.#warnings;
  }

  /** Every type in the log and how many rows have it, in no order. */
  typeCounts(): { type: string; rows: number }[] {
    return [...this.#rowsOfType]
      .filter(([, rows]) => rows > 0)
      .map(([number, rows]) => ({ type: this.#words.word(number) ?? '', rows }));
  }

  /** Upserts rows by `seq`. `rows` is read, not kept. Rows with an impossible `seq` are left out. */
  apply(update: { rows: readonly LogRow[]; length: number }): void {
    const addedFrom = this.#untold?.addedFrom ?? this.#length;
    const changed = this.#untold?.changed ?? [];
    for (const row of update.rows) {
      if (!Number.isInteger(row.seq) || row.seq < 0 || row.seq >= MOST_ROWS) continue;
      if (row.seq < addedFrom) changed.push(row.seq);
      this.#write(row);
    }
    this.#announced = Math.max(update.length, this.#length);
    // While a burst is being handed over most rows are gone from the screen before anybody could read them.
    const behind = this.#announced > this.#length;
    this.#batchesBehind = behind ? this.#batchesBehind + 1 : 0;
    if (behind && this.#batchesBehind % TOLD_EACH_BATCHES !== 0) {
      this.#untold = { addedFrom, changed };
      return;
    }
    this.#untold = null;
    this.#tell({ kind: 'applied', addedFrom, changed });
  }

  /** Forgets everything: a new session. */
  reset(): void {
    this.#blocks = [];
    this.#length = 0;
    this.#announced = 0;
    this.#errors = 0;
    this.#warnings = 0;
    this.#rowsOfType = new Map();
    this.#epoch += 1;
    this.#words = new WordTable();
    this.#cache.clear();
    this.#untold = null;
    this.#batchesBehind = 0;
    this.#tell({ kind: 'reset' });
  }

  /** The last row that began at or before a time; -1 when none did. Rows are in order of time. */
  seqAt(timeMs: number): number {
    let low = -1;
    let high = this.#length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.atMs(middle) <= timeMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The row, or undefined when it is not held. The same object until the row changes, so that it can be compared by identity. */
  row(seq: number): LogRow | undefined {
    const cached = this.#cache.get(seq);
    if (cached) return cached;
    const block = this.#blocks[seq >> BLOCK_SHIFT];
    const index = seq & BLOCK_MASK;
    const flags = block?.flags[index] ?? 0;
    if (!block || (flags & PRESENT) === 0) return undefined;
    const audioMs = block.audioMs[index] ?? Number.NaN;
    const row: LogRow = {
      seq,
      direction: DIRECTIONS[flags & 3] ?? 'note',
      type: this.#words.word(block.type[index] ?? 0) ?? '',
      atMs: block.atMs[index] ?? 0,
      lastAtMs: block.lastAtMs[index] ?? 0,
      count: block.count[index] ?? 1,
      bytes: block.bytes[index] ?? 0,
      audioMs: Number.isNaN(audioMs) ? null : audioMs,
      summary: block.summary[index] ?? '',
      level: LEVELS[(flags >> 2) & 3] ?? 'normal',
      parsed: PARSED[(flags >> 4) & 3] ?? 'unknown',
      itemId: this.#words.word(block.item[index] ?? 0),
      responseId: this.#words.word(block.response[index] ?? 0),
      callId: this.#words.word(block.call[index] ?? 0),
      commandId: this.#words.word(block.command[index] ?? 0),
    };
    if (this.#cache.size >= CACHED_ROWS) this.#cache.clear();
    this.#cache.set(seq, row);
    return row;
  }

  /** Session time of a row, without making an object of it; NaN when it is not held. */
  atMs(seq: number): number {
    const block = this.#blocks[seq >> BLOCK_SHIFT];
    const index = seq & BLOCK_MASK;
    return block && (block.flags[index] ?? 0) & PRESENT ? (block.atMs[index] ?? Number.NaN) : Number.NaN;
  }

  /**
   * Calls `visit` for each row held from `from` up, with what a filter looks at. Words come with their number in a table that only
   * grows until `reset`, so a filter can remember its verdict on each.
   */
  scan(from: number, to: number, visit: (fields: ScannedRow) => void): void {
    const fields: ScannedRow = {
      seq: 0,
      direction: 'note',
      atMs: 0,
      lastAtMs: 0,
      trouble: false,
      type: 0,
      item: 0,
      response: 0,
      call: 0,
      command: 0,
      summary: '',
    };
    const end = Math.min(to, this.#length);
    for (let seq = from; seq < end; seq += 1) {
      const block = this.#blocks[seq >> BLOCK_SHIFT];
      const index = seq & BLOCK_MASK;
      const flags = block?.flags[index] ?? 0;
      if (!block || (flags & PRESENT) === 0) continue;
      fields.seq = seq;
      fields.direction = DIRECTIONS[flags & 3] ?? 'note';
      fields.atMs = block.atMs[index] ?? 0;
      fields.lastAtMs = block.lastAtMs[index] ?? 0;
      fields.trouble = ((flags >> 2) & 3) !== 0;
      fields.type = block.type[index] ?? 0;
      fields.item = block.item[index] ?? 0;
      fields.response = block.response[index] ?? 0;
      fields.call = block.call[index] ?? 0;
      fields.command = block.command[index] ?? 0;
      fields.summary = block.summary[index] ?? '';
      visit(fields);
    }
  }

  /** The number that a word has in `scan`; 0 while no row has it. */
  numberOf(word: string): number {
    return this.#words.find(word);
  }

  /** The word behind a number from `scan`. */
  word(number: number): string | null {
    return this.#words.word(number);
  }

  subscribe(listener: LogListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #write(row: LogRow): void {
    const at = row.seq >> BLOCK_SHIFT;
    while (this.#blocks.length <= at) this.#blocks.push(newBlock());
    const block = this.#blocks[at];
    if (!block) return;
    const index = row.seq & BLOCK_MASK;
    const before = block.flags[index] ?? 0;
    if ((before & PRESENT) !== 0) this.#count(LEVELS[(before >> 2) & 3], block.type[index] ?? 0, -1);
    block.atMs[index] = row.atMs;
    block.lastAtMs[index] = row.lastAtMs;
    block.audioMs[index] = row.audioMs ?? Number.NaN;
    block.count[index] = row.count;
    block.bytes[index] = row.bytes;
    const type = this.#words.numberOf(row.type);
    block.type[index] = type;
    this.#count(row.level, type, 1);
    block.item[index] = this.#words.numberOf(row.itemId);
    block.response[index] = this.#words.numberOf(row.responseId);
    block.call[index] = this.#words.numberOf(row.callId);
    block.command[index] = this.#words.numberOf(row.commandId);
    block.summary[index] = row.summary;
    block.flags[index] =
      PRESENT |
      DIRECTIONS.indexOf(row.direction) |
      (LEVELS.indexOf(row.level) << 2) |
      (PARSED.indexOf(row.parsed) << 4);
    this.#cache.delete(row.seq);
    this.#length = Math.max(this.#length, row.seq + 1);
  }

  #count(level: LogRow['level'] | undefined, type: number, by: 1 | -1): void {
    if (level === 'error') this.#errors += by;
    else if (level === 'warning') this.#warnings += by;
    this.#rowsOfType.set(type, (this.#rowsOfType.get(type) ?? 0) + by);
  }

  #tell(change: Parameters<LogListener>[0]): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener(change);
  }
}

export interface ScannedRow {
  seq: number;
  direction: LogRow['direction'];
  /** Session time of the first and of the last event in it. */
  atMs: number;
  lastAtMs: number;
  /** A warning or an error. */
  trouble: boolean;
  /** Numbers of words; 0 = none. */
  type: number;
  item: number;
  response: number;
  call: number;
  command: number;
  summary: string;
}

function newBlock(): Block {
  return {
    atMs: new Float64Array(BLOCK_ROWS),
    lastAtMs: new Float64Array(BLOCK_ROWS),
    audioMs: new Float32Array(BLOCK_ROWS),
    count: new Uint32Array(BLOCK_ROWS),
    bytes: new Uint32Array(BLOCK_ROWS),
    type: new Uint32Array(BLOCK_ROWS),
    item: new Uint32Array(BLOCK_ROWS),
    response: new Uint32Array(BLOCK_ROWS),
    call: new Uint32Array(BLOCK_ROWS),
    command: new Uint32Array(BLOCK_ROWS),
    flags: new Uint8Array(BLOCK_ROWS),
    summary: [],
  };
}
