/**
 * Whether a response is on its way in one session, told from the types of what passes: from the client's wish, or the announcement of
 * one that the server began by itself, to its end.
 */

import type { Frame } from './frame.ts';

export class RunningResponses {
  #running = 0;
  #isAsked = false;

  get isQuiet(): boolean {
    return this.#running === 0 && !this.#isAsked;
  }

  toServer({ eventType }: Frame): void {
    if (eventType === 'response.create') this.#isAsked = true;
  }

  toClient({ eventType }: Frame): void {
    if (eventType === 'response.created') {
      this.#isAsked = false;
      this.#running += 1;
    } else if (eventType === 'response.done') this.#running = Math.max(0, this.#running - 1);
    // It may be the answer to the wish, and which one it answers cannot be told without parsing.
    else if (eventType === 'error') this.#isAsked = false;
  }
}
