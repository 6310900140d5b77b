/**
 * What the engine records, written as it comes. One session after the other; each has its own queue, so that what comes while its file is
 * being opened waits in order. A session that cannot be written (any more) is given up: the engine keeps the rest, the person is told why.
 */

import { messageOf, unreachable } from '../../lib/errors.ts';
import type { Scope } from '../../lib/scope.ts';
import type { LibraryNotice, RecordingCommand, RecordingMessage } from './library.messages.ts';
import type { NewSummariser } from './read-session.ts';
import { RunningFile } from './running-file.ts';
import { FolderError, type SessionFolder } from './session-folder.ts';
import type { SessionLocks } from './session-locks.ts';
import { newSessionId, sessionFileName } from './session-names.ts';
import type { SessionNotes, SessionSummary } from './session-notes.ts';

/** How much may be written before it is looked whether old sessions must go. */
const LOOK_FOR_ROOM_BYTES = 8 * 1024 * 1024;

interface RecordingsDeps {
  /** Rejects with `FolderError` where there is none. */
  folder: Promise<SessionFolder>;
  locks: SessionLocks;
  scope: Scope;
  epochMs: () => number;
  random: () => number;
  newSummariser: NewSummariser;
  note: (id: string, notes: SessionNotes) => Promise<void>;
  /** Sees that the limit holds. */
  makeRoom: () => Promise<void>;
  /** Removes a session in which nothing happened. */
  removeEmpty: (id: string) => Promise<void>;
  notify: (notice: LibraryNotice) => void;
  /** A session began or ended. */
  changed: () => void;
}

interface Recording {
  id: string;
  queue: Promise<void>;
  file: RunningFile | null;
  pieces: number;
  nextLookBytes: number;
  release: () => void;
}

export class Recordings {
  readonly #deps: RecordingsDeps;
  readonly #recordings = new Map<number, Recording>();

  constructor(deps: RecordingsDeps) {
    this.#deps = deps;
  }

  /** What is known of a session that is being written here; null: it is not. */
  live(id: string): { bytes: number; summary: SessionSummary } | null {
    const file = [...this.#recordings.values()].find((other) => other.id === id)?.file;
    return file ? { bytes: file.bytes, summary: file.summary() } : null;
  }

  /** A copy of a session that is being written here; null: it is not. */
  read(id: string): Blob | null {
    const file = [...this.#recordings.values()].find((other) => other.id === id)?.file;
    return file?.read() ?? null;
  }

  /** Answers go to `reply`. Resolves when it is done; never rejects. */
  async handle(command: RecordingCommand, reply: (message: RecordingMessage) => void): Promise<void> {
    const recording = this.#of(command);
    const done = recording.queue.then(() => this.#carryOut(recording, command, reply));
    recording.queue = done;
    await done;
  }

  #of(command: RecordingCommand): Recording {
    let recording = this.#recordings.get(command.recordingId);
    if (recording === undefined) {
      const { epochMs, random } = this.#deps;
      recording = {
        id: newSessionId(new Date(epochMs()).toISOString(), random()),
        queue: Promise.resolve(),
        file: null,
        pieces: 0,
        nextLookBytes: LOOK_FOR_ROOM_BYTES,
        release: () => {},
      };
      this.#recordings.set(command.recordingId, recording);
    }
    return recording;
  }

  async #carryOut(
    recording: Recording,
    command: RecordingCommand,
    reply: (message: RecordingMessage) => void,
  ): Promise<void> {
    const { recordingId } = command;
    try {
      switch (command.kind) {
        case 'open':
          await this.#open(recording);
          return;
        case 'append':
          if (recording.file === null) return;
          recording.file.append(command.text);
          recording.pieces += 1;
          reply({ kind: 'written', recordingId, pieces: recording.pieces });
          await this.#lookForRoom(recording, recording.file);
          return;
        case 'read':
          reply({
            kind: 'file',
            recordingId,
            requestId: command.requestId,
            file: await this.#copy(recording),
          });
          return;
        case 'close':
          await this.#close(recording);
          return;
        default:
          unreachable(command);
      }
    } catch (error) {
      if (command.kind === 'read') {
        reply({ kind: 'file', recordingId, requestId: command.requestId, file: null });
      }
      await this.#giveUp(recording, error);
      reply({ kind: 'failed', recordingId });
    }
  }

  async #open(recording: Recording): Promise<void> {
    const { locks, scope, newSummariser, makeRoom, changed } = this.#deps;
    const folder = await this.#deps.folder;
    recording.release = (await locks.hold(recording.id)) ?? recording.release;
    const file = await folder.openToAppend(sessionFileName(recording.id));
    recording.file = new RunningFile(file, scope.child(), newSummariser);
    await makeRoom();
    changed();
  }

  async #lookForRoom(recording: Recording, file: RunningFile): Promise<void> {
    if (file.bytes < recording.nextLookBytes) return;
    recording.nextLookBytes = file.bytes + LOOK_FOR_ROOM_BYTES;
    await this.#deps.makeRoom();
  }

  async #copy({ file, id }: Recording): Promise<Blob | null> {
    if (file) return file.read();
    const folder = await this.#deps.folder;
    return folder.read(sessionFileName(id));
  }

  async #close(recording: Recording): Promise<void> {
    const { file } = recording;
    if (file === null) return;
    await this.#finish(recording, file);
    this.#deps.changed();
  }

  /** Notes before the lock is released: nobody may see it as left behind in between. */
  async #finish(recording: Recording, file: RunningFile): Promise<void> {
    recording.file = null;
    try {
      file.close();
      // Nothing happened in it.
      if (file.serverLines === 0) return await this.#deps.removeEmpty(recording.id);
      const summary = file.summary();
      await this.#deps.note(recording.id, { settled: true, summary, summaryOfBytes: file.bytes });
    } finally {
      recording.release();
    }
  }

  async #giveUp(recording: Recording, error: unknown): Promise<void> {
    const { file } = recording;
    this.#deps.notify(failureNotice(error, file !== null));
    if (file === null) {
      recording.release();
      return;
    }
    try {
      await this.#finish(recording, file);
    } catch {
      // The notes cannot be written either, and why was told just now. The next visit finds it unfinished and offers it, which is true.
    }
    this.#deps.changed();
  }
}

function failureNotice(error: unknown, begun: boolean): LibraryNotice {
  const key = 'device-library';
  const what = begun
    ? 'The rest of this session is kept in this tab only'
    : 'This session is kept in this tab only';
  const nextStep = 'Export it before you close the tab.';
  if (error instanceof FolderError && error.reason === 'unavailable') {
    return { key, level: 'info', text: `${what}. ${error.message}`, nextStep };
  }
  if (error instanceof FolderError && error.reason === 'full') {
    return {
      key,
      level: 'warning',
      text: `${what}: the browser’s storage is full.`,
      nextStep: `${nextStep} Then delete old sessions under Sessions.`,
    };
  }
  return {
    key,
    level: 'warning',
    text: `${what}: its file could not be written (${messageOf(error)}).`,
    nextStep,
  };
}
