/** What the relay says of itself to those who run it. */

import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { LOOPBACK_ACCESS } from '../access/access-config.ts';
import { Secret } from '../secret.ts';
import { closedAfterTest, relayAtFake } from '../testing/close-after-test.ts';
import { type RelayRig, relayRig, upstreamAt } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';

/** The value of a line of the metrics; undefined when there is none. */
async function metric(rig: RelayRig, line: string): Promise<number | undefined> {
  const { body } = await rig.app.inject('/metrics');
  const found = body.split('\n').find((each) => each.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length + 1));
}

describe('/metrics', () => {
  it('counts sessions, frames, bytes and ends', async () => {
    const { upstream, rig } = await relayAtFake();
    const labels = '{upstream="openai",dialect="ga"}';
    const client = await rig.connect();
    client.socket.send('{"type":"response.create"}');
    await until(() => upstream.received.length === 1, 'the frame arrived');
    (await upstream.socket()).send('{"type":"response.created"}');
    await until(() => client.received.length === 1, 'the answer arrived');
    expect(await metric(rig, `sidetone_sessions${labels}`)).toBe(1);
    expect(await metric(rig, 'sidetone_frames_total{direction="up"}')).toBe(1);
    expect(await metric(rig, 'sidetone_frames_total{direction="down"}')).toBe(1);
    expect(await metric(rig, 'sidetone_bytes_total{direction="up"}')).toBe(26);
    client.socket.close(1000);
    await until(() => rig.app.relay.sessionCount === 0, 'the session has ended');
    expect(await metric(rig, `sidetone_sessions${labels}`)).toBe(0);
    expect(await metric(rig, `sidetone_sessions_total${labels}`)).toBe(1);
    expect(await metric(rig, 'sidetone_closes_total{code="1000",failure=""}')).toBe(1);
    expect(await metric(rig, 'sidetone_upstream_connect_seconds_count{upstream="openai"}')).toBe(1);
    expect(await metric(rig, 'nodejs_eventloop_lag_p99_seconds')).toBeDefined();
    expect(await metric(rig, 'process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('tells ends by their failure, and who was not let in by the reason', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    const socket = await upstream.socket();
    socket.send('{"type":"session.created"}');
    await until(() => client.received.length === 1, 'the session began');
    socket.terminate();
    await client.whenClosed();
    await rig.connect('/v1/realtime?upstream=nobody');
    expect(await metric(rig, 'sidetone_closes_total{code="4502",failure="upstream_dropped"}')).toBe(1);
    expect(await metric(rig, 'sidetone_refusals_total{code="upstream_not_found"}')).toBe(1);
  });

  it('measures how long answers let wait for themselves', async () => {
    const clock = new FakeClock();
    const { upstream, rig } = await relayAtFake({ clock });
    const client = await rig.connect();
    const socket = await upstream.socket();
    socket.send('{"type":"input_audio_buffer.speech_stopped"}');
    await until(() => client.received.length === 1, 'the speech has ended');
    clock.advance(700);
    for (let i = 0; i < 3; i += 1) socket.send('{"type":"response.output_audio.delta","delta":"AAAA"}');
    await until(() => client.received.length === 4, 'the answer arrived');
    expect(await metric(rig, 'sidetone_first_audio_seconds_sum{upstream="openai"}')).toBeCloseTo(0.7);
    expect(await metric(rig, 'sidetone_first_audio_seconds_count{upstream="openai"}')).toBe(1);
  });

  it('are read with a token of their own, where there is one', async () => {
    const { rig } = await relayAtFake({
      access: { ...LOOPBACK_ACCESS, metricsToken: new Secret('metrics-token-0123456789') },
    });
    const ask = (url: string, token: string) =>
      rig.app.inject({ url, headers: { authorization: `Bearer ${token}` } });
    expect((await ask('/metrics', 'metrics-token-0123456789')).statusCode).toBe(200);
    expect((await ask('/metrics', 'another-token-0123456789')).statusCode).toBe(401);
    expect((await rig.app.inject('/metrics')).statusCode).toBe(401);
  });

  it('makes no label of a client’s words', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect('/v1/realtime?model=clients-own-model&client_request_id=clients-own-id');
    await upstream.socket();
    client.socket.close(4321);
    await until(() => rig.app.relay.sessionCount === 0, 'the session has ended');
    expect((await rig.app.inject('/metrics')).body).not.toMatch(/clients-own|4321/);
    expect(await metric(rig, 'sidetone_closes_total{code="other",failure=""}')).toBe(1);
  });
});

describe('/readyz', () => {
  it('is ready when clients can be served', async () => {
    const { rig } = await relayAtFake();
    const answer = await rig.app.inject('/readyz');
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ready' }]);
  });

  it('says what is missing', async () => {
    const rig = closedAfterTest(
      await relayRig({ upstream: upstreamAt('ws://127.0.0.1:1/v1/realtime', { key: null }) }),
    );
    const answer = await rig.app.inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({
      status: 'not ready',
      missing: ['OpenAI has no API key. Set OPENAI_API_KEY and start again.'],
    });
  });
});
