import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logRow as row } from '../../tests/support/items.ts';
import type { LogRow } from '../engine/engine.messages.ts';
import { type LogChange, LogMirror } from './log-mirror.ts';

const anyRow = fc.record<Omit<LogRow, 'seq'>>({
  direction: fc.constantFrom('client', 'server', 'note'),
  type: fc.string(),
  atMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
  lastAtMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
  count: fc.nat(),
  bytes: fc.nat(),
  audioMs: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
  summary: fc.string(),
  level: fc.constantFrom('normal', 'warning', 'error'),
  parsed: fc.constantFrom('known', 'unknown', 'malformed'),
  itemId: fc.option(fc.string()),
  responseId: fc.option(fc.string()),
  callId: fc.option(fc.string()),
  commandId: fc.option(fc.string()),
});

describe('LogMirror', () => {
  it('gives back every row as it came', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 40 }), (fields) => {
        const log = new LogMirror();
        const rows = fields.map((field, seq) => ({ ...field, seq }));
        log.apply({ rows, length: rows.length });
        expect(log.length).toBe(rows.length);
        rows.forEach((expected, seq) => expect(log.row(seq)).toEqual(expected));
        expect(log.errorCount).toBe(rows.filter((each) => each.level === 'error').length);
        expect(log.warningCount).toBe(rows.filter((each) => each.level === 'warning').length);
        const types = new Map(log.typeCounts().map(({ type, rows: count }) => [type, count]));
        for (const { type } of rows)
          expect(types.get(type)).toBe(rows.filter((each) => each.type === type).length);
      }),
    );
  });

  it('holds rows beyond one block', () => {
    const log = new LogMirror();
    const rows = Array.from({ length: 9000 }, (_, seq) => row(seq));
    log.apply({ rows, length: 9000 });
    expect(log.row(4095)?.summary).toBe('row 4095');
    expect(log.row(4096)?.summary).toBe('row 4096');
    expect(log.row(8999)?.summary).toBe('row 8999');
    expect(log.row(9000)).toBeUndefined();
    expect(log.atMs(8999)).toBe(89_990);
    expect(log.atMs(9000)).toBeNaN();
  });

  it('keeps a row the same object until it is rewritten', () => {
    const log = new LogMirror();
    log.apply({ rows: [row(0), row(1)], length: 2 });
    const first = log.row(0);
    log.apply({ rows: [row(1, { count: 2 }), row(2)], length: 3 });
    expect(log.row(0)).toBe(first);
    expect(log.row(1)?.count).toBe(2);
  });

  it('counts an error once, however often its row is rewritten, and not after it was none', () => {
    const log = new LogMirror();
    log.apply({ rows: [row(0, { level: 'error' })], length: 1 });
    log.apply({ rows: [row(0, { level: 'error', count: 2 })], length: 1 });
    expect(log.errorCount).toBe(1);
    log.apply({ rows: [row(0)], length: 1 });
    expect(log.errorCount).toBe(0);
  });

  it('says which rows are new and which were rewritten', () => {
    const log = new LogMirror();
    const changes: (LogChange | { kind: 'reset' })[] = [];
    const stop = log.subscribe((change) => changes.push(change));
    log.apply({ rows: [row(0), row(1)], length: 2 });
    log.apply({ rows: [row(1), row(2)], length: 3 });
    log.reset();
    stop();
    log.apply({ rows: [row(0)], length: 1 });
    expect(changes).toEqual([
      { kind: 'applied', addedFrom: 0, changed: [] },
      { kind: 'applied', addedFrom: 2, changed: [1] },
      { kind: 'reset' },
    ]);
  });

  it('knows of rows that the engine has and it has not yet', () => {
    const log = new LogMirror();
    log.apply({ rows: [row(0)], length: 5000 });
    expect(log.length).toBe(1);
    expect(log.announced).toBe(5000);
  });

  it('has a hole where a row is missing, and leaves out rows that cannot be', () => {
    const log = new LogMirror();
    log.apply({ rows: [row(2), row(-1), row(0.5), row(1e12)], length: 3 });
    expect(log.length).toBe(3);
    expect(log.row(0)).toBeUndefined();
    expect(log.row(2)?.summary).toBe('row 2');
  });

  it('is empty after a reset and moves its version on', () => {
    const log = new LogMirror();
    log.apply({ rows: [row(0, { level: 'error' })], length: 1 });
    const { version: before, epoch } = log;
    log.reset();
    expect(log.epoch).not.toBe(epoch);
    expect([log.length, log.announced, log.errorCount, log.row(0)]).toEqual([0, 0, 0, undefined]);
    expect(log.version).toBeGreaterThan(before);
  });

  it('tells its listeners of a burst now and then, and of all of it at the end', () => {
    const mirror = new LogMirror();
    const told: unknown[] = [];
    mirror.subscribe((change) => told.push(change));
    for (let batch = 0; batch < 20; batch += 1) {
      const rows = Array.from({ length: 10 }, (_, index) => row(batch * 10 + index));
      mirror.apply({ rows, length: 200 });
    }
    expect(told).toHaveLength(3);
    expect(told.at(-1)).toMatchObject({ addedFrom: 160 });
    expect(mirror.row(199)?.seq).toBe(199);
  });
});
