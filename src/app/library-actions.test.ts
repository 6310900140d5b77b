import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Imported, LibraryCommand } from '../engine/library/library.messages.ts';
import { createPreferenceKeeper } from '../store/preferences.ts';
import { libraryOf, librarySession } from '../store/testing/library-session.ts';
import { testStore } from '../store/testing/test-store.ts';
import { createLibraryActions } from './library-actions.ts';

const stored = new Blob(['{"sidetone":1}\n']);
const idle = { status: 'idle' } as const;
const connecting = { status: 'connecting' } as const;

function setUp(connection: typeof idle | typeof connecting = idle) {
  const store = testStore({ connection, library: libraryOf(librarySession({ title: 'Paris' })) });
  const sent: LibraryCommand[] = [];
  const opened = vi.fn<(file: Blob, name: string) => void>();
  const saved = vi.fn<(file: Blob, name: string) => void>();
  const persist = vi.fn<() => void>();
  const files = new Map<string, Blob>([['a', stored]]);
  const answers: Imported[] = [];
  const preferences = createPreferenceKeeper(null);
  const actions = createLibraryActions({
    store,
    preferences,
    library: {
      send: (command) => sent.push(command),
      search: async () => [],
      read: async (id) => files.get(id) ?? null,
      import: async () => answers,
    },
    openRecording: opened,
    saveFile: saved,
    persist,
  });
  const notices = () =>
    store.getState().notices.map(({ text, nextStep }) => `${text} ${nextStep ?? ''}`.trim());
  return { store, sent, persist, opened, saved, files, answers, preferences, actions, notices };
}

let rig: ReturnType<typeof setUp>;
beforeEach(() => (rig = setUp()));

describe('The library’s commands', () => {
  it('open a session under its name', async () => {
    await rig.actions.open('a');
    expect(rig.opened).toHaveBeenCalledExactlyOnceWith(stored, 'Paris');
    expect(rig.sent).toEqual([]);
  });

  it('opening one that was left behind says that somebody has seen it', async () => {
    rig.store.setState({ library: libraryOf(librarySession({ state: 'unfinished' })) });
    await rig.actions.open('a');
    expect(rig.sent).toEqual([{ kind: 'settle', id: 'a' }]);
  });

  it('say so when the session is gone, and look again what there is', async () => {
    rig.files.clear();
    await rig.actions.open('a');
    await rig.actions.save('a');
    expect(rig.opened).not.toHaveBeenCalled();
    expect(rig.saved).not.toHaveBeenCalled();
    expect(rig.notices()).toEqual([
      'The session is not there any more. It may have been deleted in another tab.',
    ]);
    expect(rig.sent).toEqual([{ kind: 'refresh' }, { kind: 'refresh' }]);
  });

  it('save a file under a name that every system takes', async () => {
    rig.store.setState({ library: libraryOf(librarySession({ title: '  ../a: "b"\n?/ ' })) });
    await rig.actions.save('a');
    expect(rig.saved).toHaveBeenCalledExactlyOnceWith(stored, '-a- -b-.sidetone.jsonl');
  });

  it('keeping asks the browser to keep the storage too; no longer keeping does not', () => {
    rig.actions.keep('a', false);
    expect(rig.persist).not.toHaveBeenCalled();
    rig.actions.keep('a', true);
    expect(rig.persist).toHaveBeenCalledOnce();
    expect(rig.sent).toHaveLength(2);
  });

  it('remember the limit and the switch', () => {
    rig.actions.setLimit(5);
    rig.actions.setRecording(false);
    expect(rig.preferences.load()).toMatchObject({ storageLimitBytes: 5, record: false });
    expect(rig.sent).toEqual([{ kind: 'limit', bytes: 5 }]);
  });
});

describe('Adding files', () => {
  const file = (name: string) => new File(['x'], name);

  it('shows a single one', async () => {
    rig.answers.push({ name: 'one', id: 'a', words: null });
    await rig.actions.add([file('one')], true);
    expect(rig.opened).toHaveBeenCalledExactlyOnceWith(stored, 'Paris');
    expect(rig.notices()).toEqual([]);
  });

  it('shows it also where nothing can be kept', async () => {
    const one = file('one');
    await rig.actions.add([one], true);
    expect(rig.opened).toHaveBeenCalledExactlyOnceWith(one, 'one');
  });

  it('does not end a conversation for it', async () => {
    const busy = setUp(connecting);
    busy.answers.push({ name: 'one', id: 'a', words: null });
    await busy.actions.add([file('one')], true);
    expect(busy.opened).not.toHaveBeenCalled();
    expect(busy.notices()).toEqual(['The session is in the library. Open it under Sessions.']);
  });

  it('counts several, and says which were refused and why', async () => {
    rig.answers.push(
      { name: 'one', id: 'a', words: null },
      { name: 'two', id: 'b', words: 'It is in the library already.' },
      { name: 'c.wav', id: null, words: 'This is no session file.' },
    );
    await rig.actions.add([file('one'), file('two'), file('c.wav')], true);
    expect(rig.opened).not.toHaveBeenCalled();
    expect(rig.notices()).toEqual([
      '2 sessions are in the library. “two”: It is in the library already.',
      'A file was not added. “c.wav”: This is no session file.',
    ]);
  });

  it('names a few of many that were refused', async () => {
    for (let i = 0; i < 10; i += 1) rig.answers.push({ name: `${i}`, id: null, words: 'No.' });
    await rig.actions.add([file('0'), file('1')], false);
    expect(rig.notices()).toEqual(['10 files were not added. “0”: No. “1”: No. “2”: No. And 7 more.']);
  });
});
