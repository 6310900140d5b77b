import { describe, expect, it } from 'vitest';
import { Scope } from '../lib/scope.ts';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import type { MessageItem } from '../session/types.ts';
import { Batcher } from './batcher.ts';
import { type EngineBatch, LOG_ROWS_PER_BATCH } from './engine.messages.ts';
import { EventLog } from './event-log.ts';

function setup() {
  const clock = new FakeClock();
  const log = new EventLog();
  const sent: EngineBatch[] = [];
  let timelines = 0;
  const batcher = new Batcher(new Scope(clock), {
    log: () => log,
    timeline: () => {
      timelines += 1;
      return {
        nowMs: clock.nowMs(),
        microphone: [],
        items: [],
        segments: [],
        arrivals: [],
        marks: [],
        queuedMs: 0,
      };
    },
    send: (batch) => sent.push(batch),
  });
  const grow = () => {
    log.append({
      direction: 'client',
      atMs: clock.nowMs(),
      text: '{}',
      type: 'x',
      summary: '',
      level: 'normal',
      parsed: 'known',
      itemId: null,
      responseId: null,
      callId: null,
      commandId: null,
      audioMs: null,
      streamKey: 'run',
      streamText: null,
    });
    batcher.logChanged();
  };
  const addRows = (count: number) => {
    for (let i = 0; i < count; i += 1) {
      log.append({
        direction: 'server',
        atMs: i,
        text: '{}',
        type: 'x',
        summary: '',
        level: 'normal',
        parsed: 'known',
        itemId: null,
        responseId: null,
        callId: null,
        commandId: null,
        audioMs: null,
        streamKey: null,
        streamText: null,
      });
      batcher.logChanged();
    }
  };
  return { clock, log, sent, batcher, addRows, grow, timelines: () => timelines };
}

const item = (id: string, text: string): MessageItem => ({
  kind: 'message',
  id,
  role: 'assistant',
  status: 'in-progress',
  medium: 'voice',
  text,
  transcription: 'off',
  transcriptionError: null,
  audioMs: null,
  heard: null,
  forgotten: false,
  responseId: null,
  startedAtMs: 0,
});

describe('Batcher', () => {
  it('sends the changes of one task together, the latest of each', () => {
    const { clock, sent, batcher } = setup();
    batcher.set({ phase: 'hearing' });
    batcher.set({ phase: 'thinking' });
    batcher.upsert(item('a', 'Hel'));
    batcher.upsert(item('a', 'Hello'));
    clock.advance(0);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.phase).toBe('thinking');
    expect(sent[0]?.items?.upserts).toMatchObject([{ id: 'a', text: 'Hello' }]);
  });

  it('tells the order from where it changed, counted without what was removed', () => {
    const { clock, sent, batcher } = setup();
    const tell = (...order: string[]) => {
      batcher.order(() => order);
      clock.advance(0);
      batcher.acknowledged();
      return sent.at(-1)?.items?.order;
    };
    expect(tell('a', 'b', 'c')).toEqual({ from: 0, ids: ['a', 'b', 'c'] });
    expect(tell('a', 'b', 'd', 'c')).toEqual({ from: 2, ids: ['d', 'c'] });
    batcher.remove('b');
    expect(tell('a', 'd', 'c', 'e')).toEqual({ from: 3, ids: ['e'] });
    batcher.reset();
    expect(tell('a')).toEqual({ from: 0, ids: ['a'] });
  });

  it('has at most one batch on its way, and sends what gathered when it is acknowledged', () => {
    const { clock, sent, batcher } = setup();
    batcher.set({ phase: 'hearing' });
    clock.advance(0);
    batcher.set({ phase: 'thinking' });
    batcher.set({ phase: 'speaking' });
    clock.advance(10_000);
    expect(sent).toHaveLength(1);
    batcher.acknowledged();
    expect(sent.map((batch) => batch.phase)).toEqual(['hearing', 'speaking']);
  });

  it('is not put off by a burst that never pauses', () => {
    const { clock, sent, batcher } = setup();
    for (let i = 0; i < 100; i += 1) {
      batcher.set({ phase: 'hearing' });
      clock.advance(0.1);
    }
    expect(sent).toHaveLength(1);
  });

  it('cuts a burst of rows into batches that a page can take in a frame', () => {
    const { clock, sent, batcher, addRows } = setup();
    addRows(LOG_ROWS_PER_BATCH * 2 + 5);
    clock.advance(0);
    batcher.acknowledged();
    batcher.acknowledged();
    batcher.acknowledged();
    expect(sent.map((batch) => batch.log?.rows.length)).toEqual([LOG_ROWS_PER_BATCH, LOG_ROWS_PER_BATCH, 5]);
    expect(sent[0]?.log?.length).toBe(LOG_ROWS_PER_BATCH * 2 + 5);
  });

  it('shows a new row at once, and a row that only grows at most eight times a second', () => {
    const { clock, sent, batcher, grow, addRows } = setup();
    const step = (ms: number) => {
      const before = sent.length;
      clock.advance(ms);
      if (sent.length > before) batcher.acknowledged();
    };
    for (let t = 0; t < 1000; t += 20) {
      grow();
      step(20);
    }
    const growing = sent.length;
    expect(growing).toBeGreaterThan(4);
    expect(growing).toBeLessThanOrEqual(9);
    expect(sent.at(-1)?.log?.rows[0]?.count).toBeGreaterThan(40);
    addRows(1);
    step(0);
    expect(sent).toHaveLength(growing + 1);
  });

  it('sends sound alone at most thirty times a second', () => {
    const { clock, sent, batcher, timelines } = setup();
    for (let t = 0; t < 1000; t += 20) {
      batcher.timelineChanged();
      clock.advance(20);
      if (timelines() === sent.length) batcher.acknowledged();
    }
    expect(timelines()).toBeGreaterThan(15);
    expect(timelines()).toBeLessThanOrEqual(31);
  });

  it('lets one batch of news follow sound that the page has not shown yet, and no more', () => {
    const { clock, sent, batcher, addRows } = setup();
    batcher.timelineChanged();
    clock.advance(40);
    batcher.timelineChanged();
    clock.advance(40);
    expect(sent).toHaveLength(1);
    addRows(1);
    clock.advance(0);
    expect(sent.map((batch) => batch.log?.rows.length)).toEqual([undefined, 1]);
    batcher.acknowledged();
    addRows(2);
    clock.advance(1000);
    expect(sent).toHaveLength(2);
    batcher.acknowledged();
    expect(sent[2]?.log?.rows.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('tells the page to forget the former session, and drops what was gathered of it', () => {
    const { clock, sent, batcher } = setup();
    batcher.upsert(item('old', 'old'));
    batcher.notice({ id: 'n', key: 'server-error', level: 'error', text: 'Of the former.', nextStep: null });
    batcher.reset();
    batcher.upsert(item('new', 'new'));
    clock.advance(0);
    expect(sent[0]?.reset).toBe(true);
    expect(sent[0]?.notices).toBeUndefined();
    expect(sent[0]?.items?.upserts.map(({ id }) => id)).toEqual(['new']);
  });

  it('lets a later clear win over a notice, and a later notice over a clear', () => {
    const { clock, sent, batcher } = setup();
    const notice = { id: '1', key: 'k', level: 'info' as const, text: 't', nextStep: null };
    batcher.notice(notice);
    batcher.clearNotice('k');
    clock.advance(0);
    expect(sent[0]).toMatchObject({ clearedNotices: ['k'] });
    expect(sent[0]?.notices).toBeUndefined();
    batcher.acknowledged();
    batcher.clearNotice('k');
    batcher.notice(notice);
    clock.advance(0);
    expect(sent[1]?.notices).toEqual([notice]);
    expect(sent[1]?.clearedNotices).toBeUndefined();
  });
});
