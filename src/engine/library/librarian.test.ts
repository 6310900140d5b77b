import { describe, expect, it } from 'vitest';
import { readHeader } from './read-session.ts';
import { FolderError } from './session-folder.ts';
import { notesFileName, sessionFileName } from './session-names.ts';
import { noteLine } from './session-notes.ts';
import { LibraryRig, serverLine, sessionText, type Tab } from './testing/library-rig.ts';

const first = '2026-05-01T10-00-00-000Z-aaaa';
const second = '2026-05-02T10-00-00-000Z-bbbb';

function shelve(rig: LibraryRig, id: string, startedAt: string, said: string[], notes = {}): void {
  const text = sessionText(
    startedAt,
    said.map((words, i) => serverLine(1000 * (i + 1), words)),
  );
  rig.folder.put(sessionFileName(id), text);
  rig.folder.put(notesFileName(id), noteLine({ settled: true, ...notes }));
}

function twoSessions(): LibraryRig {
  const rig = new LibraryRig();
  shelve(rig, first, '2026-05-01T10:00:00.000Z', ['the weather in Paris']);
  shelve(rig, second, '2026-05-02T10:00:00.000Z', ['a long story', 'about a whale']);
  return rig;
}

async function found(tab: Tab, text: string) {
  await tab.ask({ kind: 'search', requestId: 7, text });
  const answer = tab.messages.findLast((message) => message.kind === 'found' && message.requestId === 7);
  return answer?.kind === 'found' ? answer.found : null;
}

async function fileOf(tab: Tab, id: string): Promise<Blob | null> {
  await tab.ask({ kind: 'read', requestId: 8, id });
  const answer = tab.messages.findLast((message) => message.kind === 'file');
  return answer?.kind === 'file' ? answer.file : null;
}

describe('The library', () => {
  it('lists what it has, newest first, with a summary of files that have none', async () => {
    const tab = await twoSessions().tab();
    expect(tab.sessions).toMatchObject([
      { id: second, turns: 2, durationMs: 2000, model: 'gpt-realtime', state: 'ended' },
      { id: first, turns: 1, durationMs: 1000 },
    ]);
  });

  it('does not believe a summary of another length of file', async () => {
    const rig = twoSessions();
    const summary = { durationMs: 1, turns: 99, costUsd: null, words: 'lies', damage: null };
    rig.folder.put(notesFileName(first), noteLine({ settled: true, summary, summaryOfBytes: 3 }));
    const tab = await rig.tab();
    expect(tab.sessions[1]).toMatchObject({ id: first, turns: 1 });
  });

  it('two tabs that are opened at once after a crash summarise without getting in each other’s way', async () => {
    const rig = twoSessions();
    const tabs = await Promise.all([rig.tab(), rig.tab()]);
    for (const tab of tabs) {
      expect(tab.notices).toEqual([]);
      expect(tab.sessions.map(({ turns }) => turns)).toEqual([2, 1]);
    }
  });

  it('reads a summary but once', async () => {
    const rig = twoSessions();
    await rig.tab();
    const notes = rig.folder.text(notesFileName(first));
    await rig.tab();
    expect(rig.folder.text(notesFileName(first))).toBe(notes);
  });

  it('says of a session without its notes all that its file says', async () => {
    const rig = twoSessions();
    rig.folder.files.delete(notesFileName(first));
    const tab = await rig.tab();
    expect(tab.sessions[1]).toMatchObject({ id: first, turns: 1, state: 'unfinished' });
  });

  it('remembers a name and what is to be kept, also after a crash in the middle of a note', async () => {
    const rig = twoSessions();
    const tab = await rig.tab();
    await tab.ask({ kind: 'rename', id: first, title: 'Paris' });
    const journal = rig.folder.text(notesFileName(first)) ?? '';
    rig.folder.put(notesFileName(first), `${journal}{"title":"cut o`);
    const next = await rig.tab();
    await next.ask({ kind: 'keep', id: first, kept: true });
    expect(next.sessions[1]).toMatchObject({ title: 'Paris', kept: true });
  });

  it('gives the file away under the name that it was given, and all else as it is', async () => {
    const tab = await twoSessions().tab();
    const before = await (await fileOf(tab, first))?.text();
    await tab.ask({ kind: 'rename', id: first, title: 'Über “Paris”' });
    const file = await fileOf(tab, first);
    expect((await readHeader(file ?? new Blob())).header.title).toBe('Über “Paris”');
    expect((await file?.text())?.split('\n').slice(1)).toEqual(before?.split('\n').slice(1));
  });

  it('finds words that were said, all of them and in any order, and shows the place', async () => {
    const tab = await twoSessions().tab();
    expect(await found(tab, 'WHALE story')).toEqual([{ id: second, excerpt: 'a long story about a whale' }]);
    expect(await found(tab, 'gpt-realtime paris')).toEqual([{ id: first, excerpt: null }]);
    expect(await found(tab, 'whale paris')).toEqual([]);
  });

  it('has back what was deleted while there is time, and removes it for good after that', async () => {
    const rig = twoSessions();
    const tab = await rig.tab();
    await tab.ask({ kind: 'delete', ids: [first, second] });
    expect(tab.sessions).toEqual([]);
    await tab.ask({ kind: 'restore', ids: [first] });
    rig.advance(60_000);
    await tab.settle();
    expect(tab.sessions.map(({ id }) => id)).toEqual([first]);
    expect(rig.folder.text(sessionFileName(second))).toBeNull();
    expect(rig.folder.text(sessionFileName(first))).not.toBeNull();
  });

  it('says so when it is too late to have them back', async () => {
    const rig = twoSessions();
    const tab = await rig.tab();
    await tab.ask({ kind: 'delete', ids: [first] });
    rig.advance(60_000);
    await tab.settle();
    await tab.ask({ kind: 'restore', ids: [first] });
    expect(tab.notices.at(-1)?.text).toMatch(/could not bring the sessions back/);
  });

  it('removes at the next visit what was deleted in a tab that was closed then', async () => {
    const rig = twoSessions();
    const tab = await rig.tab();
    await tab.ask({ kind: 'delete', ids: [first] });
    tab.kill();
    rig.epochMs += 120_000;
    await rig.tab();
    expect([...rig.folder.files.keys()]).toEqual([sessionFileName(second), notesFileName(second)]);
  });

  it('removes the oldest that nobody wants kept when there is not room for all, and says so', async () => {
    const rig = twoSessions();
    shelve(rig, '2026-04-01T10-00-00-000Z-cccc', '2026-04-01T10:00:00.000Z', ['old'], { kept: true });
    const tab = await rig.tab();
    const total = tab.sessions.reduce((sum, { bytes }) => sum + bytes, 0);
    await tab.ask({ kind: 'limit', bytes: total - 1 });
    expect(tab.sessions.map(({ id }) => id)).toEqual([second, '2026-04-01T10-00-00-000Z-cccc']);
    expect(tab.notices.at(-1)?.text).toBe(
      'The oldest session was removed to stay within the limit of storage.',
    );
  });

  it('leaves alone what another tab is recording', async () => {
    const rig = twoSessions();
    rig.heldLocks.add(first);
    const tab = await rig.tab();
    await tab.ask({ kind: 'delete', ids: [first] });
    await tab.ask({ kind: 'limit', bytes: 1 });
    expect(tab.sessions).toMatchObject([{ id: first, state: 'running' }]);
  });

  it('shows a file of a newer Sidetone and does not touch it', async () => {
    const rig = new LibraryRig();
    rig.folder.put(sessionFileName(first), '{"sidetone":9}\n{}\n');
    const tab = await rig.tab();
    expect(tab.sessions[0]?.damage).toMatch(/newer Sidetone/);
    expect(rig.folder.text(sessionFileName(first))).toBe('{"sidetone":9}\n{}\n');
  });

  it('clears away files that a crash left empty, and notes without a session', async () => {
    const rig = new LibraryRig();
    rig.folder.put(sessionFileName(first), '');
    rig.folder.put(notesFileName(second), noteLine({ kept: true }));
    rig.folder.put('readme.txt', 'none of ours');
    await rig.tab();
    expect([...rig.folder.files.keys()]).toEqual(['readme.txt']);
  });

  it('leaves an empty file alone that another tab has just begun', async () => {
    const rig = new LibraryRig();
    rig.folder.put(sessionFileName(first), '');
    rig.heldLocks.add(first);
    const tab = await rig.tab();
    expect(tab.sessions).toEqual([]);
    expect(rig.folder.text(sessionFileName(first))).toBe('');
  });

  it('says that nothing is kept where the browser gives no storage, and answers all the same', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab(Promise.reject(new FolderError('unavailable', 'Not in this window.')));
    expect(tab.library).toEqual({ status: 'unavailable', why: 'Not in this window.' });
    expect(await found(tab, 'x')).toEqual([]);
    expect(await fileOf(tab, first)).toBeNull();
  });
});
