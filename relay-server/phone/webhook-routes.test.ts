/** What Twilio is told, and who is told nothing. Signatures are made by hand here, so that the check is not its own judge. */

import { createHmac } from 'node:crypto';
import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { CallTokens } from './call-tokens.ts';
import type { CallEnding } from './call-twiml.ts';
import type { PhoneConfig } from './phone-config.ts';
import { SignatureCheck } from './signature-check.ts';
import { AUTH_TOKEN, testPhone } from './testing/phone-config.ts';
import { ACCOUNT_SID, callSid } from './testing/sids.ts';
import { loadTwilioSdk } from './twilio-sdk.ts';
import { webhookRoutes } from './webhook-routes.ts';

const form = { CallSid: callSid(1), AccountSid: ACCOUNT_SID, From: '+4930123456', To: '+4930999' };

/** As Twilio's documentation has it: HMAC-SHA1 over the address and the sorted fields. */
function sign(url: string, fields: Record<string, string>, key = AUTH_TOKEN): string {
  const text = Object.keys(fields)
    .toSorted()
    .reduce((sum, name) => `${sum}${name}${fields[name]}`, url);
  return createHmac('sha1', key).update(text).digest('base64');
}

async function setUp(
  patch: Partial<PhoneConfig> = {},
  more: { hasRoom?: boolean; ending?: CallEnding } = {},
) {
  const config = testPhone(patch);
  const sdk = await loadTwilioSdk();
  const tokens = new CallTokens(new FakeClock());
  const pickedUp: string[] = [];
  const app = fastify();
  await webhookRoutes(app, {
    config,
    sdk,
    signatures: new SignatureCheck(config, sdk),
    tokens,
    hasRoom: () => more.hasRoom ?? true,
    onPickedUp: (sid) => pickedUp.push(sid),
    endingOf: () => more.ending ?? { kind: 'over' },
  });
  const post = (path: string, fields: Record<string, string>, signature: string | null) =>
    app.inject({
      method: 'POST',
      url: path,
      payload: new URLSearchParams(fields).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(signature === null ? {} : { 'x-twilio-signature': signature }),
      },
    });
  const signed = (path: string, fields: Record<string, string> = form) =>
    post(path, fields, sign(`https://voice.example.com${path}`, fields));
  return { post, signed, tokens, pickedUp };
}

describe('a call that comes in', () => {
  it('is connected to the media stream with a token of its own, and then asked after', async () => {
    const { signed, tokens } = await setUp();
    const answer = await signed('/twilio/incoming-call');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('text/xml');
    const [, token] = /<Parameter name="token" value="([A-Za-z0-9_-]{43})"\/>/.exec(answer.body) ?? [];
    expect(answer.body).toContain('<Connect><Stream url="wss://voice.example.com/twilio/media-stream">');
    expect(answer.body).toMatch(
      /<\/Connect><Redirect method="POST">https:\/\/voice\.example\.com\/twilio\/after-stream<\/Redirect>/,
    );
    expect(tokens.redeem(token ?? '', callSid(1))).toEqual({
      number: '+4930123456',
      direction: 'inbound',
    });
  });

  it('that was placed from here is with whom was called, and it is told that they are there', async () => {
    const { signed, tokens, pickedUp } = await setUp();
    const { body } = await signed('/twilio/incoming-call', { ...form, Direction: 'outbound-api' });
    const [, token] = /value="([^"]+)"/.exec(body) ?? [];
    expect(tokens.redeem(token ?? '', callSid(1))).toEqual({ number: '+4930999', direction: 'outbound' });
    expect(pickedUp).toEqual([callSid(1)]);
  });

  it('is greeted by Twilio first where that is wished, whatever signs are in the words', async () => {
    const { signed } = await setUp({ greeting: { by: 'twilio', text: 'Hello & <welcome>' } });
    const { body } = await signed('/twilio/incoming-call');
    expect(body).toContain('<Say>Hello &amp; &lt;welcome&gt;</Say><Connect>');
  });

  it('is told first of all that it is recorded, where that is wished', async () => {
    const announcement = 'This call is recorded.';
    const recording = { directory: '', days: 1, megabytes: 1, announcement };
    const { signed } = await setUp({ recording, greeting: { by: 'twilio', text: 'Hello' } });
    const { body } = await signed('/twilio/incoming-call');
    expect(body).toContain('<Say>This call is recorded.</Say><Say>Hello</Say><Connect>');
  });

  it('is told that all lines are busy when they are, and gets no token', async () => {
    const { signed, tokens } = await setUp({}, { hasRoom: false });
    const { body } = await signed('/twilio/incoming-call');
    expect(body).toMatch(/<Say>.*busy.*<\/Say><Hangup\/>/);
    expect(tokens.outstanding).toBe(0);
  });
});

describe('a call whose stream has ended', () => {
  it.each<[CallEnding, RegExp]>([
    [{ kind: 'over' }, /<Response><Hangup\/><\/Response>/],
    [{ kind: 'failed' }, /<Say>I am sorry.*<\/Say><Hangup\/>/],
    [{ kind: 'transfer', to: '+4930123456' }, /<Response><Dial>\+4930123456<\/Dial><\/Response>/],
  ])('%j goes on as it should', async (ending, words) => {
    const { signed } = await setUp({}, { ending });
    expect((await signed('/twilio/after-stream')).body).toMatch(words);
  });
});

describe('a webhook', () => {
  it.each<[string, string | null, string]>([
    ['without a signature', null, 'twilio_signature_missing'],
    [
      'signed with another token',
      sign('https://voice.example.com/twilio/incoming-call', form, 'x'),
      'twilio_signature_wrong',
    ],
    [
      'signed for another address',
      sign('https://evil.example/twilio/incoming-call', form),
      'twilio_signature_wrong',
    ],
    [
      'signed for other fields',
      sign('https://voice.example.com/twilio/incoming-call', { ...form, CallSid: callSid(2) }),
      'twilio_signature_wrong',
    ],
  ])('%s gets nothing but words', async (_what, signature, code) => {
    const { post, tokens } = await setUp();
    const answer = await post('/twilio/incoming-call', form, signature);
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ error: { code } });
    expect(tokens.outstanding).toBe(0);
  });

  it('of another account is refused', async () => {
    const { signed } = await setUp({ accountSid: `AC${'9'.repeat(32)}` });
    expect((await signed('/twilio/incoming-call')).json()).toMatchObject({
      error: { code: 'account_not_allowed' },
    });
  });

  it('that names no call is refused', async () => {
    const { signed } = await setUp();
    expect((await signed('/twilio/incoming-call', { Hello: 'there' })).statusCode).toBe(400);
  });

  it('without a signature is answered in a trial that allows it, and one that is forged is not', async () => {
    const { post } = await setUp({ allowUnsigned: true });
    expect((await post('/twilio/incoming-call', form, null)).statusCode).toBe(200);
    expect((await post('/twilio/incoming-call', form, 'bm90IHR3aWxpbw==')).statusCode).toBe(403);
  });
});
