/**
 * Makes a redacted line readable as the event that it was: where sound was taken out stands hush of the same length, so that times, turns
 * and what was heard of an answer come out as they were.
 */

import { encodePcm16 } from '../dsp/pcm16-base64.ts';
import { readRemoved, REMOVED_FIELD } from './redact.ts';
import type { FileLine } from './session-file.ts';

/** No frame is as long, whatever a file says. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Where the protocol has sound. What else was as long (a picture) stays empty. */
const SOUNDS = new Set(['audio', 'delta']);

type Fields = Record<string, unknown>;

/** The line itself when nothing was taken out of it. */
export function restoreLengths(line: FileLine): FileLine {
  if (!line.event || !line.text.includes(`"${REMOVED_FIELD}"`)) return line;
  return { ...line, text: JSON.stringify(restore(JSON.parse(line.text))) };
}

function restore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restore);
  if (typeof value !== 'object' || value === null) return value;
  const { [REMOVED_FIELD]: taken, ...fields } = value as Fields;
  const removed = readRemoved(taken);
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const size = Object.hasOwn(removed, name) ? removed[name] : undefined;
      const isSound = SOUNDS.has(name) && field === '';
      return [name, isSound && size && 'bytes' in size ? hush(size.bytes) : restore(field)];
    }),
  );
}

/** Sound that is too soft to be heard, in whole samples: PCM16 of 1 and -1 by turns. Zeros would look like a microphone that is broken. */
function hush(bytes: number): string {
  return encodePcm16(
    Int16Array.from({ length: Math.min(bytes, MOST_BYTES) >> 1 }, (_, n) => (n % 2 === 0 ? 1 : -1)),
  );
}
