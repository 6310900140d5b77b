/** What the page asks the relay over HTTP, and the words that it makes of the answers. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { giveToken } from './give-token.ts';
import { AccessNeededError, loadConfig } from './load-config.ts';
import { createPhoneActions } from './phone-actions.ts';

afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: string | null): { asked: [string, RequestInit | undefined][] } {
  const asked: [string, RequestInit | undefined][] = [];
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    asked.push([url, init]);
    return new Response(body, { status });
  });
  return { asked };
}

function silent(): void {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
}

describe('loadConfig', () => {
  it('tells a relay that wants its token from one that fails', async () => {
    answering(401, '{}');
    await expect(loadConfig()).rejects.toBeInstanceOf(AccessNeededError);
    answering(500, '');
    const failure = loadConfig();
    await expect(failure).rejects.toThrow('The relay answered 500');
    await expect(failure).rejects.not.toBeInstanceOf(AccessNeededError);
    silent();
    await expect(loadConfig()).rejects.toThrow('does not answer');
  });
});

describe('giveToken', () => {
  it('posts the token as JSON to the page’s own origin, and in no address', async () => {
    const { asked } = answering(204, null);
    await giveToken('the-token');
    expect(asked).toEqual([
      [
        '/api/access',
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"token":"the-token"}' },
      ],
    ]);
  });

  it('passes the relay’s words on', async () => {
    answering(429, JSON.stringify({ error: { message: 'Wait 6 seconds, then try again.' } }));
    await expect(giveToken('x')).rejects.toThrow('Wait 6 seconds, then try again.');
  });

  it.each(['<html>Bad gateway</html>', '{"error":"no"}', 'null', '{"error":{"message":7}}'])(
    'has words of its own for an answer of somebody else: %s',
    async (body) => {
      answering(502, body);
      await expect(giveToken('x')).rejects.toThrow('The relay answered 502. Its log says why.');
    },
  );

  it('says when nobody answers', async () => {
    silent();
    await expect(giveToken('x')).rejects.toThrow('does not answer');
  });
});

describe('the telephone itself', () => {
  const phone = createPhoneActions();

  it('is asked for a call with the number as it was written', async () => {
    const { asked } = answering(201, '{"id":"CA1"}');
    expect(await phone.placeCall('+49 30 1')).toEqual({ ok: true, value: { id: 'CA1' } });
    expect(asked).toMatchObject([['/api/calls', { method: 'POST', body: '{"to":"+49 30 1"}' }]]);
  });

  it('is looked at, and its webhook set, where the relay has them', async () => {
    const { asked } = answering(200, '{"steps":[]}');
    expect(await phone.readSetup()).toEqual({ ok: true, value: { steps: [] } });
    await phone.setWebhook();
    expect(asked.map(([path, request]) => `${request?.method} ${path}`)).toEqual([
      'GET /api/phone/setup',
      'POST /api/phone/setup/webhook',
    ]);
  });

  it('passes refusals on in words, and has some of its own', async () => {
    answering(403, JSON.stringify({ error: { message: 'Only numbers that begin with +49.' } }));
    expect(await phone.placeCall('+1')).toEqual({ ok: false, words: 'Only numbers that begin with +49.' });
    answering(502, '<html>Bad gateway</html>');
    expect(await phone.readSetup()).toEqual({ ok: false, words: 'The relay answered 502.' });
    silent();
    expect(await phone.setWebhook()).toMatchObject({
      ok: false,
      words: expect.stringContaining('does not answer'),
    });
  });
});
