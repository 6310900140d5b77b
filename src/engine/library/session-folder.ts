/** What the library needs of the browser's storage: a folder whose files only grow. Implemented by `opfs-folder.ts`. */

export class FolderError extends Error {
  override readonly name = 'FolderError';
  readonly reason: 'unavailable' | 'full' | 'busy' | 'failed';

  constructor(reason: FolderError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

export interface FolderFile {
  name: string;
  bytes: number;
}

/** A file that is open for writing; nobody else can write it meanwhile. */
export interface AppendFile {
  /** Length of the file. */
  readonly bytes: number;
  /** All of it or nothing: throws `FolderError` and leaves the file as it was. */
  append(bytes: Uint8Array<ArrayBuffer>): void;
  /** Makes it outlive a crash of the machine. What was appended outlives a crash of the tab without it. */
  flush(): void;
  /** A copy of the file as it is now, outside of the heap. */
  read(): Blob;
  /** Flushes. Doing it twice is harmless. */
  close(): void;
}

export interface SessionFolder {
  list(): Promise<FolderFile[]>;
  /** Opens at its end; makes the file when there is none. Rejects with `FolderError` `busy` while it is open elsewhere. */
  openToAppend(name: string): Promise<AppendFile>;
  /** null: there is no such file. */
  read(name: string): Promise<Blob | null>;
  /** Removing what is not there is harmless. */
  remove(name: string): Promise<void>;
}
