/** What stands behind the fake of Twilio's REST interface: an account, its numbers and its calls, and what it refuses. */

import type { CallOrder } from '../telephone/called-telephone.ts';
import { ACCOUNT_SID, callSid } from './sids.ts';

/** A call that was ordered. */
export interface OrderedCall {
  sid: string;
  order: CallOrder;
  timeLimitS: number;
  /** Who picks up is told while the call goes on, and not waited for. */
  isAsyncAmd: boolean;
}

export interface FakeNumber {
  sid: string;
  phoneNumber: string;
  canSpeak: boolean;
  voiceUrl: string;
  voiceMethod: string;
  voiceApplicationSid: string;
  trunkSid: string;
}

export interface FakeAnswer {
  status: number;
  body: object;
  /** When it has been sent. */
  afterwards?: () => void;
}

const NUMBER = /^\+[1-9]\d{6,14}$/;
const EVENTS = ['initiated', 'ringing', 'answered', 'completed'];
/** Sids of calls that were ordered, apart from those that tests make up. */
const FIRST_CALL = 0x0_a000;

export class FakeAccount {
  status = 'active';
  type = 'Full';
  readonly friendlyName = 'Bicycle shop';
  readonly numbers: FakeNumber[] = [];
  /** What a trial account may call. */
  readonly verified: string[] = [];
  /** Countries that may be called. */
  readonly regions: string[] = ['+49', '+1'];
  readonly #onCall: (call: OrderedCall) => { hangUp(): void };
  readonly #calls = new Map<string, { hangUp(): void }>();

  constructor(onCall: (call: OrderedCall) => { hangUp(): void }) {
    this.#onCall = onCall;
  }

  /** Adds a number that is good for calls unless told otherwise. */
  add(phoneNumber: string, patch: Partial<FakeNumber> = {}): FakeNumber {
    const number: FakeNumber = {
      sid: `PN${(this.numbers.length + 1).toString(16).padStart(32, '0')}`,
      phoneNumber,
      canSpeak: true,
      voiceUrl: '',
      voiceMethod: 'POST',
      voiceApplicationSid: '',
      trunkSid: '',
      ...patch,
    };
    this.numbers.push(number);
    return number;
  }

  /** `path`: behind the account's own. */
  answer(method: string, path: string, fields: URLSearchParams): FakeAnswer {
    const [, resource = '', sid = ''] = /^\/?([A-Za-z]*)\/?(\w*)\.json$/.exec(path) ?? [];
    const what = `${method} ${resource}${sid === '' ? '' : '/sid'}`;
    switch (what) {
      case 'GET ':
        return { status: 200, body: this.#account() };
      case 'POST Calls':
        return this.#create(fields);
      case 'POST Calls/sid':
        return this.#end(sid, fields.get('Status') ?? '');
      case 'GET IncomingPhoneNumbers':
        return { status: 200, body: this.#list(fields.get('PhoneNumber')) };
      case 'POST IncomingPhoneNumbers/sid':
        return this.#set(sid, fields);
      default:
        return refused(404, 20404, `The requested resource ${path} was not found`);
    }
  }

  #account(): object {
    const { status, type, friendlyName } = this;
    return { sid: ACCOUNT_SID, friendly_name: friendlyName, status, type };
  }

  #create(fields: URLSearchParams): FakeAnswer {
    const word = (name: string) => fields.get(name) ?? '';
    const to = word('To');
    const from = word('From');
    const timeLimitS = Number(word('TimeLimit'));
    if (!NUMBER.test(to))
      return refused(400, 21211, `The phone number you are attempting to call, ${to}, is not valid.`);
    if (!this.numbers.some(({ phoneNumber }) => phoneNumber === from)) {
      return refused(400, 21210, `The source phone number provided, ${from}, is not yet verified`);
    }
    if (this.type === 'Trial' && !this.verified.includes(to)) {
      return refused(400, 21219, `The number ${to} is unverified.`);
    }
    if (!this.regions.some((prefix) => to.startsWith(prefix))) {
      return refused(400, 21215, `Account not authorized to call ${to}.`);
    }
    if (!word('Url').startsWith('https://')) return refused(400, 21205, 'Url is not a valid URL');
    const statusEvents = fields.getAll('StatusCallbackEvent');
    const isKnown =
      statusEvents.every((event) => EVENTS.includes(event)) &&
      ['', 'Enable', 'DetectMessageEnd'].includes(word('MachineDetection')) &&
      Number.isInteger(timeLimitS);
    if (!isKnown) return refused(400, 20001, 'A parameter is not valid.');
    const sid = callSid(FIRST_CALL + this.#calls.size);
    const order = {
      to,
      from,
      url: word('Url'),
      statusCallback: fields.get('StatusCallback'),
      statusEvents,
      machineCallback: fields.get('AsyncAmdStatusCallback'),
    };
    const call = { sid, order, timeLimitS, isAsyncAmd: word('AsyncAmd') === 'true' };
    this.#calls.set(sid, { hangUp: () => {} });
    return {
      status: 201,
      body: { sid, account_sid: ACCOUNT_SID, to, from, status: 'queued', direction: 'outbound-api' },
      afterwards: () => this.#calls.set(sid, this.#onCall(call)),
    };
  }

  #end(sid: string, status: string): FakeAnswer {
    const call = this.#calls.get(sid);
    if (call === undefined) return refused(404, 20404, `The requested resource /Calls/${sid} was not found`);
    if (status !== 'completed' && status !== 'canceled') return refused(400, 21218, 'Status is not valid.');
    return { status: 200, body: { sid, status }, afterwards: () => call.hangUp() };
  }

  #list(phoneNumber: string | null): object {
    const found = this.numbers.filter((number) => phoneNumber === null || number.phoneNumber === phoneNumber);
    return {
      incoming_phone_numbers: found.map(wireNumber),
      page: 0,
      page_size: 50,
      next_page_uri: null,
    };
  }

  #set(sid: string, fields: URLSearchParams): FakeAnswer {
    const number = this.numbers.find((other) => other.sid === sid);
    if (number === undefined) return refused(404, 20404, `The requested resource ${sid} was not found`);
    number.voiceUrl = fields.get('VoiceUrl') ?? number.voiceUrl;
    number.voiceMethod = fields.get('VoiceMethod') ?? number.voiceMethod;
    return { status: 200, body: wireNumber(number) };
  }
}

function wireNumber(number: FakeNumber): object {
  return {
    sid: number.sid,
    phone_number: number.phoneNumber,
    capabilities: { voice: number.canSpeak, sms: true, mms: false, fax: false },
    voice_url: number.voiceUrl,
    voice_method: number.voiceMethod,
    voice_application_sid: number.voiceApplicationSid,
    trunk_sid: number.trunkSid,
  };
}

/** In Twilio's shape. */
export function refused(status: number, code: number, message: string): FakeAnswer {
  const body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
  return { status, body };
}
