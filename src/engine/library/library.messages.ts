/** Messages between the librarian (a worker of its own) and those who use it: the page, and the engine that records. */

import type { FileHeader } from '../../recording/session-file.ts';

// ---------------------------------------------------------------- what the library says of itself

export interface LibrarySession {
  id: string;
  /** 0 = not known: its first line cannot be read. */
  startedAtEpochMs: number;
  /** '' = nobody called it anything. */
  title: string;
  /** The first words that were said or typed in it; '' = none, or not known (yet). */
  about: string;
  model: string;
  upstream: string;
  recordedBy: FileHeader['recordedBy'];
  /** It came from a file. */
  imported: boolean;
  bytes: number;
  /** null: not known (yet). */
  durationMs: number | null;
  turns: number | null;
  costUsd: number | null;
  /** `running`: being recorded, in this tab or another. `unfinished`: its tab was closed or crashed, and nobody has said what becomes of it. */
  state: 'running' | 'unfinished' | 'ended';
  /** Not removed to make room. */
  kept: boolean;
  /** Where and why it cannot be read further, in words. */
  damage: string | null;
}

export type LibraryState =
  /** Not opened yet. */
  | { status: 'opening' }
  /** Nothing can be kept; `why` is a sentence. */
  | { status: 'unavailable'; why: string }
  | { status: 'ready'; sessions: LibrarySession[]; usedBytes: number; limitBytes: number };

/** Something for a person to know. */
export interface LibraryNotice {
  key: string;
  level: 'info' | 'warning' | 'error';
  text: string;
  nextStep: string | null;
}

export interface Found {
  id: string;
  /** Words around the first place where it stands in the transcript; null: it stands in the title, the model or the upstream. */
  excerpt: string | null;
}

export interface Imported {
  name: string;
  /** null: refused. */
  id: string | null;
  /** Why it was refused, or what is odd about it; null = all is well. */
  words: string | null;
}

// ---------------------------------------------------------------- page ⇄ librarian

export type LibraryCommand =
  /** The engine's end of a channel: what it records comes through there. */
  | { kind: 'attach-engine'; port: MessagePort }
  /** Others may have changed what there is. */
  | { kind: 'refresh' }
  | { kind: 'limit'; bytes: number }
  | { kind: 'rename'; id: string; title: string }
  | { kind: 'keep'; id: string; kept: boolean }
  /** A person has seen that it was not closed. */
  | { kind: 'settle'; id: string }
  /** Can be taken back for a while with `restore`. Running sessions stay. */
  | { kind: 'delete'; ids: string[] }
  | { kind: 'restore'; ids: string[] }
  | { kind: 'search'; requestId: number; text: string }
  | { kind: 'read'; requestId: number; id: string }
  | { kind: 'import'; requestId: number; files: File[] };

export type LibraryMessage =
  | { kind: 'library'; library: LibraryState }
  | { kind: 'notice'; notice: LibraryNotice }
  | { kind: 'found'; requestId: number; found: Found[] }
  /** null: it is not there any more. */
  | { kind: 'file'; requestId: number; file: Blob | null }
  | { kind: 'imported'; requestId: number; imported: Imported[] };

// ---------------------------------------------------------------- engine ⇄ librarian

export type RecordingCommand =
  | { kind: 'open'; recordingId: number }
  /** Whole lines, the header first. */
  | { kind: 'append'; recordingId: number; text: string }
  | { kind: 'read'; recordingId: number; requestId: number }
  | { kind: 'close'; recordingId: number };

export type RecordingMessage =
  /** The librarian is there. Comes once. */
  | { kind: 'ready' }
  /** So many pieces are in the file, from the first. */
  | { kind: 'written'; recordingId: number; pieces: number }
  /** No more of it will be. The person has been told. */
  | { kind: 'failed'; recordingId: number }
  /** null: it is not there any more. */
  | { kind: 'file'; recordingId: number; requestId: number; file: Blob | null };
