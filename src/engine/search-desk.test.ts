import { afterEach, describe, expect, it } from 'vitest';
import { Scope } from '../lib/scope.ts';
import { EventLog } from './event-log.ts';
import type { SearchReport } from './search.messages.ts';
import { SearchDesk } from './search-desk.ts';
import { Searcher } from './searcher.ts';
import { logEntry as entry } from './testing/log-entry.ts';

let scope = new Scope();
afterEach(() => {
  scope.dispose();
  scope = new Scope();
});

const base64 = 'QUJDREVG'.repeat(2000);

/** A searcher joined to a log as in the page, over a real channel. */
function searching(log: EventLog) {
  const { port1, port2 } = new MessageChannel();
  scope.add(() => port2.close());
  new SearchDesk(scope, () => log).attach(port1);
  const hits = new Set<number>();
  let finished: (end: { searched: number }) => void = () => {};
  const searcher = new Searcher((report: SearchReport) => {
    if (report.kind !== 'searched') return;
    for (const seq of report.hits) hits.add(seq);
    for (const seq of report.misses) hits.delete(seq);
    if (report.searched === report.total) finished({ searched: report.searched });
  });
  searcher.attach(port2);
  const whole = () => new Promise<{ searched: number }>((resolve) => (finished = resolve));
  return { searcher, hits, whole };
}

describe('a search through the engine’s log', () => {
  it('finds text in frames of many pages, and none in the base64 of audio', async () => {
    const log = new EventLog();
    for (let i = 0; i < 400; i += 1) {
      log.append(entry({ type: 'a', text: `{"type":"a","delta":"${base64}","secret":${i}}` }));
      log.append(entry({ type: 'b', text: '{"type":"b","word":"Zürich"}' }));
    }
    const { searcher, hits, whole } = searching(log);
    let end = whole();
    searcher.search({ kind: 'search', id: 1, text: '"secret":399', pattern: false, frames: true });
    expect(await end).toEqual({ searched: 800 });
    expect([...hits]).toEqual([798]);
    hits.clear();
    end = whole();
    searcher.search({ kind: 'search', id: 2, text: 'zürich', pattern: false, frames: true });
    await end;
    expect(hits.size).toBe(400);
    hits.clear();
    end = whole();
    searcher.search({ kind: 'search', id: 3, text: 'REVGQUJD', pattern: false, frames: true });
    await end;
    expect([...hits]).toEqual([]);
  });

  it('looks at the lines alone unless it is asked for frames', async () => {
    const log = new EventLog();
    log.append(entry({ type: 'response.done', summary: 'about Paris', text: '{"secret":1}' }));
    log.append(entry({ type: 'session.created', text: '{"city":"Paris"}' }));
    const { searcher, hits, whole } = searching(log);
    const end = whole();
    searcher.search({ kind: 'search', id: 1, text: '^about P', pattern: true, frames: false });
    await end;
    expect([...hits]).toEqual([0]);
  });

  it('finds a row by any of the events that it folds, also by one that comes later', async () => {
    const log = new EventLog();
    const delta = (text: string) => log.append(entry({ type: 'x.delta', streamKey: 'x', text }));
    delta('{"delta":"one"}');
    delta('{"delta":"two"}');
    const { searcher, hits, whole } = searching(log);
    let end = whole();
    searcher.search({ kind: 'search', id: 1, text: 'three', pattern: false, frames: true });
    await end;
    expect([...hits]).toEqual([]);
    delta('{"delta":"three"}');
    end = whole();
    searcher.look();
    await end;
    expect([...hits]).toEqual([0]);
  });

  it('takes a row back whose line has changed and matches no more', async () => {
    const log = new EventLog();
    const grow = (streamText: string) =>
      log.append(entry({ type: 'x.delta', streamKey: 'x', streamText, summary: `“${streamText}”` }));
    grow('Par');
    const { searcher, hits, whole } = searching(log);
    let end = whole();
    searcher.search({ kind: 'search', id: 1, text: 'par”$', pattern: true, frames: false });
    await end;
    expect([...hits]).toEqual([0]);
    grow('is');
    end = whole();
    searcher.look();
    await end;
    expect([...hits]).toEqual([]);
  });

  it('says why when the browser has lost what it kept', async () => {
    const { port1, port2 } = new MessageChannel();
    scope.add(() => port2.close());
    const lost = { page: () => Promise.reject(new Error('the disk is full')) };
    new SearchDesk(scope, () => lost).attach(port1);
    const report = await new Promise<SearchReport>((resolve) => {
      const searcher = new Searcher(resolve);
      searcher.attach(port2);
      searcher.search({ kind: 'search', id: 7, text: 'a', pattern: false, frames: true });
    });
    expect(report).toEqual({ kind: 'failed', id: 7, reason: 'the disk is full' });
  });
});
