import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import { fileLine } from '../../recording/session-file.ts';
import { LibraryLink } from './library-sink.ts';
import { FolderError } from './session-folder.ts';
import { LibraryRig, serverLine, sessionText } from './testing/library-rig.ts';

const start = sessionText('2026-05-04T10:00:00.000Z', []);
const line = (t: number) => serverLine(t, `words ${t}`);

function onDisk(rig: LibraryRig): string {
  const name = [...rig.folder.files.keys()].find((other) => other.endsWith('.sidetone.jsonl'));
  return (name === undefined ? null : rig.folder.text(name)) ?? '';
}

function safeFromPowerCut(rig: LibraryRig): number {
  return Math.max(...[...rig.folder.files.values()].map(({ flushedBytes }) => flushedBytes));
}

describe('Recording into the library', () => {
  it('has everything in the file and in the list when the session has ended', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    const sink = tab.link.open();
    sink.append(start);
    for (let t = 100; t < 3000; t += 100) {
      sink.append(line(t));
      rig.advance(100);
    }
    sink.close();
    await tab.settle();
    expect(onDisk(rig)).toBe(start + Array.from({ length: 29 }, (_, i) => line(100 * (i + 1))).join(''));
    expect(tab.sessions).toMatchObject([{ state: 'ended', turns: 29, durationMs: 2900 }]);
    expect(rig.heldLocks.size).toBe(0);
  });

  it('a killed tab loses less than a second of what happened, and the next visit knows that it was not closed', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    const sink = tab.link.open();
    sink.append(start);
    let atMs = 0;
    for (; atMs < 10_000; atMs += 20) {
      sink.append(line(atMs));
      rig.advance(20);
      await tab.settle();
    }
    tab.kill();
    const next = await rig.tab();
    const [session] = next.sessions;
    expect(session?.state).toBe('unfinished');
    expect(session?.durationMs).toBeGreaterThan(atMs - 1000);
    // The machine may go down as well.
    const flushed = onDisk(rig).slice(0, safeFromPowerCut(rig)).split('\n').at(-2) ?? '{}';
    expect((JSON.parse(flushed) as { t: number }).t).toBeGreaterThan(atMs - 1000);
  });

  it('while it runs no other tab takes it for one that was left behind', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    const sink = tab.link.open();
    sink.append(start + line(1));
    rig.advance(1000);
    await tab.settle();
    const other = await rig.tab();
    expect(other.sessions).toMatchObject([{ state: 'running' }]);
    sink.append(line(2));
    sink.close();
    await tab.settle();
    await other.ask({ kind: 'refresh' });
    expect(other.sessions).toMatchObject([{ state: 'ended', turns: 2 }]);
  });

  it('a session to which no server answered is not kept', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    const sink = tab.link.open();
    sink.append(start + fileLine({ t: 1, dir: 'note', text: '{"type":"sidetone.ended"}', event: true }));
    sink.close();
    await tab.settle();
    expect(tab.sessions).toEqual([]);
    expect(rig.folder.files.size).toBe(0);
  });

  it('a full disk stops nothing: the rest is kept in memory, the file can be had whole, and the person is told', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    const sink = tab.link.open();
    sink.append(start + line(1));
    rig.advance(500);
    await tab.settle();
    rig.folder.roomBytes = rig.folder.usedBytes + 10;
    for (let t = 2; t < 50; t += 1) {
      sink.append(line(t));
      rig.advance(100);
      await tab.settle();
    }
    const all = start + Array.from({ length: 49 }, (_, i) => line(i + 1)).join('');
    expect(await (await sink.read()).text()).toBe(all);
    expect(onDisk(rig)).toBe(start + line(1));
    expect(tab.notices).toMatchObject([
      { text: expect.stringMatching(/in this tab only: the browser’s storage is full/) as string },
    ]);
    expect(rig.heldLocks.size).toBe(0);
  });

  it('without storage the session is in memory, and the person is told once', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab(Promise.reject(new FolderError('unavailable', 'Not in this window.')));
    const sink = tab.link.open();
    sink.append(start);
    rig.advance(1000);
    await tab.settle();
    sink.append(line(1));
    expect(await (await sink.read()).text()).toBe(start + line(1));
    expect(tab.notices.map(({ text }) => text)).toEqual([
      'This session is kept in this tab only. Not in this window.',
    ]);
  });

  it('a disk that fails behind our back is told with its reason, and the rest is in memory', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    const sink = tab.link.open();
    sink.append(start + line(1));
    rig.advance(300);
    await tab.settle();
    rig.folder.failFlushing = new FolderError('failed', 'The disk is gone.');
    rig.advance(1000);
    sink.append(line(2));
    rig.advance(1000);
    await tab.settle();
    sink.append(line(3));
    expect(tab.notices[0]?.text).toContain('The disk is gone.');
    expect(await (await sink.read()).text()).toBe(start + line(1) + line(2) + line(3));
    expect(rig.heldLocks.size).toBe(0);
  });

  it('a file that cannot be opened is told with its reason', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    rig.folder.failOpening = new FolderError('failed', 'The disk is on fire.');
    const sink = tab.link.open();
    sink.append(start + line(1));
    sink.close();
    await tab.settle();
    expect(tab.notices[0]?.text).toContain('The disk is on fire.');
    expect(await (await sink.read()).text()).toBe(start + line(1));
  });

  it('can be read while it runs, up to the last line, and after it has ended', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    const sink = tab.link.open();
    sink.append(start + line(1));
    expect(await (await sink.read()).text()).toBe(start + line(1));
    sink.append(line(2));
    sink.close();
    sink.append(line(3));
    expect(await (await sink.read()).text()).toBe(start + line(1) + line(2));
  });

  it('a session that has ended is let go, also one that is in memory, and can still be read', async () => {
    const rig = new LibraryRig();
    for (const tab of [
      await rig.tab(),
      await rig.tab(Promise.reject(new FolderError('unavailable', 'Not in this window.'))),
    ]) {
      const sink = tab.link.open();
      sink.append(start + line(1));
      sink.close();
      await tab.settle();
      expect(tab.link.waiting).toBe(0);
      expect(await (await sink.read()).text()).toBe(start + line(1));
      expect(tab.link.waiting).toBe(0);
    }
  });

  it('says that the file is gone when it was deleted meanwhile', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    const sink = tab.link.open();
    sink.append(start + line(1));
    sink.close();
    await tab.settle();
    await tab.ask({ kind: 'delete', ids: tab.sessions.map(({ id }) => id) });
    rig.advance(60_000);
    await tab.settle();
    await expect(sink.read()).rejects.toThrow('deleted from the library');
  });

  it('gives the file from memory when the librarian was never there', async () => {
    const link = new LibraryLink(
      { postMessage: () => {}, addEventListener: () => {}, start: () => {} },
      new FakeClock(),
    );
    const sink = link.open();
    sink.append(start);
    sink.append(line(1));
    expect(await (await sink.read()).text()).toBe(start + line(1));
  });

  it('a session that outgrows the limit pushes out older ones, never itself', async () => {
    const rig = new LibraryRig();
    rig.folder.put(
      '2026-01-01T00-00-00-000Z-aaaa.sidetone.jsonl',
      sessionText('2026-01-01T00:00:00.000Z', [line(1)]),
    );
    const tab = await rig.tab();
    await tab.ask({ kind: 'limit', bytes: 1024 * 1024 });
    const sink = tab.link.open();
    sink.append(start);
    for (let i = 0; i < 10; i += 1) sink.append(serverLine(i, 'x'.repeat(1024 * 1024)));
    await tab.settle();
    expect(tab.sessions).toMatchObject([{ state: 'running' }]);
    expect(tab.sessions).toHaveLength(1);
  });
});
