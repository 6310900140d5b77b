/** What every upstream promises. Each implementation runs these claims in its own test file. */

import { describe, expect, it } from 'vitest';
import type { Upstream } from './upstream.ts';

/** `secrets` are the strings that must not appear anywhere but in headers. */
export function describeUpstream(name: string, make: () => Upstream, secrets: string[]): void {
  const dial = (query: string, safetyIdentifier: string | null = null) => {
    const result = make().dial({ query: new URLSearchParams(query), safetyIdentifier, requestId: 'req-1' });
    if (!result.ok) throw new Error('the upstream does not dial');
    return { ...result, query: new URL(result.url).searchParams };
  };

  describe(`${name}, as an upstream`, () => {
    it('dials a WebSocket address on the Realtime path', () => {
      const url = new URL(dial('model=gpt-realtime-2').url);
      expect(url.protocol).toMatch(/^wss?:$/);
      expect(url.pathname).toMatch(/\/v1\/realtime$/);
    });

    it('asks for the model that the client asked for', () => {
      expect(dial('model=my%20model').query.getAll('model')).toEqual(['my model']);
    });

    it('asks for its default model when the client names none, or a blank one', () => {
      expect(dial('').query.get('model')).toBe(make().defaultModel);
      expect(dial('model=').query.getAll('model')).toEqual([make().defaultModel]);
    });

    it('adds no model to other kinds of session', () => {
      expect(dial('intent=transcription').query.has('model')).toBe(false);
      expect(dial('call_id=rtc_1').query.has('model')).toBe(false);
    });

    it('passes parameters on that it does not know', () => {
      expect(dial('model=a&temperature=0.8').query.get('temperature')).toBe('0.8');
    });

    it('puts no secret into the address or into anything that can be printed', () => {
      const printed = `${dial('model=a').url} ${JSON.stringify(make())}`;
      for (const secret of secrets) expect(printed).not.toContain(secret);
    });

    it('names the request in a header, and is asked twice with the same answer', () => {
      expect(dial('model=a').headers['X-Client-Request-Id']).toBe('req-1');
      const query = new URLSearchParams('temperature=0.8');
      const ask = () => make().dial({ query, safetyIdentifier: 'user-7', requestId: 'req-1' });
      expect(ask()).toEqual(ask());
      expect(query.toString()).toBe('temperature=0.8');
    });

    it('sends no beta marker', () => {
      expect(Object.keys(dial('model=a').headers).map((header) => header.toLowerCase())).not.toContain(
        'openai-beta',
      );
    });

    it('has a name, and offers its default model and at least one voice', () => {
      const upstream = make();
      expect(upstream.models).toContain(upstream.defaultModel);
      expect(upstream.voices.length).toBeGreaterThan(0);
      expect(upstream.id).toMatch(/^[A-Za-z0-9._-]+$/);
      expect(upstream.name).not.toBe('');
    });
  });
}
