/** A whole relay that looks at its own setup: Twilio is a server of the test's, and what lies before the relay a proxy that may be bad. */

import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { PhoneSetupReport, SetupStep } from '../../../src/lib/phone-setup.ts';
import { FakeClock } from '../../../src/lib/testing/fake-clock.ts';
import { LOOPBACK_ACCESS } from '../../access/access-config.ts';
import { Secret } from '../../secret.ts';
import { type RelayRig, relayRig, upstreamAt } from '../../testing/relay-rig.ts';
import { until } from '../../testing/until.ts';
import type { PhoneConfig } from '../phone-config.ts';
import { type FakeTwilioRest, fakeTwilioRest } from '../testing/fake-twilio-rest.ts';
import { AUTH_TOKEN, testPhone } from '../testing/phone-config.ts';
import { ACCOUNT_SID } from '../testing/sids.ts';
import type { OwnAddress } from './own-address.ts';

const PUBLIC = 'https://voice.example.com';
const NUMBER = '+4930123456';
const WEBHOOK = `${PUBLIC}/twilio/incoming-call`;

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

interface Rig {
  relay: RelayRig;
  twilio: FakeTwilioRest;
  look(): Promise<Record<SetupStep['id'], SetupStep>>;
}

async function setUp(
  patch: Partial<PhoneConfig> | null = {},
  more: { own?: Partial<OwnAddress>; clock?: FakeClock; tokens?: boolean } = {},
): Promise<Rig> {
  const twilio = await fakeTwilioRest();
  open.push(twilio);
  twilio.account.add(NUMBER, { voiceUrl: WEBHOOK });
  const inside = (url: string) => insideOf(url, relay.port);
  const relay: RelayRig = await relayRig({
    upstream: upstreamAt('ws://127.0.0.1:9'),
    clock: more.clock,
    access: more.tokens
      ? { ...LOOPBACK_ACCESS, tokens: [{ name: 'web', token: new Secret('the-token'), mayWatch: false }] }
      : undefined,
    phone: patch === null ? undefined : testPhone({ accountSid: ACCOUNT_SID, number: NUMBER, ...patch }),
    phoneOutside: {
      twilioHttp: twilio.http,
      own: {
        fetch: (url, request) => fetch(inside(url), request),
        openStream: (url, headers) => new WebSocket(inside(url), { headers }),
        ...more.own,
      },
    },
  });
  open.push(relay);
  return {
    relay,
    twilio,
    async look() {
      const { steps } = (await relay.app.inject('/api/phone/setup')).json<PhoneSetupReport>();
      return Object.fromEntries(steps.map((step) => [step.id, step])) as Record<SetupStep['id'], SetupStep>;
    },
  };
}

const statesOf = (steps: Record<string, SetupStep>) =>
  Object.fromEntries(Object.values(steps).map(({ id, state }) => [id, state]));

const ALL_WELL = {
  configuration: 'ok',
  credentials: 'ok',
  number: 'ok',
  'public-url': 'ok',
  webhook: 'ok',
  signature: 'ok',
  stream: 'ok',
};

describe('the setup', () => {
  it('in which everything is right says so, and what it saw', async () => {
    const { look, relay } = await setUp();
    const steps = await look();
    expect(statesOf(steps)).toEqual(ALL_WELL);
    expect(Object.values(steps).every(({ next }) => next === null)).toBe(true);
    expect(steps.credentials.words).toBe('The account “Bicycle shop” is active.');
    expect(steps.webhook.words).toContain(WEBHOOK);
    // It costs nobody anything, and no secret is told.
    expect(relay.app.relay.sessionCount).toBe(0);
    expect(JSON.stringify(steps) + relay.logText()).not.toContain(AUTH_TOKEN);
  });

  it('without a telephone says what to write where, and looks no further', async () => {
    const { look, twilio } = await setUp(null);
    const steps = await look();
    expect(steps.configuration).toMatchObject({ state: 'failed' });
    expect(steps.configuration.next).toContain('"publicUrl"');
    const { configuration: _configuration, ...others } = steps;
    for (const step of Object.values(others)) expect(step.state).toBe('skipped');
    expect(steps.webhook.words).toBe('“Configuration” comes first.');
    expect(twilio.requests).toEqual([]);
  });

  it('without an account looks at what needs none', async () => {
    const { look } = await setUp({ accountSid: null });
    const steps = await look();
    expect(steps.configuration.words).toContain('no accountSid');
    expect(statesOf(steps)).toMatchObject({ credentials: 'skipped', 'public-url': 'ok', signature: 'ok' });
  });

  it('that takes unsigned calls is told to be open', async () => {
    const { look } = await setUp({ allowUnsigned: true });
    expect((await look()).configuration).toMatchObject({
      state: 'ok',
      next: expect.stringContaining('allowUnsigned'),
    });
  });

  it('is not told, and nothing is set, for those who may not watch', async () => {
    const { twilio, relay } = await setUp({}, { tokens: true });
    const asGuest = { headers: { authorization: 'Bearer the-token' } };
    const answer = await relay.app.inject({ url: '/api/phone/setup', ...asGuest });
    expect(answer.json()).toMatchObject({ error: { code: 'watching_not_allowed' } });
    const set = await relay.app.inject({ method: 'POST', url: '/api/phone/setup/webhook', ...asGuest });
    expect(set.statusCode).toBe(403);
    expect(twilio.requests).toEqual([]);
  });

  it('asks Twilio once when two ask together', async () => {
    const { look, twilio } = await setUp();
    await Promise.all([look(), look()]);
    expect(twilio.requests.map(({ what }) => what)).toEqual(['GET .json', 'GET /IncomingPhoneNumbers.json']);
  });
});

describe('what Twilio answers', () => {
  it.each<[string, SetupStep['id'], Partial<PhoneConfig>, (twilio: FakeTwilioRest) => void, string]>([
    [
      'a wrong token',
      'credentials',
      { authToken: new Secret('x-token') },
      () => {},
      'does not take this account SID',
    ],
    [
      'a suspended account',
      'credentials',
      {},
      ({ account }) => (account.status = 'suspended'),
      'is suspended',
    ],
    ['no such number', 'number', { number: '+4930999999' }, () => {}, 'has no number +4930999999'],
    ['no number written down', 'number', { number: null }, () => {}, 'does not say which number'],
    [
      'a number for text alone',
      'number',
      {},
      ({ account }) => account.numbers.forEach((number) => (number.canSpeak = false)),
      'cannot do voice',
    ],
    [
      'a number without a webhook',
      'webhook',
      {},
      ({ account }) => account.numbers.forEach((number) => (number.voiceUrl = '')),
      'has no webhook',
    ],
    [
      'a webhook of somebody else, whose secrets are not told',
      'webhook',
      {},
      ({ account }) =>
        account.numbers.forEach((number) => (number.voiceUrl = 'https://me:pass@old.example/x?key=hidden')),
      'ask https://old.example/x?… (POST), which is not',
    ],
    [
      'a webhook that is asked with GET',
      'webhook',
      {},
      ({ account }) => account.numbers.forEach((number) => (number.voiceMethod = 'GET')),
      '(GET), which is not',
    ],
    [
      'a number that a SIP trunk has',
      'webhook',
      {},
      ({ account }) => account.numbers.forEach((number) => (number.trunkSid = 'TK1')),
      'go to a SIP trunk',
    ],
  ])('%s', async (_what, id, patch, change, words) => {
    const { look, twilio } = await setUp(patch);
    change(twilio);
    const steps = await look();
    expect(steps[id]).toMatchObject({ state: 'failed', words: expect.stringContaining(words) });
    expect(steps[id].next).not.toBeNull();
    expect(JSON.stringify(steps)).not.toMatch(/hidden|me:pass|x-token/);
    // What depends on it is not guessed at, and what does not is looked at all the same.
    const order: SetupStep['id'][] = ['credentials', 'number', 'webhook'];
    for (const later of order.slice(order.indexOf(id) + 1)) expect(steps[later].state).toBe('skipped');
    expect(steps['public-url'].state).toBe('ok');
  });

  it('a trial account is well, and told what that means', async () => {
    const { look, twilio } = await setUp();
    twilio.account.type = 'Trial';
    const { credentials } = await look();
    expect(credentials).toMatchObject({
      state: 'ok',
      words: expect.stringContaining('only verified numbers'),
    });
  });

  it('the number that calls are placed from is the one where no other is named', async () => {
    const outbound = { from: NUMBER, prefixes: ['+49'], minutes: 1, machineDetection: true };
    const { look } = await setUp({ number: null, outbound });
    expect((await look()).webhook.state).toBe('ok');
  });
});

describe('the way from the public address', () => {
  const lost = (code: string) =>
    Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) }));

  it.each<[string, OwnAddress['fetch'], string]>([
    ['a name that is none', () => lost('ENOTFOUND'), 'there is no such name'],
    ['a certificate that is too old', () => lost('CERT_HAS_EXPIRED'), 'its certificate has expired'],
    ['somebody else', async () => new Response('<html>hello'), 'somebody else answers there'],
    [
      'a tunnel with nothing behind it',
      async () => new Response('', { status: 502 }),
      'finds nothing behind it',
    ],
    ['a redirect', async () => new Response(null, { status: 308 }), 'it is redirected (HTTP 308)'],
    ['a page that never ends', async () => new Response(endless()), 'somebody else answers there'],
  ])('%s', async (_what, own, words) => {
    const { look } = await setUp({}, { own: { fetch: own } });
    const steps = await look();
    expect(steps['public-url']).toMatchObject({ state: 'failed', words: expect.stringContaining(words) });
    expect(steps.signature).toMatchObject({
      state: 'skipped',
      words: '“Public address” comes first.',
    });
    expect(steps.webhook.state).toBe('ok');
  });

  it('that never answers is given up after ten seconds', async () => {
    const clock = new FakeClock();
    let asked = false;
    const never: OwnAddress['fetch'] = (_url, { signal }) => {
      asked = true;
      return new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      );
    };
    const { look } = await setUp({}, { clock, own: { fetch: never } });
    const looking = look();
    await until(() => asked, 'the address is asked');
    clock.advance(10_000);
    expect((await looking)['public-url'].words).toContain('nothing was answered within 10 s');
  });

  it('that leads to this computer alone asks for a tunnel', async () => {
    const { look } = await setUp({ publicUrl: 'http://localhost:3000' });
    expect((await look())['public-url']).toMatchObject({
      state: 'failed',
      next: expect.stringContaining('tunnel'),
    });
  });

  it.each<[string, (request: RequestInit) => RequestInit, string]>([
    ['drops the signature', ({ headers: _headers, ...rest }) => rest, 'The signature is lost'],
    [
      'changes the form',
      (request) => ({
        ...request,
        body: new URLSearchParams([
          ['nonce', nonceOf(request)],
          ['more', '1'],
        ]),
      }),
      'is changed on the way',
    ],
  ])('on which something %s', async (_what, change, words) => {
    const { look } = await setUp(
      {},
      {
        own: { fetch: (url, request) => through(url, request.method === 'POST' ? change(request) : request) },
      },
    );
    const steps = await look();
    expect(steps.signature).toMatchObject({ state: 'failed', words: expect.stringContaining(words) });
    expect(steps.stream.state).toBe('skipped');
  });

  it('on which no WebSocket passes', async () => {
    const { look } = await setUp(
      {},
      { own: { openStream: (url) => new WebSocket(inner(url).replace('/media-stream', '/no-such')) } },
    );
    const steps = await look();
    expect(steps.stream).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('No WebSocket can be opened'),
    });
  });

  const inner = (url: string) => {
    const relay = open.find((each): each is RelayRig => 'port' in each);
    return insideOf(url, relay?.port ?? 0);
  };
  const through = (url: string, request: RequestInit) => fetch(inner(url), request);
});

describe('what the relay asks itself', () => {
  it('is answered to nobody who was not asked', async () => {
    const { relay } = await setUp();
    const guessed = await relay.app.inject('/twilio/reachable/guessed');
    expect(guessed.statusCode).toBe(404);
    const posted = await relay.app.inject({
      method: 'POST',
      url: '/twilio/signature-check',
      payload: 'nonce=guessed',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(posted.statusCode).toBe(404);
  });
});

describe('setting the webhook', () => {
  it('leads the number here, and answers with the step as it is then', async () => {
    const { relay, twilio, look } = await setUp();
    const [number] = twilio.account.numbers;
    if (number) number.voiceUrl = 'https://old.example/';
    expect((await look()).webhook).toMatchObject({ state: 'failed', canSetWebhook: true });
    const answer = await relay.app.inject({ method: 'POST', url: '/api/phone/setup/webhook' });
    expect(answer.json()).toMatchObject({ id: 'webhook', state: 'ok', canSetWebhook: false });
    expect(number).toMatchObject({ voiceUrl: WEBHOOK, voiceMethod: 'POST' });
  });

  it('says why it cannot', async () => {
    const { relay } = await setUp({ number: '+4930999999' });
    const answer = await relay.app.inject({ method: 'POST', url: '/api/phone/setup/webhook' });
    expect(answer.json()).toMatchObject({ id: 'number', state: 'failed' });
  });

  it('is not done for a page of another site', async () => {
    const { relay, twilio } = await setUp();
    const headers = { origin: 'https://evil.example' };
    const answer = await relay.app.inject({ method: 'POST', url: '/api/phone/setup/webhook', headers });
    expect(answer.statusCode).toBe(403);
    expect(twilio.requests).toEqual([]);
  });
});

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1024).fill(97)) });
}

/** An address of the relay as a proxy would ask it. */
function insideOf(url: string, port: number): string {
  return url.replace(/^(http|ws)s:\/\/voice\.example\.com/, `$1://127.0.0.1:${port}`);
}

function nonceOf({ body }: RequestInit): string {
  return body instanceof URLSearchParams ? (body.get('nonce') ?? '') : '';
}
