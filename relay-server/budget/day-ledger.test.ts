/** The day's use survives a restart, and a disk that does not serve costs no more than that. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { DayLedger, type LedgerStore } from './day-ledger.ts';
import { ledgerFile } from './ledger-file.ts';

const NOON = Date.UTC(2026, 10, 26, 12);
let folder: string;
let clock: FakeClock;
let warnings: string[];
const log = { warn: (_fields: object, message: string) => void warnings.push(message) };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidetone-ledger-'));
  clock = new FakeClock();
  warnings = [];
});
afterEach(() => rm(folder, { recursive: true }));

const path = () => join(folder, 'data', 'budgets.json');
const ledgerOf = (store: LedgerStore | null, maxClients?: number) =>
  DayLedger.open({ store, clock, nowEpochMs: () => NOON + clock.nowMs(), log, maxClients });

describe('a ledger', () => {
  it('knows after a restart what was used today', async () => {
    const first = await ledgerOf(ledgerFile(path(), log));
    first.add('a', { ms: 1000, usd: 0.5 });
    first.add('a', { ms: 500, usd: 0 });
    await first.close();
    const second = await ledgerOf(ledgerFile(path(), log));
    expect(second.used('a')).toEqual({ ms: 1500, usd: 0.5 });
    expect(second.used('b')).toEqual({ ms: 0, usd: 0 });
    await second.close();
    expect(warnings).toEqual([]);
  });

  it('writes every few seconds, so that a crash forgets little', async () => {
    const ledger = await ledgerOf(ledgerFile(path(), log));
    ledger.add('a', { ms: 1, usd: 0 });
    clock.advance(5000);
    await ledger.close();
    expect(JSON.parse(await readFile(path(), 'utf8'))).toEqual({
      day: '2026-11-26',
      clients: { a: { ms: 1, usd: 0 } },
    });
  });

  it('begins anew at midnight UTC, also when it was closed meanwhile', async () => {
    const ledger = await ledgerOf(ledgerFile(path(), log));
    ledger.add('a', { ms: 1, usd: 1 });
    expect(ledger.resetsAtEpochMs()).toBe(Date.UTC(2026, 10, 27));
    await ledger.close();
    clock.advance(12 * 3600 * 1000);
    expect(ledger.used('a')).toEqual({ ms: 0, usd: 0 });
    const next = await ledgerOf(ledgerFile(path(), log));
    expect(next.used('a')).toEqual({ ms: 0, usd: 0 });
    await next.close();
  });

  it.each(['not json', '{"day":"2026-11-26"}', '{"day":"2026-11-26","clients":{"a":{"ms":-5,"usd":0}}}', ''])(
    'takes a damaged file (%j) for none, and says so',
    async (text) => {
      await ledgerFile(path(), log).save({ day: 'x', clients: {} });
      await writeFile(path(), text);
      const ledger = await ledgerOf(ledgerFile(path(), log));
      expect(ledger.used('a')).toEqual({ ms: 0, usd: 0 });
      expect(warnings).toEqual(['the written budgets cannot be read; today begins at nothing']);
      await ledger.close();
    },
  );

  it('goes on in memory when the disk is full, says so once, and writes when there is room again', async () => {
    let isFull = true;
    const pages: unknown[] = [];
    const store: LedgerStore = {
      load: () => Promise.resolve(null),
      save(page) {
        if (isFull) return Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
        pages.push(page);
        return Promise.resolve();
      },
    };
    const ledger = await ledgerOf(store);
    for (let i = 0; i < 3; i += 1) {
      ledger.add('a', { ms: 1, usd: 0 });
      clock.advance(5000);
      await Promise.resolve();
    }
    expect(ledger.used('a').ms).toBe(3);
    isFull = false;
    ledger.add('a', { ms: 1, usd: 0 });
    await ledger.close();
    expect(warnings).toHaveLength(1);
    expect(pages.at(-1)).toMatchObject({ clients: { a: { ms: 4 } } });
  });

  it('forgets those that used least when there are too many', async () => {
    const ledger = await ledgerOf(null, 10);
    for (let i = 0; i < 11; i += 1) ledger.add(`c${i}`, { ms: i + 1, usd: i });
    expect(ledger.used('c10').usd).toBe(10);
    expect(ledger.used('c0')).toEqual({ ms: 0, usd: 0 });
    await ledger.close();
    expect(clock.pending).toBe(0);
  });
});
