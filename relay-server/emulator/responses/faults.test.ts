/** The faults that a client can ask for. On a fake clock. */

import { describe, expect, it } from 'vitest';
import { SessionHarness } from '../testing/session-harness.ts';

describe('faults on demand', () => {
  it('/error sends an error and goes on', async () => {
    const h = new SessionHarness();
    h.ask('/error');
    await h.finish();
    expect(h.errors[0]?.type).toBe('server_error');
    expect(h.said).toContain('error event');
  });

  it('/fail fails as a rate limit does', async () => {
    const h = new SessionHarness();
    h.ask('/fail');
    await h.finish();
    expect(h.of('response.done')[0]?.response).toMatchObject({
      status: 'failed',
      output: [],
      status_details: { type: 'failed', error: { code: 'rate_limit_exceeded' } },
    });
  });

  it('/slow holds the first delta back', async () => {
    const h = new SessionHarness();
    h.ask('/slow 3');
    await h.pass(2900);
    expect(h.types.at(-1)).toBe('response.created');
    await h.finish();
  });

  it('/drop and /close end the connection in the middle', async () => {
    const dropped = new SessionHarness();
    dropped.ask('/drop');
    await dropped.pass(3000);
    expect(dropped.closes).toEqual(['dropped']);
    expect(dropped.audioMs).toBeGreaterThan(2000);
    expect(dropped.of('response.done')).toEqual([]);
    const closed = new SessionHarness();
    closed.ask('/close 4321');
    await closed.pass(1000);
    expect(closed.closes).toEqual([4321]);
  });

  it('/silence sends zeros', async () => {
    const h = new SessionHarness();
    h.ask('/silence 1');
    await h.finish();
    expect(h.audioMs).toBe(1000);
    for (const { delta } of h.of('response.output_audio.delta')) expect(delta).toMatch(/^A*=*$/);
  });

  it('/stall stops until it is cancelled', async () => {
    const h = new SessionHarness();
    h.ask('/stall');
    await h.pass(2000);
    const { audioMs } = h;
    await h.pass(20_000);
    expect([h.audioMs, h.of('response.done').length]).toEqual([audioMs, 0]);
    h.send({ type: 'response.cancel' });
    expect(h.of('response.done')[0]?.response.status).toBe('cancelled');
  });

  it('/garbage sends what is no event, and then answers', async () => {
    const h = new SessionHarness();
    h.ask('/garbage');
    await h.finish();
    expect(() => void JSON.parse(h.raw[0] ?? '')).toThrow(SyntaxError);
    expect(JSON.parse(h.raw[1] ?? '{}')).toMatchObject({ type: 'emulator.unknown_event' });
    expect(h.of('response.done')[0]?.response.status).toBe('completed');
  });

  it('/incomplete breaks off', async () => {
    const h = new SessionHarness();
    h.ask('/incomplete');
    await h.finish();
    expect(h.of('response.done')[0]?.response.status).toBe('incomplete');
  });

  it('/late goes on after the cancel', async () => {
    const h = new SessionHarness();
    h.ask('/late');
    await h.pass(500);
    h.send({ type: 'response.cancel' });
    const item = h.of('response.done')[0]?.response.output?.[0]?.id;
    h.forget();
    await h.pass(2000);
    const late = h.of('response.output_audio.delta');
    expect([late.length, late[0]?.item_id]).toEqual([10, item]);
  });

  it('/burst sends as many deltas as were asked for, at once', async () => {
    const h = new SessionHarness();
    h.ask('/burst 2500');
    await h.finish();
    expect(h.of('response.output_audio_transcript.delta')).toHaveLength(2500);
    expect(h.clock.nowMs()).toBeLessThan(100);
  });

  it('/expire ends the session, as the hour does', async () => {
    const h = new SessionHarness();
    h.ask('/expire');
    await h.pass(1000);
    expect(h.errors[0]?.code).toBe('session_expired');
    expect(h.closes).toEqual([1001]);
    const hour = new SessionHarness();
    hour.clock.advance(3_600_000);
    expect([hour.errors[0]?.code, hour.closes]).toEqual(['session_expired', [1001]]);
    expect(hour.errors[0]?.message).toBe('Your session hit the maximum duration of 60 minutes.');
  });

  it('a session that may last half a minute says so, and ends then', () => {
    const h = new SessionHarness('realtime', undefined, 30);
    const [created] = h.of('session.created');
    expect(created?.session).toMatchObject({ expires_at: 1_800_000_030 });
    h.clock.advance(29_999);
    expect(h.closes).toEqual([]);
    h.clock.advance(1);
    expect(h.errors[0]?.message).toBe('Your session hit the maximum duration of 30 seconds.');
    expect(h.closes).toEqual([1001]);
  });
});

describe('a voice that fails', () => {
  it('fails the response, not the session', async () => {
    const h = new SessionHarness('realtime', {
      speak: () => Promise.reject(new Error('no voice')),
      dispose: () => undefined,
    });
    h.ask('count to 3');
    await h.finish();
    expect(h.of('response.done')[0]?.response.status_details).toMatchObject({
      error: { message: 'no voice' },
    });
    h.ask('count to 3', { output_modalities: ['text'] });
    await h.finish(2);
    expect(h.said).toBe('one, two, three.');
  });
});
