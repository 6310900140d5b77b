/** Live sessions are listed, watched without being held up, and ended by the operator. */

import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { LiveSession, SessionList, WatchMessage, WatchedEvent } from '../../src/lib/watch-messages.ts';
import { LOOPBACK_ACCESS, ownerToken } from '../access/access-config.ts';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { startEmulator } from '../emulator/server.ts';
import { speechPcm16 } from '../emulator/testing/session-harness.ts';
import { Secret } from '../secret.ts';
import { closedAfterTest, relayAtFake } from '../testing/close-after-test.ts';
import { type RelayRig, emulatorAt, relayRig } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';

async function list(rig: RelayRig, headers: Record<string, string> = {}): Promise<SessionList> {
  return (await rig.app.inject({ url: '/api/sessions', headers })).json<SessionList>();
}

async function onlySession(rig: RelayRig): Promise<LiveSession> {
  const [session] = (await list(rig)).live;
  if (session === undefined) throw new Error('no session is live');
  return session;
}

async function watch(rig: RelayRig, id: string, query = '') {
  const client = await rig.connect(`/api/sessions/${id}/watch${query}`);
  const messages = () => client.events() as unknown as WatchMessage[];
  const events = () => messages().filter((message): message is WatchedEvent => message.kind === 'event');
  return { client, messages, events };
}

describe('the list of sessions', () => {
  it('says of each who, where, what and how much', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect('/v1/realtime?model=gpt-realtime-2.1&client_request_id=my-app-7');
    client.socket.send('{"type":"response.create"}');
    await until(() => upstream.received.length === 1, 'the frame arrived');
    expect(await onlySession(rig)).toMatchObject({
      requestId: 'my-app-7',
      client: '127.0.0.1',
      dialect: 'ga',
      upstream: 'OpenAI',
      model: 'gpt-realtime-2.1',
      state: 'open',
      end: null,
      watchers: 0,
    });
  });

  it('keeps those that ended for a while, with how they ended', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    client.socket.send('{"type":"response.create"}');
    await until(() => upstream.received.length === 1, 'the frame arrived');
    const { id } = await onlySession(rig);
    client.socket.close(1000);
    await until(() => rig.app.relay.sessionCount === 0, 'the session has ended');
    const { live, ended } = await list(rig);
    expect(live).toEqual([]);
    expect(ended).toMatchObject([
      { id, state: 'ended', framesUp: 1, bytesUp: 26, end: { code: 1000, failure: null } },
    ]);
    expect((await rig.app.inject(`/api/sessions/${id}`)).json()).toMatchObject({ id, state: 'ended' });
    expect((await rig.app.inject('/api/sessions/nobody')).statusCode).toBe(404);
  });
});

describe('the id of a connection', () => {
  it.each([
    ['header', '/v1/realtime', { 'X-Client-Request-Id': 'mine-1' }],
    ['query', '/v1/realtime?client_request_id=mine-1', {}],
  ])(
    'goes from the client’s %s to the upstream’s header and into each log line',
    async (_how, path, headers) => {
      const { upstream, rig } = await relayAtFake();
      const client = await rig.connect(path, [], { headers });
      await upstream.socket();
      client.socket.close();
      await until(() => rig.logText().includes('client closed'), 'the end was logged');
      const [request] = upstream.requests;
      expect(request?.headers['x-client-request-id']).toBe('mine-1');
      expect(request?.url).not.toContain('client_request_id');
      const lines = rig.logText().trim().split('\n');
      const mine = lines.map((line) => JSON.parse(line) as object).filter((line) => 'sessionId' in line);
      expect(mine.length).toBeGreaterThanOrEqual(3);
      for (const line of mine) expect(line).toMatchObject({ requestId: 'mine-1', client: '127.0.0.1' });
    },
  );

  it.each(['with blank', 'ä', 'x'.repeat(513)])('is ours when the client’s cannot serve (%s)', async (id) => {
    const { upstream, rig } = await relayAtFake();
    await rig.connect(`/v1/realtime?client_request_id=${encodeURIComponent(id)}`);
    await upstream.socket();
    expect(upstream.requests[0]?.headers['x-client-request-id']).toBe((await onlySession(rig)).id);
    expect(rig.logText()).toContain('request id was left out');
  });

  it('stands in the line about a client that was refused', async () => {
    const { rig } = await relayAtFake();
    await rig.connect('/v1/realtime?upstream=nobody&client_request_id=mine-1');
    const line = rig
      .logText()
      .split('\n')
      .find((each) => each.includes('a client was refused'));
    expect(JSON.parse(line ?? '')).toMatchObject({ code: 'upstream_not_found', requestId: 'mine-1' });
  });
});

describe('watching a session', () => {
  it('shows both directions as they pass, in order, and the end', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    const socket = await upstream.socket();
    const { id } = await onlySession(rig);
    const { client: watcher, messages, events } = await watch(rig, id);
    await until(() => messages().length === 1, 'the watcher was greeted');
    client.socket.send('{"type":"response.create"}');
    await until(() => upstream.received.length === 1, 'it arrived');
    socket.send('{"type":"response.created"}');
    socket.send('{"type":"response.output_audio.delta","delta":"AAAA"}');
    await until(() => events().length === 3, 'all was shown');
    expect(events().map(({ seq, direction, text }) => [seq, direction, text])).toEqual([
      [0, 'client', '{"type":"response.create"}'],
      [1, 'server', '{"type":"response.created"}'],
      [2, 'server', '{"type":"response.output_audio.delta","delta":"AAAA"}'],
    ]);
    client.socket.close(1000);
    expect(await watcher.whenClosed()).toMatchObject({ code: 1000 });
    expect(messages().at(-1)).toMatchObject({ kind: 'ended', session: { id, end: { code: 1000 } } });
  });

  it('begins late with what is kept of the past, and says what is not', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    client.socket.send('{"type":"session.update"}');
    client.socket.send('{"type":"input_audio_buffer.append","audio":"AAAA"}');
    client.socket.send('{"type":"response.create"}');
    await until(() => upstream.received.length === 3, 'all arrived');
    const { messages } = await watch(rig, (await onlySession(rig)).id);
    await until(() => messages().length === 4, 'the past was shown');
    expect(messages().map((message) => (message.kind === 'event' ? message.seq : message.kind))).toEqual([
      'session',
      0,
      'lost',
      2,
    ]);
    // "AAAA" are three bytes of sound.
    expect(messages()[2]).toMatchObject({ kind: 'lost', count: 1, input: { bytes: 3 } });
  });

  it('comes without sound when none is wanted, and with its size', async () => {
    const { upstream, rig } = await relayAtFake();
    await rig.connect();
    const socket = await upstream.socket();
    const { events, messages } = await watch(rig, (await onlySession(rig)).id, '?audio=0');
    await until(() => messages().length === 1, 'the watcher was greeted');
    const frame = '{"type":"response.output_audio.delta","delta":"AAAAAAAA","item_id":"i"}';
    socket.send(frame);
    await until(() => events().length === 1, 'it was shown');
    expect(JSON.parse(events()[0]?.text ?? '')).toEqual({
      type: 'response.output_audio.delta',
      delta: '',
      item_id: 'i',
    });
    expect(events()[0]?.bytes).toBe(frame.length);
    expect(events()[0]).not.toHaveProperty('input');
  });

  it('tells without sound how much of it there was from the client', async () => {
    const { rig } = await relayAtFake();
    const client = await rig.connect();
    const { events, messages } = await watch(rig, (await onlySession(rig)).id, '?audio=0');
    await until(() => messages().length === 1, 'the watcher was greeted');
    for (const audio of ['AAAA', 'AAAAAA==']) {
      client.socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio }));
    }
    await until(() => events().length === 2, 'both were shown');
    expect(events().map(({ input }) => input?.bytes)).toEqual([3, 7]);
  });

  it('takes the sound out of items too, and nothing out of what people wrote', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    const { events, messages } = await watch(rig, (await onlySession(rig)).id, '?audio=0');
    await until(() => messages().length === 1, 'the watcher was greeted');
    const written = 'say "audio":"AAAA" and "delta":"AAAA"';
    const item = (audio: string) => ({
      type: 'conversation.item.create',
      item: {
        content: [
          { type: 'input_audio', audio },
          { type: 'input_text', text: written },
        ],
      },
    });
    client.socket.send(JSON.stringify(item('AAAAAAAA')));
    (await upstream.socket()).send('{"type":"response.output_text.delta","delta":"AAAA"}');
    await until(() => events().length === 2, 'both were shown');
    expect(events().map(({ text }) => JSON.parse(text) as unknown)).toEqual([
      item(''),
      { type: 'response.output_text.delta', delta: 'AAAA' },
    ]);
  });

  it('ends with the server, also for a watcher that does not answer', async () => {
    const clock = new FakeClock();
    const { upstream, rig } = await relayAtFake({ clock });
    await rig.connect();
    await upstream.socket();
    const { client: watcher, messages } = await watch(rig, (await onlySession(rig)).id);
    await until(() => messages().length === 1, 'the watcher was greeted');
    watcher.socket.pause();
    let isClosed = false;
    const closed = rig.app.close().then(() => (isClosed = true));
    const cut = () => {
      clock.advance(100);
      return isClosed;
    };
    await until(cut, 'the server is closed');
    await closed;
    expect(clock.pending).toBe(0);
  });

  it('shows a beta client’s session in GA, as the upstream sees it', async () => {
    const { rig } = await relayAtFake();
    const client = await rig.connect('/', ['realtime', 'openai-beta.realtime-v1']);
    const { events } = await watch(rig, (await onlySession(rig)).id);
    client.socket.send('{"type":"session.update","session":{"voice":"ash"}}');
    await until(() => events().length === 1, 'it was shown');
    expect(JSON.parse(events()[0]?.text ?? '')).toMatchObject({
      session: { audio: { output: { voice: 'ash' } } },
    });
  });

  it('does not hold the session up when the watcher stops reading', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    const socket = await upstream.socket();
    const { client: watcher, messages } = await watch(rig, (await onlySession(rig)).id);
    await until(() => messages().length === 1, 'the watcher was greeted');
    watcher.socket.pause();
    const frame = `{"type":"response.output_audio.delta","delta":"${'A'.repeat(2 ** 20)}"}`;
    for (let i = 0; i < 40; i += 1) socket.send(frame);
    await until(() => client.received.length === 40, 'the client has everything');
    watcher.socket.resume();
    socket.send('{"type":"response.done"}');
    await until(() => messages().some((message) => message.kind === 'lost'), 'it is told');
    const shown = messages().filter((message) => message.kind === 'event').length;
    const lost = messages().reduce((sum, message) => sum + (message.kind === 'lost' ? message.count : 0), 0);
    expect(lost).toBeGreaterThan(0);
    expect(shown + lost).toBe(41);
  });

  it('only listens: a watcher that speaks is closed, and the session goes on', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    await upstream.socket();
    const { client: watcher } = await watch(rig, (await onlySession(rig)).id);
    watcher.socket.send('{"type":"response.cancel"}');
    expect((await watcher.whenClosed()).code).toBe(1008);
    expect(upstream.received).toEqual([]);
    expect(client.closed).toBeNull();
  });

  it('of a session that is not there is closed with words', async () => {
    const { rig } = await relayAtFake();
    const { client } = await watch(rig, 'nobody');
    expect(await client.whenClosed()).toEqual({ code: 4404, reason: 'no session of that id is live' });
  });
});

describe('who may watch', () => {
  const access = {
    ...LOOPBACK_ACCESS,
    tokens: [
      ownerToken('owners-token-0123456789'),
      { name: 'app', token: new Secret('apps-token-0123456789'), mayWatch: false },
    ],
  };
  const as = (token: string) => ({ authorization: `Bearer ${token}` });

  it('is who has a token that says so, for list, watch, end and metrics', async () => {
    const { upstream, rig } = await relayAtFake({ access });
    const app = await rig.connect('/v1/realtime', [], { headers: as('apps-token-0123456789') });
    await upstream.socket();
    const [session] = (await list(rig, as('owners-token-0123456789'))).live;
    const id = session?.id ?? '';
    expect(session?.client).toBe('app');
    for (const url of ['/api/sessions', `/api/sessions/${id}`, '/metrics']) {
      const answer = (token: string) => rig.app.inject({ url, headers: as(token) });
      expect((await answer('apps-token-0123456789')).statusCode).toBe(403);
      expect((await answer('owners-token-0123456789')).statusCode).toBe(200);
      expect((await rig.app.inject(url)).statusCode).toBe(401);
    }
    const path = `/api/sessions/${id}/watch`;
    for (const [headers, status] of [
      [as('apps-token-0123456789'), 403],
      [{}, 401],
    ] as const) {
      const refused = new WebSocket(`ws://127.0.0.1:${rig.port}${path}`, { headers });
      const answered = await new Promise((resolve) =>
        refused.once('unexpected-response', (_request, response) => resolve(response.statusCode)),
      );
      refused.on('error', () => undefined);
      refused.terminate();
      expect(answered).toBe(status);
    }
    const end = (token: string) =>
      rig.app.inject({ method: 'DELETE', url: `/api/sessions/${id}`, headers: as(token) });
    expect((await end('apps-token-0123456789')).statusCode).toBe(403);
    expect((await end('owners-token-0123456789')).statusCode).toBe(204);
    expect(await app.whenClosed()).toEqual({ code: 4410, reason: 'ended_by_operator' });
    expect(app.events().at(-1)).toMatchObject({ error: { code: 'ended_by_operator' } });
  });

  it('is nobody from another site', async () => {
    const { rig } = await relayAtFake();
    const stranger = await rig.connect('/api/sessions/x/watch', [], { origin: 'https://evil.example' });
    expect(stranger.socket.readyState).toBe(WebSocket.CLOSED);
    const end = await rig.app.inject({
      method: 'DELETE',
      url: '/api/sessions/x',
      headers: { host: 'localhost', origin: 'https://evil.example' },
    });
    expect(end.statusCode).toBe(403);
  });
});

describe('an app that talks to the emulator', () => {
  it('is watched with its sound, both ways', async () => {
    const emulator = closedAfterTest(await startEmulator());
    const rig = closedAfterTest(await relayRig({ upstream: emulatorAt(emulator.url) }));
    const app = await rig.connect();
    const { events } = await watch(rig, (await onlySession(rig)).id);
    await until(() => app.events().some(({ type }) => type === 'session.created'), 'the session began');
    const speech = speechPcm16(0.4);
    const audio = Buffer.from(speech.buffer, speech.byteOffset, speech.byteLength).toString('base64');
    app.socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio }));
    app.socket.send('{"type":"input_audio_buffer.commit"}');
    app.socket.send('{"type":"response.create"}');
    const parsed = () => events().map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    await until(() => parsed().some(({ type }) => type === 'response.done'), 'the answer is done');
    expect(parsed().find(({ type }) => type === 'input_audio_buffer.append')).toMatchObject({ audio });
    const heard = (list: Record<string, unknown>[]) =>
      list.filter(({ type }) => type === 'response.output_audio.delta').map(({ delta }) => delta);
    expect(heard(parsed()).length).toBeGreaterThan(0);
    expect(heard(parsed())).toEqual(heard(app.events()));
  });
});
