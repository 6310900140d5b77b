/** A session while it is written: what comes is in the file at once, and safe from a crash of the machine within half a second. */

import type { Scope } from '../../lib/scope.ts';
import { type NewSummariser, SummaryReader } from './read-session.ts';
import type { AppendFile } from './session-folder.ts';
import type { SessionSummary } from './session-notes.ts';

/** With what the engine gathers (`library-sink.ts`) less than a second is lost. More often wears the disk and gains nothing. */
const FLUSH_AFTER_MS = 500;

export class RunningFile {
  readonly #file: AppendFile;
  readonly #scope: Scope;
  readonly #reader: SummaryReader;
  readonly #encoder = new TextEncoder();
  #flushComes = false;
  /** Why the last flush failed; null = it did not. */
  #failure: unknown = null;

  /** The file is this one's to close; the scope ends with it. */
  constructor(file: AppendFile, scope: Scope, newSummariser: NewSummariser) {
    this.#file = file;
    this.#scope = scope;
    this.#reader = new SummaryReader(newSummariser);
  }

  get bytes(): number {
    return this.#file.bytes;
  }

  /** What the server sent so far; without any, nothing happened. */
  get serverLines(): number {
    return this.#reader.serverLines;
  }

  /** Whole lines. Throws when the file takes no more, and then nothing of them is in it. */
  append(text: string): void {
    if (this.#failure !== null) throw this.#failure;
    this.#file.append(this.#encoder.encode(text));
    this.#reader.push(text);
    if (this.#flushComes) return;
    this.#flushComes = true;
    this.#scope.after(FLUSH_AFTER_MS, () => {
      this.#flushComes = false;
      try {
        this.#file.flush();
      } catch (error) {
        // Told with the next line, by whoever writes it.
        this.#failure = error;
      }
    });
  }

  summary(): SessionSummary {
    return this.#reader.summary();
  }

  read(): Blob {
    return this.#file.read();
  }

  close(): void {
    this.#scope.dispose();
    this.#file.close();
  }
}
