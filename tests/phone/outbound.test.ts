/** Calls that the relay places: ordered over its API, through Twilio's own client, and taken by the telephone in the box. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CallList, CallSummary } from '../../src/lib/call-messages.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { OrderedCall } from '../../relay-server/phone/testing/fake-twilio-account.ts';
import { type FakeTwilioRest, fakeTwilioRest } from '../../relay-server/phone/testing/fake-twilio-rest.ts';
import { type CalledOptions, CalledTelephone } from '../../relay-server/phone/telephone/called-telephone.ts';
import { ACCOUNT_SID, streamSid } from '../../relay-server/phone/testing/sids.ts';
import { Secret } from '../../relay-server/secret.ts';
import type { Telephone } from '../../relay-server/phone/telephone/telephone.ts';
import { type CallRig, PATIENCE, callRig } from './call-rig.ts';
import { untilReal } from './until-real.ts';

const FROM = '+4930123456';
const OUTBOUND = { from: FROM, prefixes: ['+4930', '+1415'], minutes: 5, machineDetection: true };

let twilio: FakeTwilioRest;
let rig: CallRig;
/** What comes of the next call. */
let how: CalledOptions['how'] = 'human';
let ringMs = 200;
const orders: OrderedCall[] = [];
const telephones: Telephone[] = [];
const overs: Promise<void>[] = [];

beforeAll(async () => {
  twilio = await fakeTwilioRest(answered);
  twilio.account.add(FROM);
  rig = await callRig(
    { accountSid: ACCOUNT_SID, outbound: OUTBOUND, greeting: { by: 'agent', text: 'Good afternoon.' } },
    { twilioHttp: twilio.http },
  );
});
afterEach(async () => {
  for (const telephone of telephones.splice(0)) telephone.hangUp();
  await Promise.all(overs.splice(0));
});
afterAll(async () => {
  await rig.close();
  await twilio.close();
});

/** The telephone in the box is called. */
function answered(ordered: OrderedCall) {
  orders.push(ordered);
  const ids = { accountSid: ACCOUNT_SID, callSid: ordered.sid, streamSid: streamSid(orders.length) };
  const { order } = ordered;
  const telephone = rig.telephone(0, { ids, direction: 'outbound-api', from: order.from, to: order.to });
  telephones.push(telephone);
  const called = new CalledTelephone({
    clock: systemClock,
    line: rig.line,
    ids,
    order,
    telephone,
    how,
    ringMs,
  });
  overs.push(called.run());
  return called;
}

async function place(to: string, on = rig) {
  const answer = await on.relay.app.inject({ method: 'POST', url: '/api/calls', payload: { to } });
  return { status: answer.statusCode, body: answer.json<CallSummary & { error?: { code: string } }>() };
}

async function placed(to: string): Promise<{ id: string; telephone: Telephone }> {
  const { status, body } = await place(to);
  expect(status).toBe(201);
  await untilReal(() => telephones.length > 0, 'the telephone is called');
  const [telephone] = telephones;
  if (telephone === undefined) throw new Error('nothing was called');
  return { id: body.id, telephone };
}

async function list(): Promise<CallList> {
  return (await rig.relay.app.inject('/api/calls')).json();
}
const live = async (id: string) => (await list()).live.find((call) => call.id === id) ?? null;
const ended = async (id: string) => (await list()).ended.find((call) => call.id === id) ?? null;

describe('a call that is placed', () => {
  it('rings, is greeted by the agent, is known to be a person, and ends in the book', PATIENCE, async () => {
    how = 'human';
    ringMs = 1500;
    const { id, telephone } = await placed('+49 (0)30 123-987');
    await untilReal(async () => (await live(id))?.state === 'ringing', 'it rings');
    expect(await live(id)).toMatchObject({ direction: 'outbound', line: 'twilio', number: '+49••••••87' });
    await untilReal(async () => (await live(id))?.state === 'talking', 'the agent is there');
    await untilReal(() => telephone.lastSoundMs !== null, 'the agent greets');
    await untilReal(async () => (await live(id))?.answeredBy === 'human', 'it is known who picked up');
    expect(telephone.events.filter(({ kind }) => kind === 'fault')).toEqual([]);

    const [ordered] = orders.slice(-1);
    expect(ordered).toMatchObject({
      isAsyncAmd: true,
      order: {
        to: '+4930123987',
        from: FROM,
        url: 'https://voice.example.com/twilio/incoming-call',
        statusEvents: ['initiated', 'ringing', 'answered', 'completed'],
      },
    });
    // The agent's goodbye is heard before Twilio cuts the call.
    expect(ordered?.timeLimitS).toBe(5 * 60 + 30);

    telephone.hangUp();
    await Promise.all(overs.splice(0));
    await untilReal(async () => (await ended(id)) !== null, 'it is over');
    expect(await ended(id)).toMatchObject({
      state: 'ended',
      direction: 'outbound',
      end: { why: 'caller-hung-up' },
    });
    expect(await live(id)).toBeNull();
  });

  it('that a machine takes goes on, and is shown to be one', PATIENCE, async () => {
    how = 'machine';
    ringMs = 50;
    const { id, telephone } = await placed('+4930123988');
    await untilReal(async () => (await live(id))?.answeredBy === 'machine', 'it is known who picked up');
    await untilReal(() => telephone.lastSoundMs !== null, 'the agent greets');
    expect(await live(id)).toMatchObject({ state: 'talking' });
  });

  it.each(['busy', 'no-answer'] as const)('ends as it did: %s', PATIENCE, async (outcome) => {
    how = outcome;
    ringMs = 50;
    const { id } = await placed('+4930123989');
    await untilReal(async () => (await ended(id)) !== null, 'it is over');
    expect(await ended(id)).toMatchObject({ talkingSinceEpochMs: null, end: { why: outcome } });
  });
});

describe('a call that still rings', () => {
  it('is taken back by whoever may act, and is answered by nobody', PATIENCE, async () => {
    how = 'human';
    ringMs = 30_000;
    const { id, telephone } = await placed('+4930123990');
    await untilReal(async () => (await live(id))?.state === 'ringing', 'it rings');
    const answer = await rig.relay.app.inject({
      method: 'POST',
      url: `/api/calls/${id}/commands`,
      payload: { kind: 'hang-up' },
    });
    expect(answer.statusCode).toBe(204);
    expect(await ended(id)).toMatchObject({ end: { why: 'canceled' } });
    await Promise.all(overs.splice(0));
    expect(telephone.events).toEqual([]);
    expect(twilio.requests.at(-1)?.what).toBe(`POST /Calls/${id}.json`);
  });
});

describe('a call that is not placed', () => {
  it.each([
    ['+4989123456', 403, 'prefix_not_allowed'],
    ['030 123456', 400, 'number_invalid'],
    ['', 400, 'number_invalid'],
  ])('because of its number, %s, is not asked of Twilio', async (to, status, code) => {
    const before = twilio.requests.length;
    expect(await place(to)).toMatchObject({ status, body: { error: { code } } });
    expect(twilio.requests.length).toBe(before);
  });

  it('because a page of another site asks for it', async () => {
    const before = twilio.requests.length;
    const answer = await rig.relay.app.inject({
      method: 'POST',
      url: '/api/calls',
      payload: { to: '+4930123987' },
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.statusCode).toBe(403);
    expect(twilio.requests.length).toBe(before);
  });

  it('because of the credentials says so, and leaves nothing behind', async () => {
    const other = await callRig(
      { accountSid: ACCOUNT_SID, authToken: new Secret('another-token'), outbound: OUTBOUND },
      { twilioHttp: twilio.http },
    );
    expect(await place('+4930123987', other)).toMatchObject({
      status: 502,
      body: { error: { code: 'twilio_credentials_wrong' } },
    });
    expect((await other.relay.app.inject('/api/calls')).json()).toMatchObject({ live: [], ended: [] });
    expect(other.relay.logText()).not.toContain('another-token');
    await other.close();
  });
});
