/**
 * What is asked of Twilio over its REST interface, through the official client: to place and end calls, and to look at account and
 * number. The client is loaded with the first question and not before: with axios it is some seven megabytes. Answers are values; nothing here throws.
 */

import type RequestClient from 'twilio/lib/base/RequestClient.js';
import type TwilioClient from 'twilio/lib/rest/Twilio.js';
import type { Secret } from '../secret.ts';
import { type RestProblem, restProblem } from './rest-problem.ts';

export type RestResult<T> = { ok: true; value: T } | { ok: false; problem: RestProblem };

/** What makes the requests; a test gives one that leads to a server of its own. */
export type RestHttp = Pick<RequestClient, 'request'>;

export interface TwilioRestOptions {
  accountSid: string;
  authToken: Secret;
  /** Twilio's own, with a timeout, unless given. */
  http?: RestHttp;
}

export interface CallOrder {
  to: string;
  from: string;
  /** Asked for TwiML when somebody picks up. */
  url: string;
  statusCallback: string;
  /** Null: who picks up is not listened for. */
  machineDetectionCallback: string | null;
  /** Twilio cuts the call then. Whole seconds, from when it was picked up. */
  timeLimitS: number;
}

export interface AccountFacts {
  name: string;
  /** `active`, `suspended` or `closed`. */
  status: string;
  isTrial: boolean;
}

export interface NumberFacts {
  sid: string;
  canSpeak: boolean;
  voiceUrl: string;
  voiceMethod: string;
  /** What takes the webhook's place, where something does. */
  ledBy: 'application' | 'trunk' | null;
}

/** For one request. */
const TIMEOUT_MS = 10_000;
const STATUS_EVENTS = ['initiated', 'ringing', 'answered', 'completed'];

export class TwilioRest {
  readonly #options: TwilioRestOptions;
  #loading: Promise<TwilioClient> | null = null;

  constructor(options: TwilioRestOptions) {
    this.#options = options;
  }

  /** The new call's sid. */
  placeCall(order: CallOrder): Promise<RestResult<string>> {
    const { to, from, url, statusCallback, machineDetectionCallback, timeLimitS } = order;
    return this.#ask(async (client) => {
      const call = await client.calls.create({
        to,
        from,
        url,
        method: 'POST',
        statusCallback,
        statusCallbackMethod: 'POST',
        statusCallbackEvent: STATUS_EVENTS,
        timeLimit: timeLimitS,
        ...(machineDetectionCallback !== null && {
          machineDetection: 'Enable',
          // Asynchronous, so that the agent is heard at once and not after some seconds of listening.
          asyncAmd: 'true',
          asyncAmdStatusCallback: machineDetectionCallback,
          asyncAmdStatusCallbackMethod: 'POST',
        }),
      });
      return call.sid;
    });
  }

  /** Ends a call in whatever state it is. `completed` ends those that ring as well, `canceled` only those. */
  endCall(callSid: string): Promise<RestResult<null>> {
    return this.#ask(async (client) => {
      await client.calls(callSid).update({ status: 'completed' });
      return null;
    });
  }

  account(): Promise<RestResult<AccountFacts>> {
    return this.#ask(async (client) => {
      const account = await client.api.v2010.accounts(this.#options.accountSid).fetch();
      return { name: account.friendlyName, status: account.status, isTrial: account.type === 'Trial' };
    });
  }

  /** Null: it is not among the account's numbers. */
  number(phoneNumber: string): Promise<RestResult<NumberFacts | null>> {
    return this.#ask(async (client) => {
      const [found] = await client.incomingPhoneNumbers.list({ phoneNumber, limit: 1 });
      return found === undefined ? null : numberFacts(found);
    });
  }

  /** How the number is set afterwards. */
  setVoiceUrl(numberSid: string, voiceUrl: string): Promise<RestResult<NumberFacts>> {
    return this.#ask(async (client) =>
      numberFacts(await client.incomingPhoneNumbers(numberSid).update({ voiceUrl, voiceMethod: 'POST' })),
    );
  }

  async #ask<T>(question: (client: TwilioClient) => Promise<T>): Promise<RestResult<T>> {
    try {
      this.#loading ??= this.#load();
      return { ok: true, value: await question(await this.#loading) };
    } catch (error) {
      return { ok: false, problem: restProblem(error) };
    }
  }

  async #load(): Promise<TwilioClient> {
    const { accountSid, authToken, http } = this.#options;
    const { default: Client } = await import('twilio/lib/rest/Twilio.js');
    return new Client(accountSid, authToken.reveal(), {
      timeout: TIMEOUT_MS,
      ...(http && { httpClient: http as RequestClient }),
    });
  }
}

interface NumberAnswer {
  sid: string;
  /** Typed with other names than the wire has. */
  capabilities: object | null;
  voiceUrl: string | null;
  voiceMethod: string | null;
  voiceApplicationSid: string | null;
  trunkSid: string | null;
}

function numberFacts(answer: NumberAnswer): NumberFacts {
  const { sid, capabilities, voiceUrl, voiceMethod, voiceApplicationSid, trunkSid } = answer;
  return {
    sid,
    canSpeak: capabilities !== null && 'voice' in capabilities && capabilities.voice === true,
    voiceUrl: voiceUrl ?? '',
    voiceMethod: voiceMethod ?? '',
    // Twilio ignores the number's own address where it has either of them.
    ledBy: trunkSid ? 'trunk' : voiceApplicationSid ? 'application' : null,
  };
}
