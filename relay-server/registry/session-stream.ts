/**
 * The list of sessions as it changes, as server-sent events: first the whole list, then each session that began, changed or ended.
 * Changes are gathered for a moment and each session is told once, as it is by then; a reader that falls far behind gets the list anew.
 */

import { PassThrough } from 'node:stream';
import type { Clock } from '../../src/lib/clock.ts';
import { Scope } from '../../src/lib/scope.ts';
import type { LiveSession, SessionStreamEvent } from '../../src/lib/watch-messages.ts';
import type { SessionRegistry } from './session-registry.ts';

const GATHER_MS = 250;
/** Proxies cut connections that say nothing for long; a comment is no event. */
const KEEP_ALIVE_MS = 20_000;
/** More than this unread, and nothing is added until it is read. */
const MAX_UNREAD_BYTES = 64 * 1024;
/** More sessions than this have changed meanwhile, and the list is shorter. */
const MAX_GATHERED = 200;

export class SessionStreams {
  readonly #registry: SessionRegistry;
  readonly #clock: Clock;
  readonly #streams = new Set<SessionStream>();

  constructor(registry: SessionRegistry, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
  }

  /** The body of one answer; ends when its reader leaves, or with `close`. */
  open(): PassThrough {
    const stream = new SessionStream(this.#registry, new Scope(this.#clock));
    this.#streams.add(stream);
    stream.body.once('close', () => this.#streams.delete(stream));
    return stream.body;
  }

  close(): void {
    for (const { body } of this.#streams) body.end();
  }
}

class SessionStream {
  readonly body = new PassThrough();
  readonly #registry: SessionRegistry;
  readonly #scope: Scope;
  readonly #changed = new Map<string, LiveSession>();
  /** Too much has changed to tell it one by one. */
  #isStale = true;
  #isGathering = false;

  constructor(registry: SessionRegistry, scope: Scope) {
    this.#registry = registry;
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
    this.#scope.add(await this.#registry.follow((session) => this.#gather(session)));
    await this.#tell();
  }

  #gather(session: LiveSession): void {
    if (!this.#isStale) this.#changed.set(session.id, session);
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
      this.#write({ event: 'list', data: await this.#registry.list() });
      return;
    }
    for (const session of this.#changed.values()) this.#write({ event: 'session', data: session });
    this.#changed.clear();
  }

  #write({ event, data }: SessionStreamEvent): void {
    if (!this.body.writable) return;
    this.body.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
