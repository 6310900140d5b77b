/** Finds sessions by what was said in them and what they are called. Pure. */

import type { CatalogueEntry } from './catalogue.ts';
import { toLibrarySession } from './catalogue.ts';
import type { Found } from './library.messages.ts';

/** Characters before and after the place. */
const AROUND = 40;

/** All words of `text` must be there, in any order and case. Blank text finds nothing. */
export function searchSessions(entries: readonly CatalogueEntry[], text: string): Found[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const first = wanted[0];
  if (first === undefined) return [];
  return entries.flatMap((entry) => {
    const { id, title, model, upstream } = toLibrarySession(entry);
    const words = entry.summary?.words ?? '';
    const all = `${title}\n${model}\n${upstream}\n${words}`.toLowerCase();
    if (!wanted.every((word) => all.includes(word))) return [];
    return [{ id, excerpt: excerptOf(words, first) }];
  });
}

function excerptOf(words: string, word: string): string | null {
  const lower = words.toLowerCase();
  const at = lower.indexOf(word);
  // Some letters change length with their case: then places in one are not places in the other.
  if (at < 0 || lower.length !== words.length) return null;
  const from = wordStart(words, Math.max(0, at - AROUND));
  const to = Math.min(words.length, at + word.length + AROUND);
  const cut = words.slice(from, to).replace(/\s+/g, ' ').trim();
  return `${from > 0 ? '…' : ''}${cut}${to < words.length ? '…' : ''}`;
}

function wordStart(words: string, at: number): number {
  if (at === 0) return 0;
  const space = words.indexOf(' ', at);
  return space < 0 || space > at + 15 ? at : space + 1;
}
