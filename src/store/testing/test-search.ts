/**
 * A search as the page has it, over the rows of a log mirror instead of the engine's: the real searcher, whose messages wait until a test
 * lets them arrive.
 */

import type { SearchCommand, SearchPage, SearchReport, SearchRequest } from '../../engine/search.messages.ts';
import { Searcher } from '../../engine/searcher.ts';
import { FakeClock } from '../../lib/testing/fake-clock.ts';
import type { LogMirror } from '../log-mirror.ts';
import { LogSearch, type SearchWorker } from '../log-search.ts';

const EVENTS_PER_PAGE = 3;

export interface TestSearch {
  search: LogSearch;
  clock: FakeClock;
  /** Lets what is under way arrive, and what comes of it. */
  run: () => void;
  /** Searchers started and ended. */
  started: () => number;
  ended: () => number;
  /** The newest searcher's script fails. */
  breakDown: () => void;
}

/** `frameOf`: the exact text of a row's event. */
export function testSearch(log: LogMirror, frameOf: (seq: number) => string = () => '{}'): TestSearch {
  const tasks: (() => void)[] = [];
  /** The row of each event; a row that is written again has had another. */
  const events = Array.from({ length: log.length }, (_, seq) => seq);
  log.subscribe((change) => {
    if (change.kind === 'reset') events.length = 0;
    else for (let seq = change.addedFrom; seq < log.length; seq += 1) events.push(seq);
    if (change.kind === 'applied') events.push(...change.changed);
  });
  const clock = new FakeClock();
  let started = 0;
  let ended = 0;
  let breakDown = () => {};
  const startSearcher = (): SearchWorker => {
    started += 1;
    const listeners: ((event: { data: SearchReport }) => void)[] = [];
    const searcher = new Searcher((report) =>
      tasks.push(() => {
        for (const listener of listeners) listener({ data: report });
      }),
    );
    searcher.attach(mirrorPort(tasks, (request) => pageOf(log, events, frameOf, request)));
    return {
      postMessage: (command) => tasks.push(() => handle(searcher, command)),
      addEventListener(type: string, listener: (event: { data: SearchReport }) => void) {
        if (type === 'message') listeners.push(listener);
        else breakDown = listener as () => void;
      },
      terminate: () => {
        ended += 1;
      },
    };
  };
  return {
    search: new LogSearch({ clock, startSearcher }),
    clock,
    run: () => {
      for (let task = tasks.shift(); task; task = tasks.shift()) task();
    },
    started: () => started,
    ended: () => ended,
    breakDown: () => breakDown(),
  };
}

function handle(searcher: Searcher, command: SearchCommand): void {
  if (command.kind === 'search') searcher.search(command);
  else if (command.kind === 'look') searcher.look();
  else if (command.kind === 'pause') searcher.pause();
}

function mirrorPort(tasks: (() => void)[], read: (request: SearchRequest) => SearchPage) {
  let answer: (event: { data: SearchPage }) => void = () => {};
  return {
    postMessage: (request: SearchRequest) => void tasks.push(() => answer({ data: read(request) })),
    addEventListener: (_type: string, listener: typeof answer) => {
      answer = listener;
    },
    start: () => {},
  };
}

function pageOf(
  log: LogMirror,
  events: readonly number[],
  frameOf: (seq: number) => string,
  { from, frames }: SearchRequest,
): SearchPage {
  const rows = events.slice(from, from + EVENTS_PER_PAGE);
  const parts = rows.map((seq) => new TextEncoder().encode(frameOf(seq)));
  let end = 0;
  return {
    rows: Uint32Array.from(rows),
    lines: [...new Set(rows)].flatMap((seq) => {
      const row = log.row(seq);
      const words = row ? [row.type, row.summary, row.itemId ?? '', row.responseId ?? ''] : [];
      return row ? [{ seq, words }] : [];
    }),
    frames: frames
      ? {
          bytes: Uint8Array.from(parts.flatMap((part) => [...part])).buffer,
          ends: Uint32Array.from(parts.map((part) => (end += part.length))),
        }
      : null,
    next: from + rows.length,
    total: events.length,
    failure: null,
  };
}
