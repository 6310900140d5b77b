/**
 * Which words of a text are heard at which time of its audio. The service gives no word times, so words are spread over the audio by
 * weight. Pure arithmetic; the caller keeps the result from going back.
 */

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
  receivedMs: number;
  heardMs: number;
  /** No more audio will come: its length is known. */
  complete: boolean;
}

/**
 * Characters (UTF-16 units) of `text` heard, at the end of a word. The whole text once complete audio has been heard whole;
 * never less than `atLeast`, what was shown as heard before, as long as the text has that much.
 */
export function heardChars(text: string, audio: HeardAudio, atLeast: number): number {
  const floor = Math.min(Math.max(0, atLeast), text.length);
  if (audio.heardMs <= 0) return floor;
  if (audio.complete && audio.heardMs >= audio.receivedMs) return text.length;
  const budget = audio.complete
    ? (audio.heardMs / audio.receivedMs) * totalWeight(text)
    : (audio.heardMs / 1000) * UNITS_PER_SECOND;
  return Math.max(floor, charsWithin(text, budget));
}

/** The word that is being said at a time of complete audio: its first character and the one behind it. Null outside of the audio. */
export function wordAt(text: string, atMs: number, audioMs: number): { from: number; to: number } | null {
  if (atMs < 0 || atMs >= audioMs) return null;
  const budget = (atMs / audioMs) * totalWeight(text);
  let spent = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    spent += weightOf(word);
    if (spent > budget) return { from: index, to: index + word.trimEnd().length };
  }
  return null;
}

/** When the word at a character begins, in milliseconds of complete audio. */
export function wordStartMs(text: string, char: number, audioMs: number): number {
  const total = totalWeight(text);
  if (total === 0) return 0;
  let spent = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (index + word.length > char) break;
    spent += weightOf(word);
  }
  return (Math.min(spent, total) / total) * audioMs;
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
