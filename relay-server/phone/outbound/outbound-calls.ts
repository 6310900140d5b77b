/**
 * Calls that are placed from here: asked of Twilio, and followed until their media stream is there or they have come to nothing. From
 * the stream on a call is the phone server's. Owns those that wait, and the patience with each.
 */

import type { FastifyBaseLogger } from 'fastify';
import type { CallEndReason, CallSummary } from '../../../src/lib/call-messages.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { invariant } from '../../../src/lib/errors.ts';
import { Scope } from '../../../src/lib/scope.ts';
import type { CallBook } from '../calls/call-book.ts';
import { INCOMING_PATH, publicAddress } from '../call-twiml.ts';
import type { PhoneConfig } from '../phone-config.ts';
import { type RestProblem, isOfEndedCall } from '../rest-problem.ts';
import type { TwilioRest } from '../twilio-rest.ts';
import { callNumber } from './call-number.ts';
import { answeredBy, callNews } from './call-status.ts';

export const STATUS_PATH = '/twilio/call-status';
export const MACHINE_PATH = '/twilio/machine-detection';

export interface OutboundDeps {
  config: PhoneConfig;
  rest: Pick<TwilioRest, 'placeCall' | 'endCall'> | null;
  book: CallBook;
  clock: Clock;
  log: FastifyBaseLogger;
  /** How many calls can be taken beside those that have a stream, or are told to open one. */
  freeLines: () => number;
  /** The call's stream is there. */
  hasStream: (callSid: string) => boolean;
}

/** Why something was not done. `status`: of HTTP. */
export interface OutboundRefusal {
  ok: false;
  status: 400 | 403 | 409 | 502 | 503;
  code: string;
  message: string;
}

interface Waiting {
  isPickedUp: boolean;
  /** Ends the patience. */
  cancel: () => void;
}

/**
 * Without news for so long a call is given up. Twilio lets it ring for a minute, and a stream may begin two minutes after it was picked
 * up, which is how long its token is good.
 */
const PATIENCE_MS = 150_000;
/** Twilio cuts the call so much later than the agent says goodbye, so that the goodbye is heard. */
const GOODBYE_S = 30;
/** News of calls whose sid Twilio has not told yet. */
const MOST_EARLY = 50;

const NOT_CONFIGURED: OutboundRefusal = {
  ok: false,
  status: 409,
  code: 'outbound_not_configured',
  message:
    'No calls are placed from here. Add phone.outbound to sidetone.config.json, with the number to call from and what may be called, and start the relay again.',
};
const LINES_BUSY: OutboundRefusal = {
  ok: false,
  status: 503,
  code: 'lines_busy',
  message:
    'As many calls are under way as phone.calls allows. Wait until one has ended, or allow more and start the relay again.',
};
const NOT_WAITING: OutboundRefusal = {
  ok: false,
  status: 409,
  code: 'call_not_waiting',
  message: 'That call does not ring any more: it is connected, or over.',
};

export class OutboundCalls {
  readonly #deps: OutboundDeps;
  readonly #scope: Scope;
  readonly #waiting = new Map<string, Waiting>();
  readonly #early: { callSid: string; status: string }[] = [];
  /** Calls that Twilio is being asked for. */
  #asking = 0;

  constructor(deps: OutboundDeps) {
    this.#deps = deps;
    this.#scope = new Scope(deps.clock);
  }

  /** Calls that ring or are about to, other than this one. Those that were picked up hold a token. */
  waitingBeside(callSid: string | null): number {
    const { hasStream } = this.#deps;
    const ringing = [...this.#waiting].filter(
      ([sid, { isPickedUp }]) => sid !== callSid && !isPickedUp && !hasStream(sid),
    );
    return ringing.length + this.#asking;
  }

  /** Calls the number, as somebody typed it. Resolves when Twilio has taken or refused the call. */
  async place(typed: string): Promise<{ ok: true; call: CallSummary } | OutboundRefusal> {
    const { config, rest, freeLines } = this.#deps;
    const { outbound } = config;
    if (outbound === null || rest === null) return NOT_CONFIGURED;
    const to = callNumber(typed, outbound);
    if (!to.ok) return { ...to, status: to.code === 'prefix_not_allowed' ? 403 : 400 };
    if (freeLines() - this.waitingBeside(null) <= 0) return LINES_BUSY;
    const address = (path: string) => publicAddress(config, { scheme: 'http', path });
    this.#asking += 1;
    const placed = await rest.placeCall({
      to: to.number,
      from: outbound.from,
      url: address(INCOMING_PATH),
      statusCallback: address(STATUS_PATH),
      machineDetectionCallback: outbound.machineDetection ? address(MACHINE_PATH) : null,
      timeLimitS: Math.ceil(outbound.minutes * 60) + GOODBYE_S,
    });
    this.#asking -= 1;
    const result = placed.ok
      ? { ok: true as const, call: this.#enter(placed.value, to.number) }
      : this.#refusal(placed.problem);
    if (this.#asking === 0) this.#early.length = 0;
    return result;
  }

  /** `CallStatus` of a status callback. */
  takeStatus(callSid: string, status: string): void {
    const waiting = this.#waiting.get(callSid);
    if (waiting === undefined) {
      // Twilio can be faster with its news than with its answer.
      if (this.#asking > 0 && this.#early.length < MOST_EARLY) this.#early.push({ callSid, status });
      return;
    }
    this.#wait(callSid, waiting);
    const { book, hasStream, log } = this.#deps;
    const news = callNews(status);
    log.debug({ callSid, status }, 'news of a call that was placed');
    if (news.kind === 'failed') this.#end(callSid, news.why);
    else if (news.kind === 'completed') {
      if (hasStream(callSid)) this.#forget(callSid);
      else this.#end(callSid, waiting.isPickedUp ? 'caller-hung-up' : 'not-placed');
    } else if (news.kind === 'ringing' && book.get(callSid)?.state === 'placing') {
      // News may come in any order, and none of it leads back.
      book.update(callSid, { state: 'ringing' });
    }
  }

  /** `AnsweredBy` of the machine detection. It comes seconds after the call was picked up, when the agent talks already. */
  takeAnsweredBy(callSid: string, words: string): void {
    this.#deps.book.update(callSid, { answeredBy: answeredBy(words) });
  }

  /** Twilio asked what to do with the call: somebody is there. */
  pickedUp(callSid: string): void {
    const waiting = this.#waiting.get(callSid);
    if (waiting === undefined) return;
    waiting.isPickedUp = true;
    this.#wait(callSid, waiting);
    this.#deps.book.update(callSid, { state: 'connecting' });
  }

  /** Takes back a call that is not connected yet. Resolves when Twilio has done so. */
  async cancel(callSid: string): Promise<{ ok: true } | OutboundRefusal> {
    const { rest, hasStream } = this.#deps;
    if (rest === null || !this.#waiting.has(callSid) || hasStream(callSid)) return NOT_WAITING;
    const ended = await rest.endCall(callSid);
    if (!ended.ok && !isOfEndedCall(ended.problem)) return this.#refusal(ended.problem);
    this.#end(callSid, 'canceled');
    return { ok: true };
  }

  /** Follows no call any more. Those that ring go on ringing: whoever has the address by then takes them. */
  close(): void {
    this.#scope.dispose();
  }

  #refusal({ code, words, next, of, twilioCode }: RestProblem): OutboundRefusal {
    this.#deps.log.warn({ code, twilioCode }, 'Twilio did not do what it was asked');
    return { ok: false, status: of === 'number' ? 400 : 502, code, message: `${words} ${next}` };
  }

  #enter(callSid: string, number: string): CallSummary {
    const { book, log } = this.#deps;
    log.info({ callSid }, 'a call was placed');
    const isPickedUp = book.get(callSid) !== null;
    // When somebody picked up before Twilio has answered, its stream has entered it.
    if (!isPickedUp) {
      book.begin({ id: callSid, direction: 'outbound', line: 'twilio', number, state: 'placing' });
    }
    const waiting = { isPickedUp, cancel: () => {} };
    this.#waiting.set(callSid, waiting);
    this.#wait(callSid, waiting);
    const early = this.#early.filter((news) => news.callSid === callSid);
    for (const { status } of early) this.takeStatus(callSid, status);
    const call = book.get(callSid);
    invariant(call !== null, 'a call that was entered just now is not in the book; see CallBook.begin');
    return call;
  }

  #wait(callSid: string, waiting: Waiting): void {
    waiting.cancel();
    waiting.cancel = this.#scope.after(PATIENCE_MS, () => this.#giveUp(callSid));
  }

  #giveUp(callSid: string): void {
    const { book, hasStream, rest, log } = this.#deps;
    const call = book.get(callSid);
    if (call === null || call.end !== null || hasStream(callSid)) return this.#forget(callSid);
    log.warn({ callSid, state: call.state }, 'nothing was heard of a call that was placed');
    this.#end(callSid, call.state === 'ringing' ? 'no-answer' : 'not-placed');
    // It may be there all the same, and cost.
    void rest?.endCall(callSid);
  }

  #end(callSid: string, why: CallEndReason): void {
    this.#forget(callSid);
    this.#deps.log.info({ callSid, why }, 'a call that was placed is over');
    this.#deps.book.end(callSid, why);
  }

  #forget(callSid: string): void {
    this.#waiting.get(callSid)?.cancel();
    this.#waiting.delete(callSid);
  }
}
