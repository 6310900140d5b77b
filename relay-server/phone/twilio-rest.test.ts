/** Twilio's own client against a server that answers as Twilio does, and what becomes of its refusals. */

import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../secret.ts';
import { restProblem } from './rest-problem.ts';
import { type FakeTwilioRest, RequestClientTo, fakeTwilioRest } from './testing/fake-twilio-rest.ts';
import { AUTH_TOKEN } from './testing/phone-config.ts';
import { ACCOUNT_SID } from './testing/sids.ts';
import { type CallOrder, type RestHttp, TwilioRest } from './twilio-rest.ts';

const FROM = '+4930123456';
const order: CallOrder = {
  to: '+4930123987',
  from: FROM,
  url: 'https://voice.example.com/twilio/incoming-call',
  statusCallback: 'https://voice.example.com/twilio/call-status',
  machineDetectionCallback: 'https://voice.example.com/twilio/machine-detection',
  timeLimitS: 630,
};

const open: FakeTwilioRest[] = [];
afterEach(async () => {
  for (const twilio of open.splice(0)) await twilio.close();
});

async function setUp({ token = AUTH_TOKEN, http }: { token?: string; http?: RestHttp } = {}) {
  const hungUp: string[] = [];
  const twilio = await fakeTwilioRest(({ sid }) => ({ hangUp: () => hungUp.push(sid) }));
  open.push(twilio);
  twilio.account.add(FROM);
  const rest = new TwilioRest({
    accountSid: ACCOUNT_SID,
    authToken: new Secret(token),
    http: http ?? twilio.http,
  });
  return { rest, twilio, hungUp };
}

const codeOf = async (asked: Promise<{ ok: boolean; problem?: { code: string } }>) => {
  const result = await asked;
  return result.ok ? null : result.problem?.code;
};

describe('a call', () => {
  it('is ordered with everything that Twilio is to tell of it, and ended', async () => {
    const { rest, twilio, hungUp } = await setUp();
    const placed = await rest.placeCall(order);
    const sid = placed.ok ? placed.value : '';
    expect(sid).toMatch(/^CA[0-9a-f]{32}$/);
    const [{ what, fields } = { what: '', fields: new URLSearchParams() }] = twilio.requests;
    expect(what).toBe('POST /Calls.json');
    expect(fields.getAll('StatusCallbackEvent')).toEqual(['initiated', 'ringing', 'answered', 'completed']);
    expect(Object.fromEntries(fields)).toMatchObject({
      To: order.to,
      From: FROM,
      Url: order.url,
      Method: 'POST',
      StatusCallback: order.statusCallback,
      StatusCallbackMethod: 'POST',
      TimeLimit: '630',
      MachineDetection: 'Enable',
      AsyncAmd: 'true',
      AsyncAmdStatusCallback: order.machineDetectionCallback,
    });
    expect(await rest.endCall(sid)).toEqual({ ok: true, value: null });
    expect(hungUp).toEqual([sid]);
  });

  it('without machine detection asks for none', async () => {
    const { rest, twilio } = await setUp();
    await rest.placeCall({ ...order, machineDetectionCallback: null });
    const names = [...(twilio.requests[0]?.fields.keys() ?? [])].join();
    expect(names).not.toMatch(/MachineDetection|Amd/);
  });

  it.each<[string, string, (twilio: FakeTwilioRest) => Partial<CallOrder>]>([
    ['to no number', 'number_invalid', () => ({ to: '+49' })],
    ['from a number of somebody else', 'from_not_allowed', () => ({ from: '+4930999999' })],
    ['to a country that is not allowed', 'region_not_allowed', () => ({ to: '+33123456789' })],
    [
      'to a number that a trial account has not verified',
      'number_not_verified',
      ({ account }) => {
        account.type = 'Trial';
        return {};
      },
    ],
  ])('%s is refused: %s', async (_what, code, change) => {
    const { rest, twilio } = await setUp();
    expect(await codeOf(rest.placeCall({ ...order, ...change(twilio) }))).toBe(code);
  });
});

describe('what goes wrong before Twilio looks at it', () => {
  it('is told: wrong credentials, with no word of the token', async () => {
    const { rest } = await setUp({ token: 'another-token' });
    const answer = await rest.account();
    expect(answer).toMatchObject({ ok: false, problem: { code: 'twilio_credentials_wrong', of: 'setup' } });
    expect(JSON.stringify(answer)).not.toContain('another-token');
  });

  it('is told: nobody answers', async () => {
    const { rest } = await setUp({ http: new RequestClientTo('http://127.0.0.1:9') });
    const answer = await rest.account();
    expect(answer).toMatchObject({ ok: false, problem: { code: 'twilio_unreachable' } });
    expect(answer.ok ? '' : answer.problem.words).toContain('ECONNREFUSED');
  });
});

describe('a number', () => {
  it('is found with what it can do and where it leads, and is led elsewhere', async () => {
    const { rest, twilio } = await setUp();
    const { sid } = twilio.account.add('+14155550100', { canSpeak: false, trunkSid: 'TK1' });
    expect(await rest.number('+14155550100')).toEqual({
      ok: true,
      value: { sid, canSpeak: false, voiceUrl: '', voiceMethod: 'POST', ledBy: 'trunk' },
    });
    expect(await rest.number('+4930000000')).toEqual({ ok: true, value: null });
    expect(await rest.setVoiceUrl(sid, 'https://voice.example.com/x')).toMatchObject({
      ok: true,
      value: { voiceUrl: 'https://voice.example.com/x', voiceMethod: 'POST' },
    });
  });
});

describe('the account', () => {
  it('is told with its name, and whether it is for trials', async () => {
    const { rest, twilio } = await setUp();
    twilio.account.type = 'Trial';
    expect(await rest.account()).toEqual({
      ok: true,
      value: { name: 'Bicycle shop', status: 'active', isTrial: true },
    });
  });
});

describe('words for what is thrown', () => {
  it.each<[unknown, string, string]>([
    [
      { code: 12_345, status: 400, message: 'Bad thing' },
      'twilio_refused',
      'Twilio refused: Bad thing. Its error 12345',
    ],
    [{ status: 503, message: undefined }, 'twilio_failed', 'HTTP 503'],
    [{ status: 401 }, 'twilio_credentials_wrong', 'auth token'],
    [{ code: 20_429, status: 429, message: 'Too Many' }, 'twilio_too_many_requests', 'Wait'],
    [{ code: 'ENOTFOUND', message: 'getaddrinfo' }, 'twilio_unreachable', '(ENOTFOUND)'],
    [new Error('odd'), 'twilio_unreachable', '(odd)'],
    ['odd', 'twilio_unreachable', '(odd)'],
  ])('%j', (thrown, code, words) => {
    const problem = restProblem(thrown);
    expect(problem.code).toBe(code);
    expect(`${problem.words} ${problem.next}`).toContain(words);
  });
});
