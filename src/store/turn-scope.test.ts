import { describe, expect, it } from 'vitest';
import { logRow as row, messageItem } from '../../tests/support/items.ts';
import { LogFilter } from './log-filter.ts';
import { EVERYTHING } from './log-query.ts';
import { LogMirror } from './log-mirror.ts';
import { testSearch } from './testing/test-search.ts';
import { testResponse, testTurn } from './testing/test-turn.ts';
import { turnScope } from './turn-scope.ts';

const turns = [1, 2, 3].map((number) =>
  testTurn(number, {
    moments: { speechStart: number * 1000 },
    responses: [testResponse({ id: `r${number}`, startMs: number * 1000 + 500, endMs: null })],
  }),
);
const items = Object.fromEntries(
  [1, 2, 3].map((number) => [`a${number}`, messageItem({ id: `a${number}`, responseId: `r${number}` })]),
);

describe('turnScope', () => {
  it('has the turn’s own ids, those of its neighbours, and the time until the next begins', () => {
    const scope = turnScope('turn_2', turns, items);
    expect(scope).toMatchObject({ number: 2, fromMs: 2000, toMs: 3000 });
    expect([...(scope?.own ?? [])]).toEqual(['u2', 'r2', 'a2']);
    expect([...(scope?.others ?? [])]).toEqual(['u1', 'r1', 'a1', 'u3', 'r3', 'a3']);
    expect(turnScope('turn_3', turns, items)?.toMs).toBe(Number.POSITIVE_INFINITY);
    expect(turnScope('turn_9', turns, items)).toBeNull();
  });

  it('shows of a log what names the turn, and what names nothing while it lasts', () => {
    const log = new LogMirror();
    const rows = [
      row(0, { atMs: 1900, lastAtMs: 2100, type: 'input_audio_buffer.append' }),
      row(1, { atMs: 2050, responseId: 'r1', type: 'response.done' }),
      row(2, { atMs: 2100, itemId: 'u1', type: 'transcription of the turn before, late' }),
      row(3, { atMs: 2200, itemId: 'u2' }),
      row(4, { atMs: 2600, itemId: 'a2' }),
      row(5, { atMs: 2700, itemId: 'item of a tool’s output' }),
      row(6, { atMs: 2800, type: 'rate_limits.updated' }),
      row(7, { atMs: 3000, type: 'rate_limits.updated' }),
      row(8, { atMs: 3100, responseId: 'r2', type: 'response.done' }),
      row(9, { atMs: 3200, itemId: 'u2', type: 'its transcription, late' }),
      row(10, { atMs: 3300, itemId: 'u3' }),
    ].map((each) => ({ ...each, lastAtMs: Math.max(each.atMs, each.lastAtMs) }));
    log.apply({ rows, length: rows.length });
    const filter = new LogFilter(log, testSearch(log).search);
    filter.set({ ...EVERYTHING, turn: turnScope('turn_2', turns, items) });
    const shown = Array.from({ length: filter.length }, (_, position) => filter.seqAt(position));
    expect(shown).toEqual([0, 3, 4, 5, 6, 8, 9]);
  });
});
