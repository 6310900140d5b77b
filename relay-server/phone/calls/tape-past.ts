/**
 * What is kept of a call's session file for those who come late: its header, what the session is, and the latest of what happened, without
 * the pieces of sound and words that come by the hundred. In memory, bounded, and gone with the call.
 */

import type { InputSent } from '../../../src/lib/watch-messages.ts';

/** Some ten minutes of lively talk. */
const MOST_LINES = 2000;
const MOST_CHARS = 2 ** 20;

/** Pieces: each of them is worth little without the others. A quotation mark inside a string has a backslash before it, so no text is taken for a type. */
const PIECE = /"type"\s*:\s*"(?:[\w.]+\.delta|input_audio_buffer\.append|sidetone\.operator-voice)"/;
const POSITION = '"type":"sidetone.playback","summary":"position"';
const SESSION = /"dir":"server",.*?"type"\s*:\s*"(session\.(?:created|updated))"/;

interface KeptLine {
  seq: number;
  text: string;
  /** Before it. */
  input: InputSent;
}

export interface PastReader {
  /** `input`: before the line. */
  line(text: string, input: InputSent): void;
  lost(count: number, input: InputSent): void;
}

export class TapePast {
  /** The header, and the latest word of the server about its session. */
  readonly #always = new Map<string, KeptLine>();
  #lines: KeptLine[] = [];
  #chars = 0;
  #count = 0;
  #input: InputSent = { bytes: 0, endMs: 0 };

  /** Of the caller, as far as it was sent to the model. */
  get input(): InputSent {
    return this.#input;
  }

  /** More of it was sent. */
  inputSent(bytes: number, endMs: number): void {
    this.#input = { bytes: this.#input.bytes + bytes, endMs };
  }

  /** A line without its end; the first is the header. */
  keep(text: string): void {
    const line = { seq: this.#count, text, input: this.#input };
    this.#count += 1;
    if (line.seq === 0) this.#always.set('header', line);
    else if (!PIECE.test(text) && !text.includes(POSITION)) this.#keepWhole(line);
  }

  /** Lines that were left out here for everybody. */
  skip(count: number): void {
    this.#count += count;
  }

  /** All that is kept, in order, and how many lines are missing in between. */
  tell(reader: PastReader): void {
    let next = 0;
    const kept = [...this.#always.values(), ...this.#lines].toSorted((a, b) => a.seq - b.seq);
    for (const { seq, text, input } of kept) {
      if (seq > next) reader.lost(seq - next, input);
      reader.line(text, input);
      next = seq + 1;
    }
    if (this.#count > next) reader.lost(this.#count - next, this.#input);
  }

  #keepWhole(line: KeptLine): void {
    const name = SESSION.exec(line.text)?.[1];
    if (name !== undefined) {
      this.#always.set(name, line);
      return;
    }
    this.#lines.push(line);
    this.#chars += line.text.length;
    while (this.#lines.length > MOST_LINES || this.#chars > MOST_CHARS) {
      this.#chars -= this.#lines.shift()?.text.length ?? 0;
    }
  }
}
