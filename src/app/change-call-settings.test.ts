/** A call's settings between the form and the relay: shown as sent at once, and not lost when the relay does not take them. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ShownSession } from '../engine/engine.messages.ts';
import { testStore } from '../store/testing/test-store.ts';
import { testSettings } from '../ui/kit/testing/test-console.tsx';
import { testCall } from '../ui/calls/testing/test-call.ts';
import { changeCallSettings } from './change-call-settings.ts';

afterEach(() => vi.unstubAllGlobals());

const inForce = testSettings().asked;
const calls = (id: string): ShownSession => ({
  kind: 'call',
  call: { ...testCall, id, state: 'talking' },
  state: 'watching',
  lostLines: 0,
  voice: null,
  words: null,
});

function setUp(settings = testSettings({ accepted: inForce })) {
  const store = testStore();
  store.setState({ shown: calls('CA1'), settings, notices: [] });
  let answer: (response: Response) => void = () => {};
  const asked: [url: string, body: unknown][] = [];
  vi.stubGlobal('fetch', (url: string, { body }: { body: string }) => {
    asked.push([url, JSON.parse(body)]);
    return new Promise((resolve) => (answer = resolve));
  });
  return { store, asked, answer: (response: Response) => answer(response) };
}

const refusal = () => new Response('{"error":{"message":"The call is over."}}', { status: 409 });

describe('a change of a call’s settings', () => {
  it('is on the screen as sent before the relay answers, and stays so until the wire says more', async () => {
    const refused = { instructions: 'Too long.', voice: 'No such voice.' };
    const { store, asked, answer } = setUp(testSettings({ accepted: inForce, refused }));
    const changing = changeCallSettings(store, 'CA1', { instructions: 'Ahoy.' });
    const sent = {
      asked: { ...inForce, instructions: 'Ahoy.' },
      accepted: inForce,
      pending: ['instructions'],
      refused: { voice: 'No such voice.' },
    };
    expect(store.getState().settings).toMatchObject(sent);
    expect(store.getState().settings.refused).not.toHaveProperty('instructions');
    answer(new Response(null, { status: 204 }));
    await changing;
    expect(store.getState().settings).toMatchObject(sent);
    expect(asked).toEqual([
      ['/api/calls/CA1/commands', { kind: 'settings', patch: { instructions: 'Ahoy.' } }],
    ]);
  });

  it('that the relay does not take stays in the form, as refused, with its words', async () => {
    const { store, answer } = setUp();
    const changing = changeCallSettings(store, 'CA1', { instructions: 'Ahoy.', speed: 1.2 });
    answer(refusal());
    await changing;
    expect(store.getState().settings).toMatchObject({
      asked: { instructions: 'Ahoy.', speed: 1.2 },
      accepted: inForce,
      pending: [],
      refused: { instructions: 'The call is over.', speed: 'The call is over.' },
    });
    expect(store.getState().notices).toEqual([]);
  });

  it('does not wait for ever in the form of a call that has ended meanwhile', async () => {
    const { store, answer } = setUp();
    const changing = changeCallSettings(store, 'CA1', { instructions: 'Ahoy.' });
    const over: ShownSession = { ...calls('CA1'), state: 'ended' } as ShownSession;
    store.setState({ shown: over });
    answer(refusal());
    await changing;
    expect(store.getState().settings).toMatchObject({
      pending: [],
      refused: { instructions: 'The call is over.' },
    });
  });

  it('is told, and changes nothing of another call that is shown by then', async () => {
    const { store, answer } = setUp();
    const changing = changeCallSettings(store, 'CA1', { instructions: 'Ahoy.' });
    const other = testSettings({ accepted: inForce });
    store.setState({ shown: calls('CA2'), settings: other });
    answer(refusal());
    await changing;
    expect(store.getState().settings).toEqual(other);
    expect(store.getState().notices.map(({ text }) => text)).toEqual(['The call is over.']);
  });
});
