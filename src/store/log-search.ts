/**
 * A search through the whole log, lines and frames, as the page sees it: what was found, how far it has come, and its end when the
 * expression does not end by itself. The searching is done in a worker that this file starts and ends; nothing is matched here.
 */

import type { SearchCommand, SearchReport } from '../engine/search.messages.ts';
import type { Clock } from '../lib/clock.ts';
import { Scope } from '../lib/scope.ts';

/** One part of the log is searched in a few milliseconds; an expression that takes this long for one will take for ever. */
const SLOWEST_PART_MS = 2000;
/** Reports that arrived while the page itself was busy are read before anything is ended. */
const GRACE_MS = 250;

/** What the search needs of a `Worker`. */
export interface SearchWorker {
  postMessage(command: SearchCommand): void;
  addEventListener(type: 'message', listener: (event: { data: SearchReport }) => void): void;
  addEventListener(type: 'error', listener: () => void): void;
  terminate(): void;
}

export interface SearchedText {
  text: string;
  pattern: boolean;
  /** In the exact frames too. */
  frames: boolean;
}

export type SearchState =
  | { status: 'off' }
  /** `total` is 0 until the first part was searched. Both count events. */
  | { status: 'searching' | 'paused' | 'done'; searched: number; total: number }
  /** `slow`: the expression was ended. `unreadable`: the browser lost a part of the log. `broken`: there is no searcher. */
  | { status: 'failed'; why: 'slow' | 'unreadable' | 'broken'; searched: number; total: number };

/** Rows whose verdict changed; none when only the state did. */
type Listener = (changed: { hits: readonly number[]; misses: readonly number[] }) => void;

export interface LogSearchDeps {
  clock: Clock;
  /** Starts a searcher that is joined to the engine already. */
  startSearcher: () => SearchWorker;
}

export class LogSearch {
  readonly #deps: LogSearchDeps;
  readonly #listeners = new Set<Listener>();
  #worker: SearchWorker | null = null;
  #wanted: SearchedText | null = null;
  #state: SearchState = { status: 'off' };
  #lastId = 0;
  #hits = new Uint8Array(1024);
  /** Alive while the expression runs. */
  #watch: Scope | null = null;

  constructor(deps: LogSearchDeps) {
    this.#deps = deps;
  }

  get state(): SearchState {
    return this.#state;
  }

  matches(seq: number): boolean {
    return this.#hits[seq] === 1;
  }

  /** Searches for this, from now on. The text must be a valid expression. Asked again for the same it goes on as it was. */
  start(wanted: SearchedText): void {
    const { text, pattern, frames } = wanted;
    const now = this.#wanted;
    if (now?.text === text && now.pattern === pattern && now.frames === frames) return;
    this.#wanted = { text, pattern, frames };
    this.restart();
  }

  /** From the beginning: the log is another, or the person tries again. */
  restart(): void {
    if (!this.#wanted) return;
    // Whoever is in the middle of an expression cannot listen.
    if (this.#watch) this.#endWorker();
    this.#hits.fill(0);
    this.#state = { status: 'searching', searched: 0, total: 0 };
    this.#lastId += 1;
    const worker = (this.#worker ??= this.#newWorker());
    worker.postMessage({ kind: 'search', id: this.#lastId, ...this.#wanted });
    this.#tell({ hits: [], misses: [] });
  }

  /** The log has grown. */
  look(): void {
    const { status } = this.#state;
    if (status === 'searching' || status === 'done') this.#worker?.postMessage({ kind: 'look' });
  }

  pause(): void {
    if (this.#state.status !== 'searching') return;
    this.#worker?.postMessage({ kind: 'pause' });
    this.#state = { ...this.#state, status: 'paused' };
    this.#tell({ hits: [], misses: [] });
  }

  resume(): void {
    if (this.#state.status !== 'paused') return;
    this.#state = { ...this.#state, status: 'searching' };
    this.look();
    this.#tell({ hits: [], misses: [] });
  }

  /** Nothing is searched for any more. */
  clear(): void {
    this.#wanted = null;
    this.#state = { status: 'off' };
    this.#hits.fill(0);
    this.#endWorker();
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #newWorker(): SearchWorker {
    const worker = this.#deps.startSearcher();
    worker.addEventListener('message', ({ data }) => {
      if (worker === this.#worker) this.#receive(data);
    });
    worker.addEventListener('error', () => {
      if (worker === this.#worker) this.#fail('broken');
    });
    return worker;
  }

  #receive(report: SearchReport): void {
    this.#unwatch();
    if (report.id !== this.#lastId || !this.#wanted) return;
    switch (report.kind) {
      case 'matching':
        this.#watchOver();
        return;
      case 'failed':
        this.#fail('unreadable');
        return;
      case 'searched': {
        const { hits, misses, searched, total } = report;
        for (const seq of hits) this.#write(seq, 1);
        for (const seq of misses) this.#write(seq, 0);
        const { status } = this.#state;
        const goesOn = searched < total ? 'searching' : 'done';
        this.#state = { status: status === 'paused' ? status : goesOn, searched, total };
        this.#tell({ hits, misses });
      }
    }
  }

  #watchOver(): void {
    const watch = new Scope(this.#deps.clock);
    this.#watch = watch;
    watch.after(SLOWEST_PART_MS, () => watch.after(GRACE_MS, () => this.#fail('slow')));
  }

  #unwatch(): void {
    this.#watch?.dispose();
    this.#watch = null;
  }

  #fail(why: Extract<SearchState, { status: 'failed' }>['why']): void {
    const { searched, total } = this.#state.status === 'off' ? { searched: 0, total: 0 } : this.#state;
    this.#endWorker();
    this.#state = { status: 'failed', why, searched, total };
    this.#tell({ hits: [], misses: [] });
  }

  #endWorker(): void {
    this.#unwatch();
    this.#worker?.terminate();
    this.#worker = null;
  }

  #write(seq: number, verdict: 0 | 1): void {
    if (seq >= this.#hits.length) {
      const larger = new Uint8Array(Math.max(seq + 1, this.#hits.length * 2));
      larger.set(this.#hits);
      this.#hits = larger;
    }
    this.#hits[seq] = verdict;
  }

  #tell(changed: Parameters<Listener>[0]): void {
    for (const listener of [...this.#listeners]) listener(changed);
  }
}
