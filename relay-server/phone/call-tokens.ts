/**
 * One-time tokens that bind a media stream to the call whose TwiML named it. A token is good once, for one call, for a short while.
 * Owns those that are outstanding, of which there are never more than a bound.
 */

import { randomBytes } from 'node:crypto';
import type { CallSummary } from '../../src/lib/call-messages.ts';
import type { Clock } from '../../src/lib/clock.ts';

/** Twilio opens the stream as soon as it has read the TwiML; a greeting that it says first may take a while. */
const GOOD_FOR_MS = 120_000;
const MOST_OUTSTANDING = 1000;

/** What the webhook said of a call, for when its stream begins. */
export interface Announced {
  /** The other end's number. */
  number: string;
  direction: CallSummary['direction'];
}

interface Outstanding {
  callSid: string;
  announced: Announced;
  untilMs: number;
}

export class CallTokens {
  readonly #clock: Clock;
  /** In the order of issue, so the first is the oldest. */
  readonly #outstanding = new Map<string, Outstanding>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls that were told to connect and have not yet. */
  get outstanding(): number {
    this.#forgetOld();
    return this.#outstanding.size;
  }

  /** A new token for a call; one that the call had before is worth nothing any more. */
  issue(callSid: string, announced: Announced): string {
    this.#forgetOld(callSid);
    const token = randomBytes(32).toString('base64url');
    this.#outstanding.set(token, { callSid, announced, untilMs: this.#clock.nowMs() + GOOD_FOR_MS });
    const [oldest] = this.#outstanding.keys();
    if (this.#outstanding.size > MOST_OUTSTANDING && oldest !== undefined) this.#outstanding.delete(oldest);
    return token;
  }

  /** What was announced, once, for the token's own call, in time; else null. A token that is shown with another call is spent. */
  redeem(token: string, callSid: string): Announced | null {
    // A look-up by 256 random bits: how long it takes tells nothing that helps to guess them.
    const found = this.#outstanding.get(token);
    this.#outstanding.delete(token);
    const isGood = found !== undefined && found.callSid === callSid && this.#clock.nowMs() <= found.untilMs;
    return isGood ? found.announced : null;
  }

  /** What is worth nothing any more, and what this call had. */
  #forgetOld(callSid: string | null = null): void {
    const nowMs = this.#clock.nowMs();
    for (const [token, { callSid: of, untilMs }] of this.#outstanding) {
      if (of === callSid || untilMs < nowMs) this.#outstanding.delete(token);
    }
  }
}
