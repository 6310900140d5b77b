/**
 * When to ask for a response: never while one runs. Owns which responses are running; sends nothing itself. Requests that
 * come meanwhile wait, and however many wait become one. Responses that the server starts by itself count the same.
 */

import { RecentIds } from './recent-ids.ts';

export class ResponseSequencer {
  /** Sends the request; returns its id, or null when the connection cannot take it. */
  readonly #create: () => string | null;
  readonly #active = new Set<string>();
  /** Responses outside the conversation: they neither wait for others nor keep others waiting. */
  readonly #beside = new Set<string>();
  readonly #ended = new RecentIds();
  /** Our request, sent and not yet answered. */
  #asked: string | null = null;
  /** Our last request as long as it is wanted. It can be refused after a response of the server's own has begun. */
  #wanted: string | null = null;
  #waiting = false;
  /** The server says that one is running which we have not seen. */
  #blocked = false;

  constructor(create: () => string | null) {
    this.#create = create;
  }

  /** A response runs, or was asked for: there is something to cancel. */
  get busy(): boolean {
    return this.#active.size > 0 || this.#asked !== null || this.#blocked;
  }

  get asked(): boolean {
    return this.#asked !== null;
  }

  get waiting(): boolean {
    return this.#waiting;
  }

  get active(): ReadonlySet<string> {
    return this.#active;
  }

  /** Wants one response more than is running now. */
  request(): void {
    this.#waiting = true;
    this.#next();
  }

  /** A person asked for a response past this sequencer. Should it be refused, that is theirs to see: it is not sent again. */
  askedByHand(commandId: string): void {
    if (!this.busy) this.#asked = commandId;
  }

  /** Forgets requests that wait. One that was sent is not sent again should it be refused. */
  withdraw(): void {
    this.#waiting = false;
    this.#wanted = null;
  }

  /** True when this is news: false for a repetition, or when its end was seen first. */
  started(responseId: string): boolean {
    if (this.#ended.has(responseId) || this.#active.has(responseId)) return false;
    this.#active.add(responseId);
    this.#asked = null;
    this.#blocked = false;
    return true;
  }

  /** A response outside the conversation began. */
  startedBeside(responseId: string): void {
    this.#beside.add(responseId);
  }

  /** True when it was one outside the conversation; its end changes nothing for the others. */
  endedBeside(responseId: string): boolean {
    return this.#beside.delete(responseId) && this.#ended.add(responseId);
  }

  /** True when this is news. */
  ended(responseId: string): boolean {
    if (!this.#ended.add(responseId)) return false;
    // An end without a beginning can only be the one that was asked for, or the one that stood in the way.
    if (!this.#active.delete(responseId)) this.#asked = null;
    this.#blocked = false;
    this.#next();
    return true;
  }

  /**
   * The server refused a command. `active`: because a response is running; then the request waits for its end. `commandId`
   * null = the server does not say which command, which for that reason can only be ours. True when it was the request.
   */
  refused(commandId: string | null, active: boolean): boolean {
    const known = commandId !== null && (commandId === this.#asked || commandId === this.#wanted);
    const implied = commandId === null && active && (this.#asked ?? this.#wanted) !== null;
    if (!known && !implied) return false;
    if (active && this.#wanted !== null) this.#waiting = true;
    this.#blocked = active && this.#active.size === 0;
    this.#asked = null;
    this.#wanted = null;
    this.#next();
    return true;
  }

  /** The line is gone, and every response with it. `owed`: one is still wanted, in the next session. */
  lineLost(owed: boolean): void {
    this.#active.clear();
    this.#beside.clear();
    this.#asked = null;
    this.#wanted = null;
    this.#blocked = false;
    this.#waiting = owed;
  }

  /** There is a session again: asks it for what waits. */
  lineBack(): void {
    this.#next();
  }

  #next(): void {
    if (!this.#waiting || this.busy) return;
    this.#asked = this.#create();
    this.#wanted = this.#asked;
    // Not sent: the connection is going, and the request stays unanswered with it.
    if (this.#asked !== null) this.#waiting = false;
  }
}
