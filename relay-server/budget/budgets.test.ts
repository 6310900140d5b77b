/** Budgets at the relay: who is over one is not let in, and a session that reaches one ends with words. */

import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import type { BudgetReport } from '../../src/lib/budget-report.ts';
import { LOOPBACK_ACCESS } from '../access/access-config.ts';
import { parseConfig } from '../config.ts';
import { Secret } from '../secret.ts';
import { relayAtFake } from '../testing/close-after-test.ts';
import type { FakeUpstream } from '../testing/fake-upstream.ts';
import type { RelayRig, TestClient, relayRig } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';
import { type Budgets, NO_BUDGETS } from './budget-config.ts';
import { SpendMeter } from './spend-meter.ts';
import { Frame } from '../relay/frame.ts';

const MINUTE_MS = 60_000;
const NOON = Date.UTC(2026, 10, 26, 12);

async function setUp(
  budgets: Partial<Budgets>,
  options: Partial<Parameters<typeof relayRig>[0]> = {},
): Promise<{ upstream: FakeUpstream; rig: RelayRig; clock: FakeClock }> {
  const clock = new FakeClock();
  const faked = await relayAtFake({
    clock,
    nowEpochMs: () => NOON + clock.nowMs(),
    budgets: { ...NO_BUDGETS, ...budgets },
    // Hours pass in a moment here; nobody answers pings that fast.
    limits: { pingPeriodMs: 1e9 },
    ...options,
  });
  return { ...faked, clock };
}

const errorCode = (client: TestClient) =>
  (client.events().at(-1) as { error?: { code: string } } | undefined)?.error?.code;

async function connected({ upstream, rig }: { upstream: FakeUpstream; rig: RelayRig }): Promise<TestClient> {
  const before = upstream.sockets.length;
  const client = await rig.connect();
  await until(() => rig.logText().split('upstream open').length > before + 1, 'the upstream is open');
  return client;
}

/** One response of the assistant's speech, a minute of it: $0.0768 with gpt-realtime-2.1. */
const MINUTE_OF_SPEECH = JSON.stringify({
  type: 'response.done',
  response: { usage: { output_tokens: 1200, output_token_details: { text_tokens: 0, audio_tokens: 1200 } } },
});

/** A page would get the handshake and the reason; a program gets the HTTP answer. */
async function refusal(rig: RelayRig, headers: Record<string, string> = {}) {
  const client = await rig.connect('/v1/realtime', [], {
    headers: { ...headers, origin: `http://127.0.0.1:${rig.port}` },
  });
  return { ...(await client.whenClosed()), code: (await client.whenClosed()).code, error: errorCode(client) };
}

describe('sessions at once', () => {
  it('are limited in all, and a place becomes free when one ends', async () => {
    const { rig } = await setUp({ sessions: 2 });
    const first = await rig.connect();
    await rig.connect();
    expect(await refusal(rig)).toMatchObject({ code: 4503, error: 'budget_all_sessions' });
    first.socket.close();
    await until(() => rig.app.relay.sessionCount === 1, 'one has left');
    expect((await rig.connect()).closed).toBeNull();
  });

  it('are limited for each client, by its name', async () => {
    const tokens = ['app', 'other'].map((name) => ({
      name,
      token: new Secret(`token-of-${name}-0123456789`),
      mayWatch: false,
    }));
    const { rig } = await setUp(
      { everyone: { sessionsPerClient: 1 }, clients: { other: { sessionsPerClient: 2 } } },
      { access: { ...LOOPBACK_ACCESS, tokens } },
    );
    const as = (name: string) => ({ authorization: `Bearer token-of-${name}-0123456789` });
    await rig.connect('/v1/realtime', [], { headers: as('app') });
    expect(await refusal(rig, as('app'))).toMatchObject({ code: 4429, error: 'budget_sessions' });
    await rig.connect('/v1/realtime', [], { headers: as('other') });
    expect((await rig.connect('/v1/realtime', [], { headers: as('other') })).closed).toBeNull();
    expect(await refusal(rig, as('other'))).toMatchObject({ error: 'budget_sessions' });
  });
});

describe('minutes', () => {
  it('of a session end it, and another may begin', async () => {
    const { upstream, rig, clock } = await setUp({ everyone: { minutesPerSession: 1.5 } });
    const client = await connected({ upstream, rig });
    clock.advance(1.5 * MINUTE_MS - 1);
    expect(client.closed).toBeNull();
    clock.advance(1);
    expect(await client.whenClosed()).toEqual({ code: 4402, reason: 'budget_session_minutes' });
    expect((await rig.connect()).closed).toBeNull();
  });

  it('of a day are shared by all sessions of a client, end them, and let nobody in until midnight', async () => {
    const { upstream, rig, clock } = await setUp({ everyone: { minutesPerDay: 10 } });
    const one = await connected({ upstream, rig });
    const two = await connected({ upstream, rig });
    for (let i = 0; i <= 5 * 60; i += 1) clock.advance(1000);
    expect((await one.whenClosed()).reason).toBe('budget_day_minutes');
    expect((await two.whenClosed()).reason).toBe('budget_day_minutes');
    expect(await refusal(rig)).toMatchObject({ code: 4429, error: 'budget_day_minutes' });
    clock.advance(12 * 60 * MINUTE_MS);
    expect((await rig.connect()).closed).toBeNull();
  });
});

describe('dollars of a day', () => {
  it('end the session at the response that reaches them, and the client is told with words', async () => {
    const { upstream, rig } = await setUp({ everyone: { usdPerDay: 0.1 } });
    const client = await rig.connect();
    const socket = await upstream.socket();
    socket.send(MINUTE_OF_SPEECH);
    await until(() => client.received.length === 1, 'the first response is done');
    expect(client.closed).toBeNull();
    socket.send(MINUTE_OF_SPEECH);
    expect(await client.whenClosed()).toEqual({ code: 4402, reason: 'budget_day_usd' });
    // The response itself still arrives.
    expect(client.events().map(({ type }) => type)).toEqual(['response.done', 'response.done', 'error']);
    expect(await refusal(rig)).toMatchObject({ error: 'budget_day_usd' });
    expect(rig.logText()).toContain('budget_day_usd');
  });

  it('are counted also for a response that its client leaves just before the count comes', async () => {
    const { upstream, rig } = await setUp({ everyone: { usdPerDay: 0.07 } });
    const client = await rig.connect('/v1/realtime?model=gpt-realtime-2.1');
    const socket = await upstream.socket();
    socket.send('{"type":"response.created","response":{"id":"r"}}');
    // A minute of speech, in seconds.
    const delta = 'A'.repeat(64_000);
    for (let i = 0; i < 60; i += 1)
      socket.send(JSON.stringify({ type: 'response.output_audio.delta', delta }));
    await until(() => client.received.length === 61, 'all of it was heard');
    client.socket.terminate();
    await until(() => rig.app.relay.sessionCount === 0, 'the session has ended');
    expect(await refusal(rig)).toMatchObject({ error: 'budget_day_usd' });
  });

  it('are counted for those who look at the relay, too', async () => {
    const { upstream, rig } = await setUp({});
    const client = await rig.connect('/v1/realtime?model=gpt-realtime-2.1');
    (await upstream.socket()).send(MINUTE_OF_SPEECH);
    await until(() => client.received.length === 1, 'the response is done');
    const line = 'sidetone_spend_usd_total{model="gpt-realtime-2.1"} 0.0768';
    expect((await rig.app.inject('/metrics')).body).toContain(line);
    client.socket.close();
    await until(() => rig.app.relay.sessionCount === 0, 'the session has ended');
    expect((await rig.app.inject('/metrics')).body).toContain(line);
    expect((await rig.app.inject('/api/sessions')).json()).toMatchObject({ ended: [{ spentUsd: 0.0768 }] });
  });
});

describe('bytes a second', () => {
  it('slow a client down and lose nothing of what it sends', async () => {
    const { upstream, rig, clock } = await setUp({ everyone: { bytesPerSecond: 100_000 } });
    const client = await rig.connect();
    const frame = `{"audio":"${'A'.repeat(70_000)}"}`;
    for (let i = 0; i < 20; i += 1) client.socket.send(frame);
    await until(() => upstream.received.length >= 3, 'the burst arrived');
    expect(upstream.received.length).toBeLessThan(10);
    let waitedMs = 0;
    await until(() => {
      clock.advance(100);
      waitedMs += 100;
      return upstream.received.length === 20;
    }, 'everything arrived');
    expect(waitedMs).toBeGreaterThan(8000);
  });
});

describe('what remains', () => {
  it('is told to the client that asks', async () => {
    const { upstream, rig, clock } = await setUp({
      everyone: { minutesPerDay: 60, usdPerDay: 2, minutesPerSession: 15, sessionsPerClient: 3 },
    });
    const client = await rig.connect();
    (await upstream.socket()).send(MINUTE_OF_SPEECH);
    await until(() => client.received.length === 1, 'the response is done');
    for (let i = 0; i < 120; i += 1) clock.advance(1000);
    const report = (await rig.app.inject('/api/budget')).json<BudgetReport>();
    const midnight = Date.UTC(2026, 10, 27);
    expect(report).toEqual({
      nowEpochMs: NOON + 120_000,
      limits: [
        { kind: 'sessions', limit: 3, used: 1, resetsAtEpochMs: null },
        { kind: 'session-minutes', limit: 15, used: 0, resetsAtEpochMs: null },
        { kind: 'day-minutes', limit: 60, used: expect.closeTo(2, 5), resetsAtEpochMs: midnight },
        { kind: 'day-usd', limit: 2, used: expect.closeTo(0.0768, 9), resetsAtEpochMs: midnight },
      ],
    });
  });

  it('is nothing to speak of where nothing is limited', async () => {
    const { rig } = await setUp({});
    expect((await rig.app.inject('/api/budget')).json()).toMatchObject({ limits: [] });
  });
});

describe('the meter', () => {
  const openai = { kind: 'openai', pricedAs: null } as const;
  const usd = (meter: SpendMeter, event: object) => meter.read(Frame.ofText(JSON.stringify(event)));

  it('counts transcription by the model that the session names', () => {
    const meter = new SpendMeter(openai, 'gpt-realtime-2.1');
    const transcribed = {
      type: 'conversation.item.input_audio_transcription.completed',
      usage: { type: 'duration', seconds: 60 },
    };
    expect(usd(meter, transcribed)).toBe(0);
    usd(meter, {
      type: 'session.updated',
      session: { audio: { input: { transcription: { model: 'gpt-transcribe' } } } },
    });
    expect(usd(meter, transcribed)).toBeCloseTo(0.0045, 9);
    expect(meter.usd).toBeCloseTo(0.0045, 9);
  });

  it.each([
    [
      'a model of unknown name at a service that charges, as the dearest',
      { kind: 'azure', pricedAs: null },
      0.0768,
    ],
    ['a deployment, as what it is priced as', { kind: 'azure', pricedAs: 'gpt-realtime-2.1-mini' }, 0.024],
    ['a model of a server of one’s own, as nothing', { kind: 'compatible', pricedAs: null }, 0],
  ] as const)('counts %s', (_what, upstream, expected) => {
    const meter = new SpendMeter(upstream, 'my-own-name');
    expect(meter.read(Frame.ofText(MINUTE_OF_SPEECH))).toBeCloseTo(expected, 9);
  });

  it('counts a session whose model is not told as the dearest', () => {
    const meter = new SpendMeter(openai, null);
    expect(meter.read(Frame.ofText(MINUTE_OF_SPEECH))).toBeCloseTo(0.0768, 9);
  });

  it('takes a response that was asked for and never counted for as dear as the last, and one that is over for nothing more', () => {
    const meter = new SpendMeter(openai, 'gpt-realtime-2.1');
    meter.sent(Frame.ofText('{"type":"response.create"}'));
    meter.read(Frame.ofText('{"type":"response.created","response":{}}'));
    meter.read(Frame.ofText(MINUTE_OF_SPEECH));
    expect(meter.leftUnsaid()).toBe(0);
    meter.sent(Frame.ofText('{"type":"response.create"}'));
    expect(meter.leftUnsaid()).toBeCloseTo(0.0768, 9);
    expect(meter.usd).toBeCloseTo(2 * 0.0768, 9);
  });

  it('knows how long the telephone’s sound is', () => {
    const meter = new SpendMeter(openai, 'gpt-realtime-2.1');
    usd(meter, {
      type: 'session.updated',
      session: { audio: { output: { format: { type: 'audio/pcmu' } } } },
    });
    usd(meter, { type: 'response.created', response: {} });
    // 60 seconds of 8 kHz.
    usd(meter, { type: 'response.output_audio.delta', delta: 'A'.repeat(640_000) });
    expect(meter.leftUnsaid()).toBeCloseTo(0.0768, 4);
  });

  it('makes nothing of events that are broken, and does not stumble', () => {
    const meter = new SpendMeter(openai, 'gpt-realtime-2.1');
    for (const text of [
      '{"type":"response.done"',
      '{"type":"response.done","response":7}',
      '{"type":"response.done"}',
    ]) {
      expect(meter.read(Frame.ofText(text))).toBe(0);
    }
    expect(meter.usd).toBeNull();
  });
});

describe('the section budgets', () => {
  const parse = (text: object, environment: Record<string, string> = {}) =>
    parseConfig(environment, { name: 'c.json', text: JSON.stringify(text) });

  it('holds for everyone, and otherwise for named clients', () => {
    const result = parse(
      {
        clients: [{ name: 'app', token: '${T}' }],
        budgets: { sessions: 9, usdPerDay: 2, clients: { app: { usdPerDay: 20 } } },
      },
      { T: 'a-token-of-sixteen-letters' },
    );
    expect(result).toMatchObject({
      ok: true,
      config: {
        budgets: { sessions: 9, everyone: { usdPerDay: 2 }, clients: { app: { usdPerDay: 20 } } },
      },
    });
  });

  it.each([
    [{ sessions: 0 }, 'budgets.sessions must be at least 1'],
    [{ usdPerDay: -1 }, 'budgets.usdPerDay must be more than 0'],
    [{ minutesPerSession: 1e9 }, 'budgets.minutesPerSession must be at most 10080'],
    [{ minutesPerDay: '5' }, 'budgets.minutesPerDay must be a number'],
    [{ bytesPerSecond: 1000 }, 'budgets.bytesPerSecond must be at least 80000'],
    [{ dollars: 5 }, 'budgets has a field that does not exist: dollars'],
    [{ clients: { nobody: { usdPerDay: 1 } } }, 'budgets.clients.nobody is no client'],
  ])('with %j is refused', (budgets, words) => {
    const result = parse({ budgets });
    expect(result.ok ? '' : result.problems.join()).toContain(words);
  });
});
