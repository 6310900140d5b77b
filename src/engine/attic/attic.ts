/**
 * Where pages of a session go that are full: its frames and its sound, which nobody may look at again. Out of the heap in any case, and
 * out of memory too where the browser gives files.
 */

export interface Attic {
  /** Takes the bytes over: they must not be changed any more. Never rejects. */
  keep(bytes: Uint8Array<ArrayBuffer>): Promise<Blob>;
  /** The session is shown no more: what was kept of it can go. */
  clear(): void;
}

/** Leaves it to the browser where Blobs are, which is memory as long as there is enough of it. */
export const blobAttic: Attic = {
  keep: (bytes) => Promise.resolve(new Blob([bytes])),
  clear: () => {},
};

/** Files of the browser's own storage, for this tab and as long as it is there. */
export interface Shelf {
  /** Writes a new file. Rejects when it cannot, for lack of room or otherwise. */
  put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Blob>;
  remove(name: string): Promise<void>;
}

export class FileAttic implements Attic {
  readonly #shelf: Promise<Shelf | null>;
  readonly #prefix: string;
  readonly #names: string[] = [];
  #cleared = false;
  #refused = false;

  /** `shelf`: null where the browser gives none. `prefix`: what the names of its files begin with, and of no other attic's. */
  constructor(shelf: Promise<Shelf | null>, prefix: string) {
    this.#shelf = shelf;
    this.#prefix = prefix;
  }

  async keep(bytes: Uint8Array<ArrayBuffer>): Promise<Blob> {
    const shelf = await this.#shelf;
    if (!shelf || this.#refused || this.#cleared) return new Blob([bytes]);
    const name = `${this.#prefix}${this.#names.length}`;
    this.#names.push(name);
    try {
      const kept = await shelf.put(name, bytes);
      if (this.#cleared) await remove(shelf, name);
      return kept;
    } catch {
      // A full disk stays full: from here on pages stay in memory, as they would without files.
      this.#refused = true;
      return new Blob([bytes]);
    }
  }

  clear(): void {
    this.#cleared = true;
    void this.#removeAll();
  }

  async #removeAll(): Promise<void> {
    const shelf = await this.#shelf;
    if (shelf) await Promise.all(this.#names.map((name) => remove(shelf, name)));
  }
}

/** What cannot be removed now is removed by the next visit. */
function remove(shelf: Shelf, name: string): Promise<unknown> {
  return shelf.remove(name).catch(() => 'left for the next visit');
}
