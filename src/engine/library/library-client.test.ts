import { describe, expect, it } from 'vitest';
import { LibraryClient, type LibraryWorker } from './library-client.ts';
import type { LibraryCommand, LibraryMessage, LibraryNotice, LibraryState } from './library.messages.ts';

function setUp() {
  const sent: LibraryCommand[] = [];
  const states: LibraryState[] = [];
  const notices: LibraryNotice[] = [];
  let receive: (message: LibraryMessage) => void = () => {};
  let fail: (event: Event) => void = () => {};
  const worker: LibraryWorker = {
    postMessage: (command) => sent.push(command),
    addEventListener: (type: 'message' | 'error', listener: (event: never) => void) => {
      if (type === 'message') receive = (data) => listener({ data } as never);
      else fail = listener as (event: Event) => void;
    },
  };
  const client = new LibraryClient(worker, {
    onLibrary: (state) => states.push(state),
    onNotice: (notice) => notices.push(notice),
  });
  return {
    client,
    sent,
    states,
    notices,
    receive: (m: LibraryMessage) => receive(m),
    fail: (e: Event) => fail(e),
  };
}

describe('The library’s client', () => {
  it('gives each request its own answer, in whatever order they come', async () => {
    const { client, sent, receive } = setUp();
    const first = client.search('a');
    const second = client.search('b');
    const file = client.read('x');
    const ids = sent.map((command) => ('requestId' in command ? command.requestId : 0));
    receive({ kind: 'file', requestId: ids[2] ?? 0, file: null });
    receive({ kind: 'found', requestId: ids[1] ?? 0, found: [{ id: 'b', excerpt: null }] });
    receive({ kind: 'found', requestId: ids[0] ?? 0, found: [] });
    expect(await first).toEqual([]);
    expect(await second).toEqual([{ id: 'b', excerpt: null }]);
    expect(await file).toBeNull();
  });

  it('a worker that cannot be started leaves nobody waiting, and is said to be no library', async () => {
    const { client, states, fail } = setUp();
    const before = client.import([]);
    fail(new Event('error'));
    expect(await before).toEqual([]);
    expect(await client.search('a')).toEqual([]);
    expect(states).toEqual([{ status: 'unavailable', why: 'The library of sessions could not be started.' }]);
  });

  it('an error in a worker that runs is told, and it goes on', () => {
    const { notices, states, receive, fail } = setUp();
    receive({ kind: 'library', library: { status: 'opening' } });
    fail(Object.assign(new Event('error'), { message: 'x is not a function' }));
    expect(notices[0]?.text).toContain('x is not a function');
    expect(states).toEqual([{ status: 'opening' }]);
  });
});
