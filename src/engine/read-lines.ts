/** Reads a session file from a Blob, a piece at a time, so that however long it is no more than a piece of it is held. */

import type { FileLine } from '../recording/session-file.ts';
import type { SessionReader } from '../recording/session-reader.ts';

const PIECE_BYTES = 256 * 1024;

export interface ReadPiece {
  lines: FileLine[];
  /** How much of the file has been read, 0…1. */
  share: number;
}

/** Ends with the file or at its damage, which the reader tells. Throws `SessionFileError` when it cannot be opened at all. */
export async function* readLines(file: Blob, reader: SessionReader): AsyncGenerator<ReadPiece, void> {
  const decoder = new TextDecoder();
  for (let at = 0; at < file.size && reader.damage === null; at += PIECE_BYTES) {
    const bytes = await file.slice(at, at + PIECE_BYTES).arrayBuffer();
    const lines = reader.push(decoder.decode(bytes, { stream: true }));
    yield { lines, share: Math.min(1, (at + PIECE_BYTES) / file.size) };
  }
  yield { lines: [...reader.push(decoder.decode()), ...reader.finish()], share: 1 };
}
