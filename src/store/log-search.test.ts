import { describe, expect, it } from 'vitest';
import { logRow as row } from '../../tests/support/items.ts';
import type { SearchCommand, SearchReport } from '../engine/search.messages.ts';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import { LogMirror } from './log-mirror.ts';
import { LogSearch } from './log-search.ts';
import { testSearch } from './testing/test-search.ts';

const secret = { text: 'secret', pattern: false, frames: true };

function logOf(rows: number): LogMirror {
  const log = new LogMirror();
  log.apply({ rows: Array.from({ length: rows }, (_, seq) => row(seq)), length: rows });
  return log;
}

interface Scripted {
  commands: SearchCommand[];
  report: (report: SearchReport) => void;
  ended: boolean;
}

/** A search whose searcher says only what the test makes it say. */
function scripted() {
  const clock = new FakeClock();
  const workers: Scripted[] = [];
  const search = new LogSearch({
    clock,
    startSearcher: () => {
      const worker: Scripted = { commands: [], report: () => {}, ended: false };
      workers.push(worker);
      return {
        postMessage: (command) => worker.commands.push(command),
        addEventListener(type: string, listener: (event: { data: SearchReport }) => void) {
          if (type === 'message') worker.report = (data) => listener({ data });
        },
        terminate: () => {
          worker.ended = true;
        },
      };
    },
  });
  const last = () => {
    const worker = workers.at(-1);
    if (!worker) throw new Error('No searcher was started.');
    return worker;
  };
  return { search, clock, workers, last };
}

describe('LogSearch', () => {
  it('finds rows by what is in their frames, and goes on as the log grows', () => {
    const log = logOf(7);
    const { search, run } = testSearch(log, (seq) => (seq % 2 === 1 ? '{"note":"SECRET"}' : '{}'));
    const found: number[] = [];
    search.subscribe(({ hits }) => found.push(...hits));
    search.start(secret);
    run();
    expect(found).toEqual([1, 3, 5]);
    expect(search.state).toEqual({ status: 'done', searched: 7, total: 7 });
    log.apply({ rows: [row(7), row(8)], length: 9 });
    search.look();
    run();
    expect(found).toEqual([1, 3, 5, 7]);
    expect(search.matches(7)).toBe(true);
    expect(search.matches(8)).toBe(false);
  });

  it('ends an expression that does not end, says so, and searches for the next with a new searcher', () => {
    const { search, clock, workers, last } = scripted();
    search.start({ text: '(a+)+$', pattern: true, frames: true });
    last().report({ kind: 'searched', id: 1, hits: [4], misses: [], searched: 10, total: 30 });
    last().report({ kind: 'matching', id: 1 });
    clock.advance(2000);
    expect(search.state.status).toBe('searching');
    clock.advance(250);
    expect(search.state).toEqual({ status: 'failed', why: 'slow', searched: 10, total: 30 });
    expect(last().ended).toBe(true);
    expect(search.matches(4)).toBe(true);
    search.look();
    search.start({ text: 'a+$', pattern: true, frames: true });
    expect(workers).toHaveLength(2);
    expect(search.state.status).toBe('searching');
    expect(search.matches(4)).toBe(false);
  });

  it('does not end an expression whose report waits behind a busy page', () => {
    const { search, clock, last } = scripted();
    search.start({ text: 'a', pattern: true, frames: false });
    last().report({ kind: 'matching', id: 1 });
    clock.advance(2100);
    last().report({ kind: 'searched', id: 1, hits: [], misses: [], searched: 3, total: 3 });
    clock.advance(60_000);
    expect(search.state.status).toBe('done');
    expect(last().ended).toBe(false);
  });

  it('takes no report of an earlier search for one of this', () => {
    const { search, last } = scripted();
    search.start(secret);
    search.start({ ...secret, text: 'other' });
    last().report({ kind: 'searched', id: 1, hits: [1], misses: [], searched: 3, total: 3 });
    expect(search.matches(1)).toBe(false);
    last().report({ kind: 'searched', id: 2, hits: [2], misses: [], searched: 3, total: 3 });
    expect(search.matches(2)).toBe(true);
  });

  it('does not wait for a searcher that is in the middle of an expression when another is wanted', () => {
    const { search, workers, last } = scripted();
    search.start({ text: '(a+)+$', pattern: true, frames: true });
    last().report({ kind: 'matching', id: 1 });
    search.start({ text: 'a', pattern: true, frames: true });
    expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
  });

  it('pauses, and goes on where it was', () => {
    const log = logOf(20);
    const { search, run } = testSearch(log, () => '{"note":"secret"}');
    search.start(secret);
    search.pause();
    run();
    const { state } = search;
    expect(state).toMatchObject({ status: 'paused' });
    expect(search.matches(19)).toBe(false);
    search.look();
    run();
    expect(search.state).toEqual(state);
    search.resume();
    run();
    expect(search.state).toEqual({ status: 'done', searched: 20, total: 20 });
    expect(search.matches(19)).toBe(true);
  });

  it('says when the browser lost a part of the log, and when the searcher cannot be started', () => {
    const { search, last } = scripted();
    search.start(secret);
    last().report({ kind: 'failed', id: 1, reason: 'no more space' });
    expect(search.state).toMatchObject({ status: 'failed', why: 'unreadable' });
    const other = testSearch(logOf(1));
    other.search.start(secret);
    other.breakDown();
    expect(other.search.state).toMatchObject({ status: 'failed', why: 'broken' });
  });

  it('ends its searcher when nothing is searched for any more', () => {
    const { search, run, started, ended } = testSearch(logOf(1));
    search.start(secret);
    run();
    search.clear();
    expect([started(), ended(), search.state.status]).toEqual([1, 1, 'off']);
  });
});
