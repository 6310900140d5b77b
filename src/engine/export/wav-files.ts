/** The sound of a session as WAV files: both voices in one, or one for each message. */

import { interleave, wavHeader } from '../../recording/wav.ts';
import { CORE_SAMPLE_RATE_HZ, type Item } from '../../session/types.ts';
import type { SessionSound } from '../session-sound.ts';
import { itemName } from './export-names.ts';
import { FileParts } from './file-parts.ts';
import { monoWav, WAV_TYPE } from './mono-wav.ts';

/** Read at a time; less than what a span may have. */
const PIECE_MS = 10_000;

/** A ZIP counts in 32 bits; some are left for names. */
const MOST_ZIP_BYTES = 0xf000_0000;
const TOO_LARGE =
  'The messages have more than 4 GB of sound, which a ZIP cannot hold. Export the session file instead.';

/** You on the left, the assistant on the right, on the session's clock from 0 to `lengthMs`. Throws when that is longer than a WAV can be. */
export async function stereoWav(
  sound: Pick<SessionSound, 'readSpan'>,
  lengthMs: number,
  tell: (share: number) => void,
): Promise<Blob> {
  const frames = Math.round((lengthMs * CORE_SAMPLE_RATE_HZ) / 1000);
  const parts = new FileParts(WAV_TYPE);
  parts.add(wavHeader({ sampleRateHz: CORE_SAMPLE_RATE_HZ, channels: 2, frames }));
  const wholeMs = (frames * 1000) / CORE_SAMPLE_RATE_HZ;
  for (let fromMs = 0; fromMs < wholeMs; fromMs += PIECE_MS) {
    const toMs = Math.min(wholeMs, fromMs + PIECE_MS);
    const { you, assistant } = await sound.readSpan(fromMs, toMs);
    parts.add(interleave(you, assistant));
    tell(toMs / wholeMs);
  }
  return parts.finish();
}

/**
 * A ZIP with one WAV for each message that has sound, all of it whether it was heard or not, in a folder of the session's name. Sound is
 * stored as it is: it hardly gets smaller.
 */
export async function messageWavs(
  items: readonly Item[],
  sound: Pick<SessionSound, 'readItem'>,
  folder: string,
  tell: (share: number) => void,
): Promise<Blob> {
  const { Zip, ZipPassThrough } = await import('fflate');
  let bytes = 0;
  const parts = new FileParts('application/zip');
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    parts.add(piece);
  });
  for (const [index, item] of items.entries()) {
    const pcm16 = item.kind === 'message' ? await sound.readItem(item.id) : null;
    if (item.kind === 'message' && pcm16 !== null && pcm16.length > 0) {
      bytes += pcm16.byteLength;
      if (bytes > MOST_ZIP_BYTES) throw new Error(TOO_LARGE);
      const entry = new ZipPassThrough(
        `${folder}/${String(index + 1).padStart(3, '0')} ${itemName(item)}.wav`,
      );
      zip.add(entry);
      entry.push(new Uint8Array(await monoWav(pcm16).arrayBuffer()), true);
    }
    tell((index + 1) / items.length);
  }
  zip.end();
  return parts.finish();
}
