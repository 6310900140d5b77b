/** A folder for tests: files in memory, faults on demand, and what a crash would leave. */

import { type AppendFile, FolderError, type FolderFile, type SessionFolder } from '../session-folder.ts';

interface Stored {
  bytes: Uint8Array<ArrayBuffer>;
  /** How much of it was flushed. */
  flushedBytes: number;
  open: boolean;
}

export class MemoryFolder implements SessionFolder {
  readonly files = new Map<string, Stored>();
  /** What all files may take together. */
  roomBytes = Infinity;
  /** Thrown by each flush. */
  failFlushing: FolderError | null = null;
  /** Thrown by the next opening. */
  failOpening: FolderError | null = null;

  put(name: string, text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.files.set(name, { bytes, flushedBytes: bytes.length, open: false });
  }

  text(name: string): string | null {
    const stored = this.files.get(name);
    return stored ? new TextDecoder().decode(stored.bytes) : null;
  }

  /** The tab is gone: what it had open is open no more. */
  crash(): void {
    for (const stored of this.files.values()) stored.open = false;
  }

  async list(): Promise<FolderFile[]> {
    return [...this.files].map(([name, { bytes }]) => ({ name, bytes: bytes.length }));
  }

  async openToAppend(name: string): Promise<AppendFile> {
    const failure = this.failOpening;
    this.failOpening = null;
    if (failure) throw failure;
    const stored = this.files.get(name) ?? { bytes: new Uint8Array(), flushedBytes: 0, open: false };
    if (stored.open) throw new FolderError('busy', `${name} is open elsewhere.`);
    stored.open = true;
    this.files.set(name, stored);
    return new MemoryFile(this, stored);
  }

  async read(name: string): Promise<Blob | null> {
    const stored = this.files.get(name);
    return stored ? new Blob([stored.bytes]) : null;
  }

  async remove(name: string): Promise<void> {
    if (this.files.get(name)?.open) throw new FolderError('busy', `${name} is open.`);
    this.files.delete(name);
  }

  get usedBytes(): number {
    return [...this.files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  }
}

class MemoryFile implements AppendFile {
  readonly #folder: MemoryFolder;
  readonly #stored: Stored;

  constructor(folder: MemoryFolder, stored: Stored) {
    this.#folder = folder;
    this.#stored = stored;
  }

  get bytes(): number {
    return this.#stored.bytes.length;
  }

  append(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#folder.usedBytes + bytes.length > this.#folder.roomBytes) {
      throw new FolderError('full', 'No room.');
    }
    const { bytes: before } = this.#stored;
    const after = new Uint8Array(before.length + bytes.length);
    after.set(before);
    after.set(bytes, before.length);
    this.#stored.bytes = after;
  }

  flush(): void {
    if (this.#folder.failFlushing) throw this.#folder.failFlushing;
    this.#stored.flushedBytes = this.#stored.bytes.length;
  }

  read(): Blob {
    return new Blob([this.#stored.bytes]);
  }

  close(): void {
    if (!this.#stored.open) return;
    this.#stored.open = false;
    this.flush();
  }
}
