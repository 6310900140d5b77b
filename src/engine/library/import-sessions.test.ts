import { describe, expect, it } from 'vitest';
import { LibraryRig, serverLine, sessionText, type Tab } from './testing/library-rig.ts';

async function imported(tab: Tab, ...files: File[]) {
  await tab.ask({ kind: 'import', requestId: 1, files });
  const answer = tab.messages.findLast((message) => message.kind === 'imported');
  return answer?.kind === 'imported' ? answer.imported : null;
}

const whole = sessionText('2026-05-03T10:00:00.000Z', [serverLine(10, 'größer 🙂'), serverLine(2000)]);
const file = (text: string, name = 'a.sidetone.jsonl') => new File([text], name);

describe('Importing', () => {
  it('takes files in as they are, with their summary', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    const [answer] = (await imported(tab, file(whole))) ?? [];
    expect(answer).toMatchObject({ name: 'a.sidetone.jsonl', words: null });
    expect(tab.sessions).toMatchObject([{ id: answer?.id, imported: true, state: 'ended', turns: 2 }]);
    expect(rig.folder.text(`${answer?.id}.sidetone.jsonl`)).toBe(whole);
  });

  it('refuses what is no session file in words, and takes the others', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    const answers = await imported(tab, file('RIFF', 'a.wav'), file('', 'empty'), file(whole));
    expect(answers?.map(({ id }) => id !== null)).toEqual([false, false, true]);
    expect(answers?.[0]?.words).toMatch(/no session file/);
    expect(answers?.[1]?.words).toMatch(/empty/);
    expect(rig.folder.files.size).toBe(2);
  });

  it('takes a damaged file whole and says how far it can be read', async () => {
    const tab = await new LibraryRig().tab();
    const answers = await imported(tab, file(whole.slice(0, -20)));
    expect(answers?.[0]?.words).toMatch(/up to line 3/);
    expect(tab.sessions).toMatchObject([{ turns: 1 }]);
  });

  it('does not take the same file twice', async () => {
    const tab = await new LibraryRig().tab();
    const once = await imported(tab, file(whole));
    const twice = await imported(tab, file(whole, 'copy.jsonl'));
    expect(twice?.[0]).toMatchObject({ id: once?.[0]?.id, words: 'It is in the library already.' });
    expect(tab.sessions).toHaveLength(1);
  });

  it('leaves nothing behind when there is no room, and says what to do', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    rig.folder.roomBytes = 100;
    const answers = await imported(tab, file(whole));
    expect(answers?.[0]).toMatchObject({
      id: null,
      words: expect.stringMatching(/storage is full. Delete/) as string,
    });
    expect(rig.folder.files.size).toBe(0);
    expect(rig.heldLocks.size).toBe(0);
  });

  it('does not throw anything away for what it refuses', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    await imported(tab, file(whole));
    await tab.ask({ kind: 'limit', bytes: whole.length + 100 });
    const huge = sessionText('2026-06-01T10:00:00.000Z', [serverLine(1, 'x'.repeat(2000))]);
    const answers = await imported(tab, file('x'.repeat(5000), 'film.mkv'), file(huge));
    expect(answers?.map(({ words }) => words)).toEqual([
      expect.stringMatching(/no session file/),
      expect.stringMatching(/larger than all sessions may be together. Raise the limit/),
    ]);
    expect(tab.sessions).toHaveLength(1);
    expect(tab.notices).toEqual([]);
  });

  it('takes the same file once when it is given twice', async () => {
    const tab = await new LibraryRig().tab();
    await imported(tab, file(whole), file(whole, 'again'));
    expect(tab.sessions).toHaveLength(1);
  });

  it('makes room by the limit before it begins', async () => {
    const rig = new LibraryRig();
    const tab = await rig.tab();
    await imported(tab, file(sessionText('2026-01-01T00:00:00.000Z', [serverLine(1)])));
    await tab.ask({ kind: 'limit', bytes: whole.length + 20 });
    await imported(tab, file(whole));
    expect(tab.sessions.map(({ startedAtEpochMs }) => startedAtEpochMs)).toEqual([
      Date.parse('2026-05-03T10:00:00.000Z'),
    ]);
  });
});
