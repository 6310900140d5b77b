/** A folder in the origin's own file system, which no other site and no other program reads. Only in workers: files are written synchronously. */

import { messageOf } from '../../lib/errors.ts';
import { type AppendFile, FolderError, type FolderFile, type SessionFolder } from './session-folder.ts';

/** Only workers have it, so the DOM's types do not. */
interface SyncAccessHandle {
  getSize(): number;
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(bytes: number): void;
  flush(): void;
  close(): void;
}

type WorkerFileHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccessHandle> };

/** Of a copy: large enough to be few, small enough for the heap. */
const COPY_BYTES = 1024 * 1024;

/** Rejects with `FolderError` `unavailable` where the browser gives the page no storage of this kind. */
export async function openOpfsFolder(
  storage: StorageManager | undefined,
  name: string,
): Promise<SessionFolder> {
  if (typeof storage?.getDirectory !== 'function') {
    throw new FolderError(
      'unavailable',
      'This browser gives pages no storage for files, or not over an insecure connection.',
    );
  }
  try {
    const root = await storage.getDirectory();
    return new OpfsFolder(await root.getDirectoryHandle(name, { create: true }));
  } catch (error) {
    throw new FolderError(
      'unavailable',
      `The browser gives no storage for files in this window (${messageOf(error)}). Private windows often have none.`,
      { cause: error },
    );
  }
}

class OpfsFolder implements SessionFolder {
  readonly #directory: FileSystemDirectoryHandle;

  constructor(directory: FileSystemDirectoryHandle) {
    this.#directory = directory;
  }

  async list(): Promise<FolderFile[]> {
    const asked: Promise<FolderFile | null>[] = [];
    for await (const handle of this.#directory.values()) {
      if (handle.kind === 'file') asked.push(sizeOf(handle));
    }
    return (await Promise.all(asked)).filter((file) => file !== null);
  }

  async openToAppend(name: string): Promise<AppendFile> {
    try {
      const handle = await this.#directory.getFileHandle(name, { create: true });
      return new OpfsFile(await (handle as WorkerFileHandle).createSyncAccessHandle());
    } catch (error) {
      throw folderError(error);
    }
  }

  async read(name: string): Promise<Blob | null> {
    const handle = await found(this.#directory.getFileHandle(name));
    return handle && found(handle.getFile());
  }

  async remove(name: string): Promise<void> {
    await found(this.#directory.removeEntry(name));
  }
}

class OpfsFile implements AppendFile {
  readonly #handle: SyncAccessHandle;
  #bytes: number;
  #open = true;

  constructor(handle: SyncAccessHandle) {
    this.#handle = handle;
    this.#bytes = handle.getSize();
  }

  get bytes(): number {
    return this.#bytes;
  }

  append(bytes: Uint8Array<ArrayBuffer>): void {
    try {
      const written = this.#handle.write(bytes, { at: this.#bytes });
      if (written < bytes.length) throw new FolderError('full', 'The disk took only a part of it.');
      this.#bytes += written;
    } catch (error) {
      this.#handle.truncate(this.#bytes);
      throw folderError(error);
    }
  }

  flush(): void {
    this.#handle.flush();
  }

  read(): Blob {
    const parts: Blob[] = [];
    for (let at = 0; at < this.#bytes;) {
      const part = new Uint8Array(Math.min(COPY_BYTES, this.#bytes - at));
      const length = this.#handle.read(part, { at });
      if (length === 0) break;
      parts.push(new Blob([part.subarray(0, length)]));
      at += length;
    }
    return new Blob(parts);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      this.#handle.flush();
    } finally {
      this.#handle.close();
    }
  }
}

/** null: it was removed meanwhile. */
async function sizeOf(handle: FileSystemFileHandle): Promise<FolderFile | null> {
  const file = await found(handle.getFile());
  return file && { name: handle.name, bytes: file.size };
}

/** null instead of the browser's error for what is not there. */
async function found<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (nameOf(error) === 'NotFoundError') return null;
    throw folderError(error);
  }
}

function folderError(error: unknown): FolderError {
  if (error instanceof FolderError) return error;
  const name = nameOf(error);
  const reason =
    name === 'QuotaExceededError' ? 'full' : name === 'NoModificationAllowedError' ? 'busy' : 'failed';
  return new FolderError(reason, messageOf(error), { cause: error });
}

/** DOMExceptions are told apart by name; a quota error may be of a class of its own. */
function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}
