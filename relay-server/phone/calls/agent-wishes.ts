/** What operators want of the agent in new calls, beyond the configuration. In memory: a restart goes back to the configuration. */

import type { CallSettings } from '../../../src/session/call-commands.ts';

export class AgentWishes {
  #wishes: Partial<CallSettings> = {};

  get current(): Partial<CallSettings> {
    return this.#wishes;
  }

  add(patch: Partial<CallSettings>): void {
    this.#wishes = { ...this.#wishes, ...patch };
  }

  forget(): void {
    this.#wishes = {};
  }
}
