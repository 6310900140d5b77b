/** What a page asks of its handset, read; null for anything else. */

import { z } from 'zod';
import { DTMF_KEYS } from '../../../src/dsp/dtmf.ts';
import type { HandsetWish } from '../../../src/lib/handset-messages.ts';

const MOST_KEYS = 32;

const wish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hang-up') }),
  z.strictObject({ kind: z.literal('press'), keys: z.string().regex(DTMF_KEYS).max(MOST_KEYS) }),
]);

export function readHandsetWish(text: string): HandsetWish | null {
  try {
    const read = wish.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
