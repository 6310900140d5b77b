/**
 * How many characters of an answer's text have been heard, from how much of its audio was. The service gives no word times,
 * so words are spread over the audio by weight. Pure arithmetic; the caller keeps the result from going back.
 */

import { CORE_SAMPLE_RATE_HZ } from './types.ts';

/**
 * Weight units a second while an answer streams and its length is not known. A word weighs its letters and one for the
 * gap; 150 English words a minute of five letters and a gap are 15 a second. Slightly low on purpose: words light up late
 * rather than before they are said.
 */
const UNITS_PER_SECOND = 14;

/** Punctuation is a pause: about a fifth of a second. */
const PAUSE_UNITS = 3;

/** A character of a script without spaces is a syllable; English syllables have about three letters. */
const SYLLABLE_UNITS = 3;

/** A word with the spaces behind it, or one character of a script that has no spaces between words. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]\s*|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+\s*/gu;

const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

export interface HeardAudio {
  receivedSamples: number;
  heardSamples: number;
  /** No more audio will come: its length is known. */
  complete: boolean;
}

/**
 * Characters (UTF-16 units) of `text` heard, at the end of a word. The whole text once complete audio has been heard whole;
 * never less than `atLeast`, what was shown as heard before, as long as the text has that much.
 */
export function heardChars(text: string, audio: HeardAudio, atLeast: number): number {
  const floor = Math.min(Math.max(0, atLeast), text.length);
  if (audio.heardSamples <= 0) return floor;
  if (audio.complete && audio.heardSamples >= audio.receivedSamples) return text.length;
  const budget = audio.complete
    ? (audio.heardSamples / audio.receivedSamples) * totalWeight(text)
    : (audio.heardSamples / CORE_SAMPLE_RATE_HZ) * UNITS_PER_SECOND;
  return Math.max(floor, charsWithin(text, budget));
}

function charsWithin(text: string, budget: number): number {
  let spent = 0;
  let chars = 0;
  for (const match of text.matchAll(WORD)) {
    spent += weightOf(match[0]);
    if (spent > budget) break;
    chars = match.index + match[0].length;
  }
  return chars;
}

function totalWeight(text: string): number {
  let weight = 0;
  for (const match of text.matchAll(WORD)) weight += weightOf(match[0]);
  return weight;
}

function weightOf(word: string): number {
  if (UNSPACED.test(word)) return SYLLABLE_UNITS;
  const letters = word.trimEnd();
  return letters.length + 1 + (/[.,;:!?…]$/.test(letters) ? PAUSE_UNITS : 0);
}
