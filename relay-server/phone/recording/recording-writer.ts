/**
 * Writes one call's session file while the call goes on. Lines are gathered and written behind the call's back, so that a slow disk holds up
 * nobody; one that takes nothing is given up. Owns the open file.
 */

import { open } from 'node:fs/promises';
import type { Clock } from '../../../src/lib/clock.ts';
import { Scope } from '../../../src/lib/scope.ts';
import type { CallTapeListener } from '../calls/call-tape.ts';

/** A crash of the relay loses what was gathered for so long. */
const GATHER_MS = 250;
const GATHER_CHARS = 64 * 1024;
/** Some three minutes of a call: a disk that is so far behind is none. */
const MOST_UNWRITTEN_CHARS = 8 * 2 ** 20;

export interface OpenFile {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** A new file that only its owner can read. */
export async function createFile(path: string): Promise<OpenFile> {
  const handle = await open(path, 'ax', 0o600);
  return { write: (text) => handle.appendFile(text), close: () => handle.close() };
}

export interface RecordingWriterDeps {
  clock: Clock;
  open: () => Promise<OpenFile>;
  /** At most once: the file could not be opened or written. It has what was written before. */
  onFailed: (error: unknown) => void;
}

export class RecordingWriter implements CallTapeListener {
  readonly #deps: RecordingWriterDeps;
  readonly #scope: Scope;
  #gathered: string[] = [];
  #unwrittenChars = 0;
  /** What was gathered is to be written now. */
  #isDue = false;
  #goOn: () => void = () => {};
  #isOver = false;
  #hasFailed = false;
  /** Resolves when all is written and the file is closed, or given up. */
  readonly closed: Promise<void>;

  constructor(deps: RecordingWriterDeps) {
    this.#deps = deps;
    this.#scope = new Scope(deps.clock);
    this.closed = this.#run();
  }

  line(text: string): void {
    if (this.#isOver) return;
    if (this.#gathered.length === 0) this.#scope.after(GATHER_MS, () => this.#write());
    this.#gathered.push(`${text}\n`);
    this.#unwrittenChars += text.length + 1;
    if (this.#unwrittenChars > MOST_UNWRITTEN_CHARS) {
      this.#fail(new Error('the disk does not keep up with the call'));
    } else if (this.#unwrittenChars >= GATHER_CHARS) {
      this.#write();
    }
  }

  /** A file listens from the first line on: what is missing in it is missing for everybody. */
  lost(): void {}

  ended(): void {
    this.#isOver = true;
    this.#scope.dispose();
    this.#write();
  }

  #write(): void {
    this.#isDue = true;
    this.#goOn();
  }

  #fail(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#gathered = [];
    this.ended();
    this.#deps.onFailed(error);
  }

  async #run(): Promise<void> {
    try {
      await this.#fill(await this.#deps.open());
    } catch (error) {
      this.#fail(error);
    }
  }

  async #fill(file: OpenFile): Promise<void> {
    try {
      while (!this.#isOver || this.#gathered.length > 0) {
        if (!this.#isDue && !this.#isOver) await this.#due();
        this.#isDue = false;
        const text = this.#gathered.join('');
        this.#gathered = [];
        if (text !== '') await file.write(text);
        this.#unwrittenChars -= text.length;
      }
    } finally {
      await file.close();
    }
  }

  #due(): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve;
    });
  }
}
