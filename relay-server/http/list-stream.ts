/**
 * A list as it changes, as server-sent events: first the whole list (`list`), then each entry that began, changed or ended.
 * Changes are gathered for a moment and each entry is told once, as it is by then; a reader that falls far behind gets the list anew.
 */

import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Clock } from '../../src/lib/clock.ts';
import { Scope } from '../../src/lib/scope.ts';

const GATHER_MS = 250;
/** Proxies cut connections that say nothing for long; a comment is no event. */
const KEEP_ALIVE_MS = 20_000;
/** More than this unread, and nothing is added until it is read. */
const MAX_UNREAD_BYTES = 64 * 1024;
/** More entries than this have changed meanwhile, and the list is shorter. */
const MAX_GATHERED = 200;

export interface ListSource<Entry extends { id: string }> {
  /** Name of the event that tells one entry. */
  entryEvent: string;
  list(): unknown;
  /** Tells of every entry that begins, changes or ends. The result ends that. */
  follow(onChange: (entry: Entry) => void): (() => void) | Promise<() => void>;
}

export class ListStreams<Entry extends { id: string }> {
  readonly #source: ListSource<Entry>;
  readonly #clock: Clock;
  readonly #streams = new Set<ListStream<Entry>>();

  constructor(source: ListSource<Entry>, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** The body of one answer; ends when its reader leaves, or with `close`. */
  open(): PassThrough {
    const stream = new ListStream(this.#source, new Scope(this.#clock));
    this.#streams.add(stream);
    stream.body.once('close', () => this.#streams.delete(stream));
    return stream.body;
  }

  close(): void {
    for (const { body } of this.#streams) body.end();
  }
}

/** Answers a request with a stream. */
export function sendListStream<Entry extends { id: string }>(
  reply: FastifyReply,
  streams: ListStreams<Entry>,
): FastifyReply {
  // The second header is for nginx, which gathers answers by default.
  return reply
    .headers({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
    .send(streams.open());
}

class ListStream<Entry extends { id: string }> {
  readonly body = new PassThrough();
  readonly #source: ListSource<Entry>;
  readonly #scope: Scope;
  readonly #changed = new Map<string, Entry>();
  /** Too much has changed to tell it one by one. */
  #isStale = true;
  #isGathering = false;

  constructor(source: ListSource<Entry>, scope: Scope) {
    this.#source = source;
    this.#scope = scope;
    this.body.once('close', () => scope.dispose());
    scope.every(KEEP_ALIVE_MS, () => {
      if (this.#isRead) this.body.write(':\n\n');
    });
    void this.#begin();
  }

  get #isRead(): boolean {
    return this.body.writableLength + this.body.readableLength <= MAX_UNREAD_BYTES;
  }

  async #begin(): Promise<void> {
    // Before the list is read, so that nothing happens in between unseen.
    this.#scope.add(await this.#source.follow((entry) => this.#gather(entry)));
    await this.#tell();
  }

  #gather(entry: Entry): void {
    if (!this.#isStale) this.#changed.set(entry.id, entry);
    if (this.#changed.size > MAX_GATHERED) {
      this.#isStale = true;
      this.#changed.clear();
    }
    this.#tellSoon();
  }

  #tellSoon(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#scope.after(GATHER_MS, () => {
      this.#isGathering = false;
      if (this.#isRead) void this.#tell();
      else this.#tellSoon();
    });
  }

  async #tell(): Promise<void> {
    if (this.#isStale) {
      this.#isStale = false;
      this.#write('list', await this.#source.list());
      return;
    }
    for (const entry of this.#changed.values()) this.#write(this.#source.entryEvent, entry);
    this.#changed.clear();
  }

  #write(event: string, data: unknown): void {
    if (!this.body.writable) return;
    this.body.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
