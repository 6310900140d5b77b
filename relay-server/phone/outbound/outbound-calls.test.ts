/** Calls that were placed, as Twilio's news of them comes: in order, out of order, too early, or never. */

import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../src/lib/testing/fake-clock.ts';
import { CallBook } from '../calls/call-book.ts';
import { type RestProblem, restProblem } from '../rest-problem.ts';
import { testPhone } from '../testing/phone-config.ts';
import { callSid } from '../testing/sids.ts';
import type { CallOrder, RestResult } from '../twilio-rest.ts';
import { OutboundCalls } from './outbound-calls.ts';

const TO = '+4930123987';
const OUTBOUND = { from: '+4930123456', prefixes: ['+49'], minutes: 10, machineDetection: true };

function setUp(more: { lines?: number; outbound?: Partial<typeof OUTBOUND> | null } = {}) {
  const clock = new FakeClock();
  const book = new CallBook(() => 1000);
  const streams = new Set<string>();
  const orders: CallOrder[] = [];
  const ended: string[] = [];
  let answer: (order: CallOrder) => Promise<RestResult<string>> = async () => ({
    ok: true,
    value: callSid(orders.length),
  });
  let endAnswer: RestResult<null> = { ok: true, value: null };
  const calls = new OutboundCalls({
    config: testPhone({ outbound: more.outbound === null ? null : { ...OUTBOUND, ...more.outbound } }),
    rest: {
      placeCall: (order) => (orders.push(order), answer(order)),
      endCall: async (sid) => (ended.push(sid), endAnswer),
    },
    book,
    clock,
    log: pino({ level: 'silent' }),
    freeLines: () => (more.lines ?? 20) - streams.size,
    hasStream: (sid) => streams.has(sid),
  });
  return {
    calls,
    book,
    clock,
    streams,
    orders,
    ended,
    stateOf: (n: number) => book.get(callSid(n))?.end?.why ?? book.get(callSid(n))?.state,
    answerWith: (next: typeof answer) => (answer = next),
    endWith: (next: RestResult<null>) => (endAnswer = next),
  };
}

const refused = (code: number): { ok: false; problem: RestProblem } => ({
  ok: false,
  problem: restProblem({ code, status: 400, message: 'No.' }),
});

describe('a call that is placed', () => {
  it('is in the book with its number masked, and is told as it is', async () => {
    const { calls, orders } = setUp();
    const placed = await calls.place(TO);
    expect(placed).toMatchObject({
      ok: true,
      call: { id: callSid(1), direction: 'outbound', state: 'placing', number: '+49••••••87' },
    });
    expect(orders).toEqual([
      {
        to: TO,
        from: '+4930123456',
        url: 'https://voice.example.com/twilio/incoming-call',
        statusCallback: 'https://voice.example.com/twilio/call-status',
        machineDetectionCallback: 'https://voice.example.com/twilio/machine-detection',
        timeLimitS: 630,
      },
    ]);
  });

  it('is not listened to for machines where that is not wished', async () => {
    const { calls, orders } = setUp({ outbound: { machineDetection: false } });
    await calls.place(TO);
    expect(orders[0]?.machineDetectionCallback).toBeNull();
  });

  it('rings, is picked up, and is not led back by news that comes late', async () => {
    const { calls, stateOf } = setUp();
    await calls.place(TO);
    const sid = callSid(1);
    calls.takeStatus(sid, 'initiated');
    expect(stateOf(1)).toBe('placing');
    calls.takeStatus(sid, 'ringing');
    expect(stateOf(1)).toBe('ringing');
    calls.pickedUp(sid);
    calls.takeStatus(sid, 'ringing');
    calls.takeStatus(sid, 'in-progress');
    expect(stateOf(1)).toBe('connecting');
  });

  it.each([
    ['busy', 'busy'],
    ['no-answer', 'no-answer'],
    ['failed', 'not-placed'],
    ['canceled', 'canceled'],
    ['completed', 'not-placed'],
  ])('that Twilio says is %s ends with %s', async (status, why) => {
    const { calls, clock, stateOf } = setUp();
    await calls.place(TO);
    calls.takeStatus(callSid(1), status);
    expect(stateOf(1)).toBe(why);
    expect(clock.pending).toBe(0);
  });

  it('that was picked up and put down before the agent came was hung up by the other end', async () => {
    const { calls, stateOf } = setUp();
    await calls.place(TO);
    calls.pickedUp(callSid(1));
    calls.takeStatus(callSid(1), 'completed');
    expect(stateOf(1)).toBe('caller-hung-up');
  });

  it('is left to its stream once that is there', async () => {
    const { calls, streams, book, clock, ended, stateOf } = setUp();
    await calls.place(TO);
    calls.pickedUp(callSid(1));
    streams.add(callSid(1));
    book.update(callSid(1), { state: 'talking' });
    calls.takeStatus(callSid(1), 'completed');
    expect(stateOf(1)).toBe('talking');
    clock.advance(600_000);
    expect(stateOf(1)).toBe('talking');
    expect(ended).toEqual([]);
  });

  it('takes news that come before Twilio’s answer', async () => {
    const { calls, answerWith, stateOf } = setUp();
    answerWith(async () => {
      calls.takeStatus(callSid(1), 'ringing');
      calls.takeStatus(callSid(7), 'busy');
      calls.takeStatus(callSid(1), 'busy');
      return { ok: true, value: callSid(1) };
    });
    expect(await calls.place(TO)).toMatchObject({ ok: true, call: { state: 'ended' } });
    expect(stateOf(1)).toBe('busy');
    expect(stateOf(7)).toBeUndefined();
  });

  it('whose stream comes before Twilio’s answer is entered by that', async () => {
    const { calls, answerWith, book, streams, stateOf } = setUp();
    answerWith(async () => {
      streams.add(callSid(1));
      book.begin({ id: callSid(1), direction: 'outbound', line: 'twilio', number: TO, state: 'connecting' });
      return { ok: true, value: callSid(1) };
    });
    await calls.place(TO);
    expect(stateOf(1)).toBe('connecting');
    expect(calls.waitingBeside(null)).toBe(0);
  });

  it('shows who picked up', async () => {
    const { calls, book } = setUp();
    await calls.place(TO);
    calls.takeAnsweredBy(callSid(1), 'machine_start');
    expect(book.get(callSid(1))?.answeredBy).toBe('machine');
  });
});

describe('a call of which nothing is heard', () => {
  it.each([
    ['at all', [], 'not-placed'],
    ['after it rang', ['ringing'], 'no-answer'],
  ])('%s is given up, and ended at Twilio too', async (_when, news, why) => {
    const { calls, clock, ended, stateOf } = setUp();
    await calls.place(TO);
    clock.advance(100_000);
    for (const status of news) calls.takeStatus(callSid(1), status);
    const patienceMs = news.length === 0 ? 50_000 : 150_000;
    clock.advance(patienceMs - 1);
    expect(ended).toEqual([]);
    clock.advance(1);
    expect(stateOf(1)).toBe(why);
    expect(ended).toEqual([callSid(1)]);
    expect(clock.pending).toBe(0);
  });

  it('is not waited for when the server closes', async () => {
    const { calls, clock } = setUp();
    await calls.place(TO);
    calls.close();
    expect(clock.pending).toBe(0);
  });
});

describe('a call that is not placed', () => {
  it('where no calls are placed says what to write where', async () => {
    const { calls, orders } = setUp({ outbound: null });
    expect(await calls.place(TO)).toMatchObject({ ok: false, status: 409, code: 'outbound_not_configured' });
    expect(orders).toEqual([]);
  });

  it('for want of a line counts those that ring, and not those that were picked up', async () => {
    const { calls, streams } = setUp({ lines: 2 });
    await Promise.all([calls.place(TO), calls.place(TO)]);
    expect(await calls.place(TO)).toMatchObject({ ok: false, status: 503, code: 'lines_busy' });
    calls.takeStatus(callSid(1), 'busy');
    expect(calls.waitingBeside(null)).toBe(1);
    expect(calls.waitingBeside(callSid(2))).toBe(0);
    calls.pickedUp(callSid(2));
    streams.add(callSid(2));
    expect(await calls.place(TO)).toMatchObject({ ok: true });
    expect(await calls.place(TO)).toMatchObject({ code: 'lines_busy' });
  });

  it.each([
    [21211, 400, 'number_invalid'],
    [21215, 502, 'region_not_allowed'],
    [21219, 400, 'number_not_verified'],
    [20003, 502, 'twilio_credentials_wrong'],
  ])('because Twilio answered %i leaves nothing behind', async (twilioCode, status, code) => {
    const { calls, book, answerWith, clock } = setUp();
    answerWith(async () => refused(twilioCode));
    expect(await calls.place(TO)).toMatchObject({ ok: false, status, code });
    expect(book.list()).toMatchObject({ live: [], ended: [] });
    expect(calls.waitingBeside(null)).toBe(0);
    expect(clock.pending).toBe(0);
  });
});

describe('a call that is taken back', () => {
  it('while it rings is ended at Twilio, and in the book', async () => {
    const { calls, ended, stateOf } = setUp();
    await calls.place(TO);
    expect(await calls.cancel(callSid(1))).toEqual({ ok: true });
    expect(ended).toEqual([callSid(1)]);
    expect(stateOf(1)).toBe('canceled');
    expect(await calls.cancel(callSid(1))).toMatchObject({ ok: false, code: 'call_not_waiting' });
  });

  it('when it is over at Twilio already is over here too', async () => {
    const { calls, endWith, stateOf } = setUp();
    await calls.place(TO);
    endWith(refused(21220));
    expect(await calls.cancel(callSid(1))).toEqual({ ok: true });
    expect(stateOf(1)).toBe('canceled');
  });

  it('rings on when Twilio does not do it', async () => {
    const { calls, endWith, stateOf } = setUp();
    await calls.place(TO);
    endWith(refused(20003));
    expect(await calls.cancel(callSid(1))).toMatchObject({ ok: false, code: 'twilio_credentials_wrong' });
    expect(stateOf(1)).toBe('placing');
  });
});
