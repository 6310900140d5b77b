/**
 * Reads a session file piece by piece, as it comes from a disk or a network. Damage ends it: everything before is given, and `damage` says
 * where it begins. Holds at most one line.
 */

import { messageOf } from '../lib/errors.ts';
import { FILE_VERSION, type FileHeader, type FileLine, type LineDirection } from './session-file.ts';

/** No event is as long: OpenAI takes frames of up to 15 MiB. A file without line breaks must not fill the memory. */
const MOST_LINE_CHARS = 32 * 1024 * 1024;

/** The file cannot be opened at all. The message is for a person and says what to do. */
export class SessionFileError extends Error {
  override readonly name = 'SessionFileError';
}

export interface Damage {
  /** From 1; the header is line 1. */
  line: number;
  /** What is wrong, as a clause. */
  reason: string;
}

export class SessionReader {
  /** Pieces that wait for the end of their line. */
  #pieces: string[] = [];
  #pieceChars = 0;
  #line = 0;
  #header: FileHeader | null = null;
  #damage: Damage | null = null;

  /** Null until its line has been read. */
  get header(): FileHeader | null {
    return this.#header;
  }

  /** Null = none so far. Once there is some, nothing more is read. */
  get damage(): Damage | null {
    return this.#damage;
  }

  /** The lines that this piece completes. Throws `SessionFileError` when the file is none of ours or of a newer kind. */
  push(text: string): FileLine[] {
    const lines: FileLine[] = [];
    if (this.#damage) return lines;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0 && !this.#damage; end = text.indexOf('\n', from)) {
      this.#read(this.#take(text.slice(from, end)), lines);
      from = end + 1;
    }
    this.#hold(text.slice(from));
    return lines;
  }

  /** No more will come. A last line without its end counts when it is whole. */
  finish(): FileLine[] {
    const lines: FileLine[] = [];
    const rest = this.#take('');
    if (this.#damage) return lines;
    if (rest.trim() !== '') this.#read(rest, lines);
    if (this.#line === 0)
      throw new SessionFileError('The file is empty. Choose a file that was saved by Sidetone.');
    return lines;
  }

  #hold(piece: string): void {
    if (piece === '' || this.#damage) return;
    this.#pieces.push(piece);
    this.#pieceChars += piece.length;
    if (this.#pieceChars <= MOST_LINE_CHARS) return;
    this.#line += 1;
    this.#fail('a line is longer than any event');
  }

  #take(end: string): string {
    const line = this.#pieces.length === 0 ? end : this.#pieces.join('') + end;
    this.#pieces = [];
    this.#pieceChars = 0;
    return line;
  }

  #read(line: string, lines: FileLine[]): void {
    this.#line += 1;
    if (this.#header === null) {
      this.#header = readHeader(line);
      return;
    }
    if (line.trim() === '') return;
    const read = readLine(line);
    if (typeof read === 'string') this.#fail(read);
    else lines.push(read);
  }

  #fail(reason: string): void {
    if (this.#line === 0) {
      throw new SessionFileError(
        'This is no session file: it has no lines. Choose a file that was saved by Sidetone.',
      );
    }
    this.#damage = { line: this.#line, reason };
    this.#pieces = [];
  }
}

function readHeader(line: string): FileHeader {
  const value = parse(line.replace(/^\uFEFF/, ''));
  const header = value.kind === 'object' ? value.fields : {};
  const version = header['sidetone'];
  if (typeof version !== 'number') {
    throw new SessionFileError(
      'This is no session file: its first line does not say so. Choose a file that was saved by Sidetone.',
    );
  }
  if (version > FILE_VERSION) {
    throw new SessionFileError(
      `This file was written by a newer Sidetone (format ${version}; this one reads up to ${FILE_VERSION}). Update Sidetone, then open it again.`,
    );
  }
  const { startedAt, sampleRateHz, upstream, model, title, recordedBy, session, redacted } = header;
  const known: FileHeader = {
    sidetone: version,
    startedAt:
      typeof startedAt === 'string' && !Number.isNaN(Date.parse(startedAt))
        ? startedAt
        : new Date(0).toISOString(),
    sampleRateHz: typeof sampleRateHz === 'number' ? sampleRateHz : 24_000,
    upstream: typeof upstream === 'string' ? upstream : '',
    model: typeof model === 'string' ? model : '',
    recordedBy: recordedBy === 'console' || recordedBy === 'phone' ? recordedBy : 'watcher',
  };
  if (typeof title === 'string') known.title = title;
  if (typeof session === 'object' && session !== null) known.session = session;
  const taken = Array.isArray(redacted) ? redacted.filter((what) => what === 'audio' || what === 'text') : [];
  if (taken.length > 0) known.redacted = taken;
  return known;
}

/** What the writer puts before an event, so that its exact text can be had without writing it anew. */
const HEAD = /^\{"t":-?[\d.e+-]+,"dir":"(?:client|server|note)"(?:,"at":-?[\d.e+-]+)?,"event":/;

/** A line, or what is wrong with it. */
function readLine(line: string): FileLine | string {
  const value = parse(line);
  if (value.kind === 'not-json') return value.reason;
  if (value.kind === 'other') return 'a line that is no JSON object';
  const { t, dir, event, text, at } = value.fields;
  if (typeof t !== 'number' || !Number.isFinite(t) || t < 0) return 'a line without a time';
  if (!isDirection(dir)) return 'a line without a direction';
  const time = typeof at === 'number' && Number.isFinite(at) ? { t, dir, at } : { t, dir };
  if (typeof text === 'string' && event === undefined) return { ...time, text, event: false };
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return 'a line without an event';
  const body = line.trimEnd();
  const head = HEAD.exec(body);
  // Somebody else's line may go on behind the event, or have it in another place.
  const exact = head !== null && Object.keys(value.fields).at(-1) === 'event';
  return { ...time, text: exact ? body.slice(head[0].length, -1) : JSON.stringify(event), event: true };
}

function isDirection(dir: unknown): dir is LineDirection {
  return dir === 'client' || dir === 'server' || dir === 'note';
}

function parse(
  line: string,
):
  | { kind: 'object'; fields: Record<string, unknown> }
  | { kind: 'other' }
  | { kind: 'not-json'; reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return {
      kind: 'not-json',
      reason: `a line that breaks off or is no JSON (${messageOf(error).slice(0, 120)})`,
    };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { kind: 'other' };
  return { kind: 'object', fields: value as Record<string, unknown> };
}
