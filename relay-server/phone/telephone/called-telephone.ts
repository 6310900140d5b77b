/**
 * The telephone in the box as the one that is called: rings, is picked up or not, and tells the relay how the call fares, as Twilio does
 * for a call that was ordered over its REST interface. What is heard and said then is the telephone's business.
 */

import type { Clock } from '../../../src/lib/clock.ts';
import { Scope } from '../../../src/lib/scope.ts';
import { type SignedLine, pathOf, postSigned } from './signed-post.ts';
import type { StreamIds } from './stream-messages.ts';
import type { Telephone } from './telephone.ts';

/** What was ordered. Addresses are whole. */
export interface CallOrder {
  from: string;
  to: string;
  url: string;
  statusCallback: string | null;
  /** Of `initiated`, `ringing`, `answered`, `completed`. */
  statusEvents: readonly string[];
  /** Where it is told who picked up; null: nobody listens for that. */
  machineCallback: string | null;
}

export interface CalledOptions {
  clock: Clock;
  line: SignedLine;
  ids: StreamIds;
  order: CallOrder;
  telephone: Pick<Telephone, 'call' | 'hangUp'>;
  /** What comes of it when it has rung. */
  how: 'human' | 'machine' | 'busy' | 'no-answer';
  ringMs: number;
}

type Status = 'initiated' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'no-answer' | 'canceled';

/** Twilio needs some seconds to tell a machine from a person; a test need not wait as long. */
const LISTEN_MS = 500;

export class CalledTelephone {
  readonly #options: CalledOptions;
  readonly #scope: Scope;
  #sequence = 0;
  #cancel: (() => void) | null = null;
  #isCanceled = false;

  constructor(options: CalledOptions) {
    this.#options = options;
    this.#scope = new Scope(options.clock);
  }

  /** The whole call. Rejects, in words, when the relay does not answer as Twilio needs it. */
  async run(): Promise<void> {
    try {
      await this.#tell('initiated');
      await this.#tell('ringing');
      await this.#ring();
      await this.#tell(await this.#outcome());
    } finally {
      this.#scope.dispose();
    }
  }

  /** Whoever ordered the call wants it no more. */
  hangUp(): void {
    this.#isCanceled = true;
    this.#cancel?.();
    this.#options.telephone.hangUp();
  }

  /** Resolves when it has rung for long enough, or is to stop. */
  #ring(): Promise<void> {
    return new Promise((resolve) => {
      this.#cancel = resolve;
      if (this.#isCanceled) resolve();
      else this.#scope.after(this.#options.ringMs, resolve);
    });
  }

  async #outcome(): Promise<Status> {
    const { how, telephone, order, line } = this.#options;
    if (this.#isCanceled) return 'canceled';
    if (how === 'busy' || how === 'no-answer') return how;
    await this.#tell('in-progress');
    await Promise.all([this.#tellWho(how), telephone.call(pathOf(order.url, line))]);
    return 'completed';
  }

  /** Beside the call, as asynchronous detection does. */
  async #tellWho(how: 'human' | 'machine'): Promise<void> {
    const { order } = this.#options;
    if (order.machineCallback === null) return;
    await new Promise<void>((resolve) => this.#scope.after(LISTEN_MS, resolve));
    await this.#post(order.machineCallback, {
      AnsweredBy: how === 'human' ? how : 'machine_start',
      MachineDetectionDuration: String(LISTEN_MS),
    });
  }

  async #tell(status: Status): Promise<void> {
    const { order } = this.#options;
    if (order.statusCallback === null || !order.statusEvents.includes(eventOf(status))) return;
    await this.#post(order.statusCallback, {
      CallStatus: status,
      CallbackSource: 'call-progress-events',
      SequenceNumber: String(this.#sequence),
    });
    this.#sequence += 1;
  }

  async #post(url: string, fields: Record<string, string>): Promise<void> {
    const { line, ids, order } = this.#options;
    await postSigned(line, pathOf(url, line), {
      AccountSid: ids.accountSid,
      ApiVersion: '2010-04-01',
      CallSid: ids.callSid,
      Direction: 'outbound-api',
      From: order.from,
      To: order.to,
      ...fields,
    });
  }
}

function eventOf(status: Status): string {
  if (status === 'initiated' || status === 'ringing') return status;
  return status === 'in-progress' ? 'answered' : 'completed';
}
