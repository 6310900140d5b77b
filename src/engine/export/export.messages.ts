/** Messages between the page and the worker that makes files of a session file, and what it can make. */

import type { Redaction } from '../../recording/redact.ts';
import type { SessionDigest } from './session-digest.ts';

export type ExportFormat =
  /** The session file itself. */
  | 'session'
  /** The session file without sound, words or both. */
  | 'redacted'
  /** Both voices as they were heard, one WAV. */
  | 'stereo'
  /** A WAV of each message, in a ZIP. */
  | 'messages'
  | 'markdown'
  | 'text'
  | 'srt'
  | 'vtt';

export interface ExportWish {
  format: ExportFormat;
  /** For `redacted`. */
  redaction: Redaction;
}

export type ExportCommand =
  | { kind: 'export'; file: Blob; name: string; wish: ExportWish }
  /** Reads the whole session for comparing it. */
  | { kind: 'digest'; file: Blob; name: string };

export type ExportMessage =
  /** 0…1 */
  | { kind: 'progress'; share: number }
  | { kind: 'exported'; file: Blob; fileName: string }
  | { kind: 'digested'; digest: SessionDigest }
  /** What happened and what to do. */
  | { kind: 'failed'; words: string };
