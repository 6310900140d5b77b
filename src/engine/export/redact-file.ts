/** A session file to give away: without its sound, its words or both. What is behind a damage could not be looked into, and stays out. */

import { invariant } from '../../lib/errors.ts';
import { redactHeader, redactLine, type Redaction } from '../../recording/redact.ts';
import { fileLine, headerLine } from '../../recording/session-file.ts';
import { SessionReader } from '../../recording/session-reader.ts';
import { readLines } from '../read-lines.ts';
import { FileParts } from './file-parts.ts';

export async function redactFile(
  file: Blob,
  redaction: Redaction,
  tell: (share: number) => void,
): Promise<Blob> {
  const reader = new SessionReader();
  const parts = new FileParts('application/jsonl');
  let isBegun = false;
  for await (const { lines, share } of readLines(file, reader)) {
    if (!isBegun && reader.header !== null) {
      parts.add(headerLine(redactHeader(reader.header, redaction)));
      isBegun = true;
    }
    for (const line of lines) parts.add(fileLine(redactLine(line, redaction)));
    tell(share);
  }
  invariant(isBegun, 'a session file without a header was taken; let the reader refuse it');
  return parts.finish();
}
