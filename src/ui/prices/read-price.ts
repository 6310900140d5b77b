/** Reads a price that was typed. Pure. */

import { MOST_USD } from '../../pricing/price-edits.ts';

export type ReadPrice = { ok: true; usd: number } | { ok: false; problem: string };

/** Dollars as digits with an optional point; nothing else is taken for a number (`Number` would read `0x10` and `1e3`). */
const DIGITS = /^(?:\d+\.?\d*|\.\d+)$/;

export function readPrice(text: string, label: string): ReadPrice {
  const typed = text.trim().replace(/^\$\s*/, '');
  const refuse = (why: string): ReadPrice => ({ ok: false, problem: `${label}: ${why} The price stays.` });
  if (typed === '') return refuse('type 0 if it costs nothing.');
  if (typed.startsWith('-') || typed.startsWith('−')) return refuse('a price cannot be negative.');
  if (/^\d+,\d+$/.test(typed)) return refuse('write a point, not a comma, before the decimals.');
  if (!DIGITS.test(typed)) return refuse('write a number in dollars, such as 0.4.');
  const usd = Number(typed);
  return usd > MOST_USD ? refuse(`at most ${MOST_USD.toLocaleString('en')} dollars.`) : { ok: true, usd };
}
