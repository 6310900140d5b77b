import { describe, expect, it } from 'vitest';
import { AudioTape } from '../audio-tape.ts';
import { WireArchive } from '../wire-archive.ts';
import { FileAttic, type Shelf } from './attic.ts';

class FakeShelf implements Shelf {
  readonly files = new Map<string, Uint8Array>();
  roomFiles = Number.POSITIVE_INFINITY;
  tries = 0;
  /** Files are not written before it resolves. */
  gate: Promise<void> = Promise.resolve();
  onPut = () => {};

  async put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Blob> {
    this.tries += 1;
    this.onPut();
    await this.gate;
    if (this.files.size >= this.roomFiles) throw new Error('full');
    this.files.set(name, bytes.slice());
    return new Blob([bytes]);
  }

  remove(name: string): Promise<void> {
    if (!this.files.delete(name)) return Promise.reject(new Error('not there'));
    return Promise.resolve();
  }
}

/** More than a page of each. */
const LONG_TEXT = 'a frame '.repeat(50_000);
const bytesOf = (samples: Int16Array) => new Uint8Array(samples.buffer);

describe('FileAttic', () => {
  it('has the full pages of frames and sound in files, and they read back exactly', async () => {
    const shelf = new FakeShelf();
    const attic = new FileAttic(Promise.resolve(shelf), '1-');
    const archive = new WireArchive(attic);
    const refs = Array.from({ length: 4 }, (_, i) => archive.append(`${i} ${LONG_TEXT}`));
    const tape = new AudioTape(attic);
    const samples = Int16Array.from({ length: 500_000 }, (_, i) => i % 30_000);
    tape.append(samples);
    for (const [i, ref] of refs.entries()) expect(await archive.read(ref)).toBe(`${i} ${LONG_TEXT}`);
    // Compared as bytes: sample by sample it takes seconds.
    expect(Buffer.compare(bytesOf(await tape.read()), bytesOf(samples))).toBe(0);
    expect(shelf.files.size).toBeGreaterThanOrEqual(4);
  });

  it('gives what is still being written, once it is', async () => {
    const shelf = new FakeShelf();
    let open = () => {};
    shelf.gate = new Promise((resolve) => (open = resolve));
    const archive = new WireArchive(new FileAttic(Promise.resolve(shelf), '1-'));
    const ref = archive.append(LONG_TEXT);
    archive.append(LONG_TEXT);
    const read = archive.read(ref);
    open();
    expect(await read).toBe(LONG_TEXT);
  });

  it('a full disk loses nothing and is not asked again', async () => {
    const shelf = new FakeShelf();
    shelf.roomFiles = 1;
    const attic = new FileAttic(Promise.resolve(shelf), '1-');
    const kept: Blob[] = [];
    for (let i = 0; i < 5; i += 1) kept.push(await attic.keep(new Uint8Array([i])));
    for (const [i, blob] of kept.entries()) {
      expect(new Uint8Array(await blob.arrayBuffer())).toEqual(new Uint8Array([i]));
    }
    expect([shelf.files.size, shelf.tries]).toEqual([1, 2]);
  });

  it('without files pages are kept in memory', async () => {
    const attic = new FileAttic(Promise.resolve(null), '1-');
    const kept = await attic.keep(new Uint8Array([1, 2, 3]));
    expect(new Uint8Array(await kept.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
    attic.clear();
  });

  it('clearing removes its own files, those too that are being written, and none of another', async () => {
    const shelf = new FakeShelf();
    const attic = new FileAttic(Promise.resolve(shelf), '1-');
    const other = new FileAttic(Promise.resolve(shelf), '2-');
    await attic.keep(new Uint8Array([1]));
    await other.keep(new Uint8Array([2]));
    let open = () => {};
    shelf.gate = new Promise((resolve) => (open = resolve));
    const begun = new Promise<void>((resolve) => (shelf.onPut = resolve));
    const late = attic.keep(new Uint8Array([3]));
    await begun;
    attic.clear();
    open();
    await late;
    expect([...shelf.files.keys()]).toEqual(['2-0']);
  });
});
