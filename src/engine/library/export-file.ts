/** A session's file as it is given away: with the name that a person gave it, which the stored file does not have. */

import { readHeader } from './read-session.ts';

/** `title` null: nobody named it here. The lines are not read. */
export async function exportFile(file: Blob, title: string | null): Promise<Blob> {
  if (title === null) return file;
  const { line } = await readHeader(file);
  // As it stands, so that fields of other writers stay.
  const { title: _former, ...header } = JSON.parse(line.replace(/^\uFEFF/, '')) as Record<string, unknown>;
  const named = title === '' ? header : { ...header, title };
  const lineBytes = new TextEncoder().encode(line).length;
  return new Blob([`${JSON.stringify(named)}\n`, file.slice(lineBytes + 1)]);
}
