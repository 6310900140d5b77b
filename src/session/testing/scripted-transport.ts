/** A connection for tests: keeps what was sent until a test takes it, and fails a test that leaves something behind. */

import type { ClientEvent, ClientEventType } from '../../protocol/realtime/events.ts';
import type { Transport } from '../ports.ts';

export class ScriptedTransport implements Transport {
  open = true;
  #sent: ClientEvent[] = [];

  send(text: string): boolean {
    if (!this.open) return false;
    this.#sent.push(JSON.parse(text) as ClientEvent);
    return true;
  }

  bufferedBytes(): number {
    return 0;
  }

  /** Types of what was sent and not taken yet. */
  get types(): ClientEventType[] {
    return this.#sent.map((event) => event.type);
  }

  /** The next event sent. Throws when it is another one, or there is none. */
  take<T extends ClientEventType>(type: T): Extract<ClientEvent, { type: T }> {
    const next = this.#sent.shift();
    if (next?.type !== type) {
      throw new Error(`${type} should have been sent next, not ${next ? JSON.stringify(next) : 'nothing'}`);
    }
    return next as Extract<ClientEvent, { type: T }>;
  }

  takeAll(): ClientEvent[] {
    return this.#sent.splice(0);
  }

  /** Throws when something was sent that the test did not expect. */
  assertNothingLeft(): void {
    if (this.#sent.length > 0) throw new Error(`sent and not expected: ${JSON.stringify(this.#sent)}`);
  }
}
