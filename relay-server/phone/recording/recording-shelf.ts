/**
 * The folder of recorded calls: what lies in it, and what of it may go. A file belongs to it by its name alone, so that files of a crash are
 * there too and others are left alone. Writes none.
 */

import { type FileHandle, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { RecordedCall } from '../../../src/lib/recording-messages.ts';
import { FILE_EXTENSION } from '../../../src/recording/session-file.ts';

/** The call's id, and as much again that nobody can guess. */
const ID = /^CA[0-9a-f]{32}-[0-9a-f]{16}$/;
/** A header has the instructions in it, of up to 32,000 characters, and the tools. */
const MOST_HEADER_BYTES = 2 ** 20;
/** The last lines of a file are short notes. */
const TAIL_BYTES = 64 * 1024;
const MEGABYTE = 1_000_000;
const DAY_MS = 24 * 60 * 60 * 1000;

const header = z.object({
  startedAt: z.iso.datetime(),
  upstream: z.string(),
  model: z.string(),
  call: z.object({
    id: z.string(),
    direction: z.enum(['inbound', 'outbound']),
    line: z.enum(['twilio', 'box']),
    number: z.string(),
  }),
});

export interface ShelvedFile {
  id: string;
  bytes: number;
  /** Epoch milliseconds of the last write. */
  changedAtMs: number;
}

/** What a file says of itself. */
export type FileFacts = Omit<RecordedCall, 'id' | 'bytes' | 'isRunning'>;

export class RecordingShelf {
  readonly #directory: string;
  /** Of files as they were when they were read. */
  readonly #facts = new Map<string, { file: ShelvedFile; facts: FileFacts | null }>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Null for what is no id of a recording. */
  pathOf(id: string): string | null {
    return ID.test(id) ? join(this.#directory, `${id}${FILE_EXTENSION}`) : null;
  }

  /** The oldest first. A folder that is not there is empty. */
  async files(): Promise<ShelvedFile[]> {
    const files: ShelvedFile[] = [];
    for (const name of await namesIn(this.#directory)) {
      const id = name.slice(0, -FILE_EXTENSION.length);
      const path = name.endsWith(FILE_EXTENSION) ? this.pathOf(id) : null;
      // It may have been deleted meanwhile.
      const found = path === null ? null : await stat(path).catch(() => null);
      if (found?.isFile()) files.push({ id, bytes: found.size, changedAtMs: found.mtimeMs });
    }
    return files.toSorted((a, b) => a.changedAtMs - b.changedAtMs);
  }

  /** Null when its first line is not that of a recorded call. */
  async factsOf(file: ShelvedFile): Promise<FileFacts | null> {
    const known = this.#facts.get(file.id);
    if (known?.file.bytes === file.bytes && known.file.changedAtMs === file.changedAtMs) return known.facts;
    const path = this.pathOf(file.id);
    const facts = path === null ? null : await readFacts(path, file.bytes);
    this.#facts.set(file.id, { file, facts });
    return facts;
  }

  /** False when there is none of that id. */
  async remove(id: string): Promise<boolean> {
    const path = this.pathOf(id);
    this.#facts.delete(id);
    if (path === null) return false;
    try {
      await unlink(path);
      return true;
    } catch (error) {
      if (isAbsence(error)) return false;
      throw error;
    }
  }
}

/** Those that have been kept for long enough, or are too much; `running` ones count and stay. `files`: the oldest first. */
export function overdue(
  files: readonly ShelvedFile[],
  running: { has(id: string): boolean },
  { days, megabytes, nowMs }: { days: number; megabytes: number; nowMs: number },
): string[] {
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const ids: string[] = [];
  for (const file of files) {
    if (running.has(file.id)) continue;
    const isOld = nowMs - file.changedAtMs > days * DAY_MS;
    if (!isOld && bytes <= megabytes * MEGABYTE) continue;
    ids.push(file.id);
    bytes -= file.bytes;
  }
  return ids;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

async function readFacts(path: string, bytes: number): Promise<FileFacts | null> {
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    const read = header.safeParse(parse(await firstLine(file)));
    if (!read.success) return null;
    const { startedAt, upstream, model, call } = read.data;
    const { id: callId, ...otherEnd } = call;
    const startedAtEpochMs = Date.parse(startedAt);
    const durationMs = lastTime(await textAt(file, Math.max(0, bytes - TAIL_BYTES), TAIL_BYTES));
    return { callId, ...otherEnd, upstream, model, startedAtEpochMs, durationMs };
  } finally {
    await file.close();
  }
}

async function firstLine(file: FileHandle): Promise<string> {
  let text = '';
  for (let at = 0; at < MOST_HEADER_BYTES; at += TAIL_BYTES) {
    const piece = await textAt(file, at, TAIL_BYTES);
    const end = piece.indexOf('\n');
    if (end >= 0) return text + piece.slice(0, end);
    if (piece === '') break;
    text += piece;
  }
  return text;
}

/** In Latin-1, so that no character is cut in two: what is looked for in it is ASCII, and names are decoded behind this. */
async function textAt(file: FileHandle, at: number, most: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(most), 0, most, at);
  return buffer.toString('latin1', 0, bytesRead);
}

/** Session time of the last whole line. */
function lastTime(tail: string): number | null {
  const whole = tail.slice(0, tail.lastIndexOf('\n'));
  const last = /^\{"t":([\d.]+),/.exec(whole.slice(whole.lastIndexOf('\n') + 1));
  return last === null ? null : Math.round(Number(last[1]));
}

function parse(latin1: string): unknown {
  try {
    return JSON.parse(Buffer.from(latin1, 'latin1').toString());
  } catch {
    return null;
  }
}

function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
