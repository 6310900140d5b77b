/** Stores each word once and gives it a number. Text that crosses threads arrives as a new string each time; the log repeats the same few. */
export class WordTable {
  readonly #numbers = new Map<string, number>();
  readonly #words: string[] = [];

  /** The number of a word, from 1; 0 for null. */
  numberOf(word: string | null): number {
    if (word === null) return 0;
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    this.#words.push(word);
    this.#numbers.set(word, this.#words.length);
    return this.#words.length;
  }

  /** The number of a word that is there already; 0 otherwise. */
  find(word: string): number {
    return this.#numbers.get(word) ?? 0;
  }

  word(number: number): string | null {
    return number === 0 ? null : (this.#words[number - 1] ?? null);
  }
}
