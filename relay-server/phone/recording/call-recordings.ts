/**
 * The recordings of calls at the relay: a file for each call that begins, and none for longer or of more than the configuration says. A disk
 * that fails costs the recording and never the call.
 */

import { randomBytes } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Clock } from '../../../src/lib/clock.ts';
import { messageOf } from '../../../src/lib/errors.ts';
import type { RecordedCall, RecordedCallList } from '../../../src/lib/recording-messages.ts';
import { Scope } from '../../../src/lib/scope.ts';
import type { SessionLog } from '../../relay/part.ts';
import type { CallTape } from '../calls/call-tape.ts';
import type { RecordingConfig } from './recording-config.ts';
import { RecordingShelf, overdue } from './recording-shelf.ts';
import { type OpenFile, RecordingWriter, createFile } from './recording-writer.ts';

const SWEEP_MS = 60 * 60 * 1000;

export interface CallRecordingsDeps {
  config: RecordingConfig;
  clock: Clock;
  nowEpochMs: () => number;
  log: SessionLog;
  /** There is no such recording any more, or it broke off. */
  onGone: (id: string) => void;
  createFile?: (path: string) => Promise<OpenFile>;
}

export class CallRecordings {
  readonly #deps: CallRecordingsDeps;
  readonly #scope: Scope;
  readonly #shelf: RecordingShelf;
  readonly #running = new Map<string, RecordingWriter>();

  constructor(deps: CallRecordingsDeps) {
    this.#deps = deps;
    this.#scope = new Scope(deps.clock);
    this.#shelf = new RecordingShelf(deps.config.directory);
  }

  /** Says what is kept, and keeps to it from now on. Resolves when what is overdue has been deleted. */
  async start(): Promise<void> {
    const { directory, days, megabytes } = this.#deps.config;
    this.#deps.log.info({ directory, days, megabytes }, 'calls are recorded');
    this.#scope.every(SWEEP_MS, () => void this.sweep());
    await this.sweep();
  }

  /** Records a call from now until its tape ends. Returns the recording's id. */
  begin(callSid: string, tape: CallTape): string {
    const id = `${callSid}-${randomBytes(8).toString('hex')}`;
    const { clock, log, onGone } = this.#deps;
    const writer = new RecordingWriter({
      clock,
      open: () => this.#create(id),
      onFailed: (error) => {
        log.warn(
          { callSid, reason: messageOf(error) },
          'a call is not recorded any further; the call goes on',
        );
        onGone(id);
      },
    });
    this.#running.set(id, writer);
    void writer.closed.then(() => this.#running.delete(id));
    tape.listen(writer);
    return id;
  }

  async list(): Promise<RecordedCallList> {
    const recordings: RecordedCall[] = [];
    for (const file of await this.#shelf.files()) {
      const facts = await this.#shelf.factsOf(file);
      if (facts === null) continue;
      const isRunning = this.#running.has(file.id);
      const durationMs = isRunning ? null : facts.durationMs;
      recordings.push({ ...facts, id: file.id, bytes: file.bytes, durationMs, isRunning });
    }
    const { days, megabytes } = this.#deps.config;
    return {
      keeps: { days, megabytes },
      recordings: recordings.toSorted((a, b) => b.startedAtEpochMs - a.startedAtEpochMs),
    };
  }

  /** The file as far as it is written; null when there is none of that id, or nothing in it. */
  async read(id: string): Promise<{ bytes: number; startedAtEpochMs: number; stream: Readable } | null> {
    const path = this.#shelf.pathOf(id);
    const file = path === null ? null : await open(path).catch(() => null);
    if (file === null) return null;
    const { size, mtimeMs } = await file.stat();
    if (size === 0) {
      await file.close();
      return null;
    }
    const facts = await this.#shelf.factsOf({ id, bytes: size, changedAtMs: mtimeMs });
    // It may go on growing.
    const stream = file.createReadStream({ end: size - 1 });
    return { bytes: size, startedAtEpochMs: facts?.startedAtEpochMs ?? mtimeMs, stream };
  }

  async remove(id: string): Promise<'removed' | 'running' | 'missing'> {
    if (this.#running.has(id)) return 'running';
    if (!(await this.#shelf.remove(id))) return 'missing';
    this.#deps.onGone(id);
    return 'removed';
  }

  /** Deletes what has been kept for long enough, or is too much. Never rejects. */
  async sweep(): Promise<void> {
    const { config, nowEpochMs, log, onGone } = this.#deps;
    try {
      const ids = overdue(await this.#shelf.files(), this.#running, { ...config, nowMs: nowEpochMs() });
      let count = 0;
      for (const id of ids) {
        if (!(await this.#shelf.remove(id))) continue;
        count += 1;
        onGone(id);
      }
      if (count > 0) log.info({ count }, 'recordings were deleted: too old, or too much');
    } catch (error) {
      log.warn({ reason: messageOf(error) }, 'the folder of recordings cannot be tidied');
    }
  }

  /** Resolves when all files are closed. The tapes must have ended. */
  async close(): Promise<void> {
    this.#scope.dispose();
    await Promise.all([...this.#running.values()].map(({ closed }) => closed));
  }

  async #create(id: string): Promise<OpenFile> {
    await mkdir(this.#deps.config.directory, { recursive: true, mode: 0o700 });
    return (this.#deps.createFile ?? createFile)(this.#shelf.pathOf(id) ?? '');
  }
}
