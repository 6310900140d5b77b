/** What a person can take out of a session, and what can be read of one for comparing. Implemented once, in `app`. */

import type { ExportWish } from '../engine/export/export.messages.ts';
import type { SessionDigest } from '../engine/export/session-digest.ts';

export type Outcome<T> =
  | { status: 'done'; result: T }
  /** What happened and what to do. */
  | { status: 'failed'; words: string }
  | { status: 'cancelled' };

export interface Job<T> {
  /** Never rejects. */
  outcome: Promise<Outcome<T>>;
  cancel(): void;
}

/** Where a session file comes from. */
export type SessionSource =
  /** The session that is shown, running or over. */
  | { kind: 'shown' }
  | { kind: 'file'; file: Blob; name: string }
  /** A past session of the library. */
  | { kind: 'library'; id: string; name: string };

export interface ExportActions {
  /** Makes a file of the session that is shown and gives it to the browser to save. `onProgress`: 0…1. The result is its name. */
  save(wish: ExportWish, onProgress: (share: number) => void): Job<string>;
  /** Saves what was said in one message as a WAV. */
  saveItem(itemId: string): Promise<void>;
  /** Reads a whole session for comparing. */
  digest(source: SessionSource, onProgress: (share: number) => void): Job<SessionDigest>;
}
