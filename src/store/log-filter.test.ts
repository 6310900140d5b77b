import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logRow as row } from '../../tests/support/items.ts';
import type { LogRow } from '../engine/engine.messages.ts';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import { LogFilter } from './log-filter.ts';
import { LogMirror } from './log-mirror.ts';
import { EVERYTHING, type LogQuery } from './log-query.ts';
import { testSearch } from './testing/test-search.ts';

function shown(filter: LogFilter): number[] {
  return Array.from({ length: filter.length }, (_, position) => filter.seqAt(position));
}

const frameOf = (seq: number) => `{"n":"frame ${seq % 3} abc"}`;

/** What the filter should show, worked out the slow way. */
function expected(log: LogMirror, query: LogQuery): number[] {
  const text = query.text.trim();
  const found = (field: string) =>
    query.pattern ? new RegExp(text, 'i').test(field) : field.toLowerCase().includes(text.toLowerCase());
  const seqs: number[] = [];
  for (let seq = 0; seq < log.length; seq += 1) {
    const each = log.row(seq);
    if (!each) continue;
    if (query.direction !== 'all' && each.direction !== query.direction) continue;
    if (query.troubleOnly && each.level === 'normal') continue;
    if (query.hiddenTypes.includes(each.type)) continue;
    if (query.itemId !== null && each.itemId !== query.itemId) continue;
    if (query.responseId !== null && each.responseId !== query.responseId) continue;
    const fields = [each.type, each.summary, each.itemId ?? '', each.responseId ?? ''];
    if (query.frames && text !== '') fields.push(frameOf(seq));
    if (fields.some(found)) seqs.push(seq);
  }
  return seqs;
}

const word = fc.constantFrom('a', 'ab', 'abc', 'B', 'audio', 'AUDIO.delta', 'x.y', '(', '[a', 'item_1', '');
const fields = fc.record<Partial<LogRow>>({
  type: word,
  summary: word,
  itemId: fc.option(word),
  responseId: fc.option(word),
  direction: fc.constantFrom('client', 'server', 'note'),
  level: fc.constantFrom('normal', 'warning', 'error'),
});
const rest = {
  frames: fc.boolean(),
  direction: fc.constantFrom<LogQuery['direction']>('all', 'client', 'server'),
  troubleOnly: fc.boolean(),
  hiddenTypes: fc.array(word, { maxLength: 3 }),
  itemId: fc.option(word),
  responseId: fc.option(word),
  turn: fc.constant(null),
};
const query = fc.oneof(
  fc.record<LogQuery>({ text: word, pattern: fc.constant(false), ...rest }),
  fc.record<LogQuery>({
    text: fc.constantFrom('', 'a', '^a', 'b$|x', 'a.?b', 'frame [12]'),
    pattern: fc.constant(true),
    ...rest,
  }),
);
const step = fc.oneof(
  fc.record({ do: fc.constant('append' as const), rows: fc.array(fields, { maxLength: 6 }) }),
  fc.record({ do: fc.constant('rewrite' as const), at: fc.nat({ max: 30 }), row: fields }),
  fc.record({ do: fc.constant('query' as const), query, near: fc.nat({ max: 40 }) }),
  fc.record({ do: fc.constant('wait' as const) }),
  fc.record({ do: fc.constant('reset' as const) }),
);

describe('LogFilter', () => {
  it('always shows what a fresh look at every row would', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const log = new LogMirror();
        const { search, run } = testSearch(log, frameOf);
        const clock = new FakeClock();
        // Parts so small that a look is hardly ever over before the next thing happens.
        const filter = new LogFilter(log, search, clock, 3);
        filter.subscribe(() => {});
        let asked: LogQuery = EVERYTHING;
        for (const each of steps) {
          if (each.do === 'append') {
            const rows = each.rows.map((row_, index) => row(log.length + index, row_));
            log.apply({ rows, length: log.length + rows.length });
          } else if (each.do === 'rewrite') {
            if (each.at < log.length) log.apply({ rows: [row(each.at, each.row)], length: log.length });
          } else if (each.do === 'query') {
            asked = each.query;
            expect(filter.set(asked, each.near)).toBeNull();
          } else if (each.do === 'wait') {
            clock.advance(1000);
          } else {
            log.reset();
            asked = { ...asked, itemId: null, responseId: null };
          }
          run();
          const right = expected(log, asked);
          if (filter.looking) expect(right).toEqual(expect.arrayContaining(shown(filter)));
          else expect(shown(filter)).toEqual(right);
          expect(shown(filter)).toEqual(shown(filter).toSorted((a, b) => a - b));
        }
        filter.complete();
        expect(shown(filter)).toEqual(expected(log, asked));
      }),
    );
  });

  it('shows at once what matches where somebody reads, and the rest as it comes to it', () => {
    const log = new LogMirror();
    log.apply({ rows: Array.from({ length: 100 }, (_, seq) => row(seq)), length: 100 });
    const clock = new FakeClock();
    const filter = new LogFilter(log, testSearch(log).search, clock, 10);
    let told = 0;
    filter.subscribe(() => (told += 1));
    filter.set({ ...EVERYTHING, text: 'created' }, 50);
    expect(shown(filter)).toEqual([45, 46, 47, 48, 49, 50, 51, 52, 53, 54]);
    // Not a count that nobody can trust.
    expect([filter.looking, filter.count, told]).toEqual([true, 100, 1]);
    clock.advance(1000);
    expect([filter.looking, filter.count, filter.length, told]).toEqual([false, 100, 100, 2]);
    // A look that was given up does nothing more.
    filter.set({ ...EVERYTHING, text: 'nothing like it' });
    filter.set(EVERYTHING);
    clock.advance(1000);
    expect([filter.looking, filter.length, told]).toEqual([false, 100, 4]);
  });

  it('finds text that looks like a pattern as it stands', () => {
    const log = new LogMirror();
    log.apply({ rows: [row(0, { summary: 'a.*b' }), row(1, { summary: 'axxb' })], length: 2 });
    const filter = new LogFilter(log, testSearch(log).search);
    filter.set({ ...EVERYTHING, text: '.*' });
    expect(shown(filter)).toEqual([0]);
  });

  it('says why a text is no pattern, and goes on with the query before it', () => {
    const log = new LogMirror();
    log.apply({ rows: [row(0, { summary: 'Paris' }), row(1, { summary: 'Rome' })], length: 2 });
    const { search, run } = testSearch(log);
    const filter = new LogFilter(log, search);
    filter.subscribe(() => {});
    expect(filter.set({ ...EVERYTHING, text: '^par', pattern: true })).toBeNull();
    run();
    expect(shown(filter)).toEqual([0]);
    expect(filter.set({ ...EVERYTHING, text: '^par(', pattern: true })).toMatch(/group|paren/i);
    expect(shown(filter)).toEqual([0]);
    expect(filter.query.text).toBe('^par');
  });

  it('says where a row stands, and where it would', () => {
    const log = new LogMirror();
    const rows = Array.from({ length: 3000 }, (_, seq) =>
      row(seq, { direction: seq % 2 === 0 ? 'client' : 'server' }),
    );
    log.apply({ rows, length: 3000 });
    const filter = new LogFilter(log, testSearch(log).search);
    expect(filter.positionOf(17)).toBe(17);
    expect(filter.positionOf(3000)).toBe(-1);
    filter.set({ ...EVERYTHING, direction: 'client' });
    expect(filter.length).toBe(1500);
    expect(filter.positionOf(2998)).toBe(1499);
    expect(filter.positionOf(17)).toBe(-1);
    expect(filter.positionFrom(17)).toBe(9);
    expect(filter.seqAt(1500)).toBe(-1);
  });

  it('changes its generation with the query and on a reset, not as the log grows', () => {
    const log = new LogMirror();
    const filter = new LogFilter(log, testSearch(log).search);
    const start = filter.generation;
    filter.subscribe(() => {});
    log.apply({ rows: [row(0)], length: 1 });
    filter.set({ ...EVERYTHING });
    expect(filter.generation).toBe(start);
    filter.set({ ...EVERYTHING, text: 'x' });
    expect(filter.generation).toBeGreaterThan(start);
    const before = filter.generation;
    log.reset();
    expect(filter.generation).toBeGreaterThan(before);
  });

  it('follows the log only while somebody listens, and catches up when somebody does again', () => {
    const log = new LogMirror();
    const filter = new LogFilter(log, testSearch(log).search);
    filter.set({ ...EVERYTHING, text: 'created' });
    let told = 0;
    const stop = filter.subscribe(() => (told += 1));
    log.apply({ rows: [row(0)], length: 1 });
    expect(shown(filter)).toEqual([0]);
    stop();
    log.apply({ rows: [row(1)], length: 2 });
    expect(told).toBe(1);
    filter.subscribe(() => {});
    expect(shown(filter)).toEqual([0, 1]);
  });

  it('shows a row that the search found before the page held it', () => {
    const log = new LogMirror();
    const { search, run } = testSearch(log, () => '{"secret":true}');
    const filter = new LogFilter(log, search);
    filter.subscribe(() => {});
    filter.set({ ...EVERYTHING, text: 'secret', frames: true });
    log.apply({ rows: [row(0), row(1)], length: 2 });
    expect(shown(filter)).toEqual([]);
    run();
    expect(shown(filter)).toEqual([0, 1]);
    filter.set({ ...EVERYTHING, text: 'secret', frames: true, direction: 'client' });
    expect(shown(filter)).toEqual([]);
    filter.set({ ...EVERYTHING, text: 'secret', frames: true });
    expect(shown(filter)).toEqual([0, 1]);
  });

  it('takes what the search finds in one go with what it found a moment later', () => {
    const log = new LogMirror();
    log.apply({ rows: [row(0), row(1), row(2)], length: 3 });
    const { search, run } = testSearch(log, () => '{"secret":true}');
    const clock = new FakeClock();
    const filter = new LogFilter(log, search, clock);
    let told = 0;
    filter.subscribe(() => (told += 1));
    filter.set({ ...EVERYTHING, text: 'secret', frames: true });
    run();
    expect(shown(filter)).toEqual([0, 1, 2]);
    const before = told;
    for (let seq = 3; seq < 8; seq += 1) {
      log.apply({ rows: [row(seq)], length: seq + 1 });
      run();
    }
    // Only of the rows themselves.
    expect([told - before, filter.length, filter.looking]).toEqual([5, 3, true]);
    clock.advance(1000);
    expect([told - before, filter.length, filter.looking]).toEqual([6, 8, false]);
  });

  it('remembers how to look before there is anything to look for', () => {
    const log = new LogMirror();
    log.apply({ rows: [row(0)], length: 1 });
    const { search, run } = testSearch(log, () => '{"secret":true}');
    const filter = new LogFilter(log, search);
    let told = 0;
    filter.subscribe(() => (told += 1));
    filter.set({ ...EVERYTHING, frames: true });
    expect([filter.query.frames, told, filter.length]).toEqual([true, 1, 1]);
    filter.set({ ...filter.query, text: 'secret' });
    run();
    expect(shown(filter)).toEqual([0]);
  });
});
