import { describe, expect, it } from 'vitest';
import type { ConsoleUpstream } from '../lib/console-config.ts';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import type { MessageItem, Notice } from '../session/types.ts';
import { applyBatch, mergeNotices } from './engine-binding.ts';
import { LogMirror } from './log-mirror.ts';
import { testStore } from './testing/test-store.ts';
import { testTurn } from './testing/test-turn.ts';
import { TimeCursor } from './time-cursor.ts';
import { TimelineModel } from './timeline-model.ts';

function setup() {
  const store = testStore();
  const state = {
    store,
    log: new LogMirror(),
    timeline: new TimelineModel(new FakeClock()),
    cursor: new TimeCursor(),
  };
  let updates = 0;
  store.subscribe(() => (updates += 1));
  return {
    ...state,
    apply: (batch: Parameters<typeof applyBatch>[1]) => applyBatch(state, batch),
    updates: () => updates,
  };
}

const item = (id: string): MessageItem => ({
  kind: 'message',
  id,
  role: 'user',
  status: 'completed',
  medium: 'text',
  text: id,
  transcription: 'off',
  transcriptionError: null,
  audioMs: null,
  heard: null,
  forgotten: false,
  responseId: null,
  startedAtMs: 0,
});

const notice = (key: string, text = key): Notice => ({ id: text, key, level: 'info', text, nextStep: null });

describe('applyBatch', () => {
  it('makes one store update of a batch, and none of an empty one', () => {
    const { apply, updates } = setup();
    apply({});
    expect(updates()).toBe(0);
    apply({
      phase: 'thinking',
      items: { upserts: [item('a')], removed: [], order: { from: 0, ids: ['a'] } },
      notices: [notice('n')],
    });
    expect(updates()).toBe(1);
  });

  it('puts a turn that changed in the place of its former record, and forgets all with a new session', () => {
    const { apply, store } = setup();
    apply({ turns: [testTurn(1), testTurn(2)] });
    const [, second] = store.getState().turns;
    apply({ turns: [testTurn(1, { spokeOver: true }), testTurn(3)] });
    const { turns } = store.getState();
    expect(turns.map(({ number, spokeOver }) => [number, spokeOver])).toEqual([
      [1, true],
      [2, false],
      [3, false],
    ]);
    expect(turns[1]).toBe(second);
    apply({ reset: true, turns: [testTurn(1)] });
    expect(store.getState().turns).toEqual([testTurn(1)]);
  });

  it('keeps items that did not change the very same objects, so that their rows are not drawn again', () => {
    const { apply, store } = setup();
    apply({ items: { upserts: [item('a'), item('b')], removed: [], order: { from: 0, ids: ['a', 'b'] } } });
    const before = store.getState().items.a;
    apply({ items: { upserts: [{ ...item('b'), text: 'more' }], removed: [], order: null } });
    expect(store.getState().items.a).toBe(before);
    expect(store.getState().order).toEqual(['a', 'b']);
  });

  it('takes a removed item out of the order', () => {
    const { apply, store } = setup();
    apply({ items: { upserts: [item('a'), item('b')], removed: [], order: { from: 0, ids: ['a', 'b'] } } });
    apply({ items: { upserts: [], removed: ['a'], order: null } });
    expect(store.getState().order).toEqual(['b']);
    expect(store.getState().items).not.toHaveProperty('a');
  });

  it('keeps the order up to the place from which it is told', () => {
    const { apply, store } = setup();
    const upserts = ['a', 'b', 'c', 'd'].map(item);
    apply({ items: { upserts, removed: [], order: { from: 0, ids: ['a', 'b', 'c', 'd'] } } });
    apply({ items: { upserts: [item('e')], removed: ['b'], order: { from: 2, ids: ['e', 'd'] } } });
    expect(store.getState().order).toEqual(['a', 'c', 'e', 'd']);
  });

  it('forgets the former session on reset, but not what is wrong with a device', () => {
    const { apply, store, log } = setup();
    apply({
      items: { upserts: [item('a')], removed: [], order: { from: 0, ids: ['a'] } },
      notices: [notice('server-error'), notice('device-lost')],
    });
    apply({ reset: true, connection: { status: 'connecting' } });
    expect(store.getState()).toMatchObject({ items: {}, order: [], notices: [{ key: 'device-lost' }] });
    expect(log.length).toBe(0);
  });

  it('asserts nothing as accepted once the session is over, and keeps what was asked', () => {
    const { apply, store } = setup();
    const { asked } = store.getState().settings;
    apply({
      settings: { asked, accepted: asked, pending: ['voice'], refused: { voice: 'no' }, voiceLocked: true },
    });
    apply({ connection: { status: 'failed', text: 'gone', nextStep: 'again', code: 'x' } });
    expect(store.getState().settings).toEqual({
      asked,
      accepted: null,
      pending: [],
      refused: {},
      voiceLocked: false,
    });
  });

  it('keeps what is chosen for another upstream, of which the engine knows nothing', () => {
    const { apply, store } = setup();
    const running: ConsoleUpstream = {
      id: 'one',
      name: 'One',
      kind: 'openai',
      defaultModel: 'm',
      models: ['m'],
      voices: ['v'],
      transcriptionModels: [],
    };
    const upstreams = [running, { ...running, id: 'other' }] as const;
    store.setState({
      config: { version: '0', realtimePath: '/v1/realtime', upstreams, setByServer: [] },
      upstreamId: 'other',
      runningUpstreamId: 'one',
    });
    const { settings } = store.getState();
    store.setState({ settings: { ...settings, asked: { ...settings.asked, model: 'm', voice: 'v' } } });
    apply({ settings: { ...settings, asked: { ...settings.asked, speed: 1.5 } } });
    expect(store.getState().settings.asked).toMatchObject({ model: 'm', voice: 'v', speed: 1.5 });
  });
});

describe('mergeNotices', () => {
  it('lets a notice take the place of the one with its key', () => {
    expect(
      mergeNotices([notice('a', 'old'), notice('b')], [notice('a', 'new')], []).map(({ text }) => text),
    ).toEqual(['b', 'new']);
  });

  it('keeps the newest when there are too many', () => {
    const many = Array.from({ length: 20 }, (_, i) => notice(`k${i}`));
    expect(mergeNotices([], many, []).at(-1)?.key).toBe('k19');
    expect(mergeNotices([], many, []).length).toBeLessThan(10);
  });
});
