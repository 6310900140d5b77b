/** The dialects at the relay's door: who is translated, what goes no further, and that GA clients are not touched. */

import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { BetaClient } from '../../../tests/support/beta-client.ts';
import { closedAfterTest, relayAtFake } from '../../testing/close-after-test.ts';
import { type FakeUpstream, fakeUpstream } from '../../testing/fake-upstream.ts';
import { type RelayRig, TEST_KEY, relayRig, upstreamAt } from '../../testing/relay-rig.ts';
import { until } from '../../testing/until.ts';

const SUBPROTOCOLS = ['realtime', 'openai-insecure-api-key.sk-clients-own', 'openai-beta.realtime-v1'];
const HEADERS = { 'OpenAI-Beta': 'realtime=v1', Authorization: 'Bearer sk-clients-own' };

afterEach(() => {
  vi.restoreAllMocks();
});

function received(upstream: FakeUpstream): Record<string, unknown>[] {
  return upstream.received.map(({ bytes }): Record<string, unknown> => JSON.parse(bytes.toString()));
}

/** Opens a client and gives the headers of the answer. */
async function answerTo(rig: RelayRig, path: string): Promise<IncomingMessage['headers']> {
  const socket = new WebSocket(`ws://127.0.0.1:${rig.port}${path}`);
  closedAfterTest({ close: () => socket.terminate() });
  const [response] = (await once(socket, 'upgrade')) as [IncomingMessage];
  return response.headers;
}

describe.each([
  ['by subprotocol', SUBPROTOCOLS, {}],
  ['by header', [], { headers: HEADERS }],
])('a client that says %s that it speaks beta', (_name, protocols, clientOptions) => {
  it.each(['/', '/v1/realtime'])(
    'is translated both ways at %s, and neither marker nor key goes on',
    async (path) => {
      const { upstream, rig } = await relayAtFake();
      const client = await rig.connect(`${path}?model=gpt-4o-realtime-preview`, protocols, clientOptions);
      expect(client.socket.protocol).toBe(protocols.length > 0 ? 'realtime' : '');
      client.socket.send(
        '{"type":"session.update","session":{"voice":"ash","turn_detection":null,"temperature":0.7}}',
      );
      await until(() => upstream.received.length > 0, 'the update arrived');
      expect(received(upstream)).toEqual([
        {
          type: 'session.update',
          session: { type: 'realtime', audio: { input: { turn_detection: null }, output: { voice: 'ash' } } },
        },
      ]);
      const socket = await upstream.socket();
      socket.send(
        '{"type":"session.updated","event_id":"e","session":{"type":"realtime","output_modalities":["text"]}}',
      );
      await until(() => client.received.length > 0, 'the answer arrived');
      expect(client.events()).toEqual([
        {
          type: 'session.updated',
          event_id: 'e',
          session: { modalities: ['text'], object: 'realtime.session', temperature: 0.7 },
        },
      ]);
      const [asked] = upstream.requests;
      expect(asked?.url).toBe('/v1/realtime?model=gpt-realtime-2.1');
      expect(asked?.headers.authorization).toBe(`Bearer ${TEST_KEY}`);
      expect(JSON.stringify(asked)).not.toMatch(/beta|clients-own/i);
      expect(rig.logText()).not.toContain('clients-own');
      expect(rig.logText()).toContain('"dialect":"beta"');
    },
  );
});

describe('a beta client', () => {
  it('has what needs no translation sent on as it came, and is told of what is no event', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect('/', SUBPROTOCOLS);
    const audio = '{ "type" : "input_audio_buffer.append", "audio" : "AA==" }';
    for (const text of ['not json {', '[ 1 ]', audio]) client.socket.send(text);
    client.socket.send(Buffer.from([0, 255, 1]));
    await until(() => client.received.length === 3, 'all refusals arrived');
    expect(client.events().map(({ error }) => error)).toMatchObject([
      { code: 'invalid_json' },
      { code: 'invalid_json' },
      { code: 'invalid_event' },
    ]);
    await until(() => upstream.received.length === 1, 'the event arrived');
    expect(upstream.received.map(({ bytes }) => bytes.toString())).toEqual([audio]);
  });

  it('has what it sends before the upstream is open translated and sent first, in order', async () => {
    let letThrough = (): void => {};
    const upstream = closedAfterTest(
      await fakeUpstream(new Promise<void>((resolve) => (letThrough = resolve))),
    );
    const rig = closedAfterTest(await relayRig({ upstream: upstreamAt(upstream.url) }));
    const client = new BetaClient({ url: `ws://127.0.0.1:${rig.port}/`, as: 'browser' });
    closedAfterTest({ close: () => client.socket.terminate() });
    await once(client.socket, 'open');
    client.send('input_audio_buffer.clear');
    client.socket.ping();
    await once(client.socket, 'pong');
    letThrough();
    await until(() => upstream.received.length === 2, 'both frames arrived');
    expect(received(upstream).map(({ type }) => type)).toEqual([
      'session.update',
      'input_audio_buffer.clear',
    ]);
    expect(received(upstream)[0]).toMatchObject({
      session: { type: 'realtime', output_modalities: ['audio'], max_output_tokens: 4096 },
    });
  });

  it('is answered at once, before the upstream is open, when an event is nested too deep to be translated', async () => {
    const upstream = closedAfterTest(await fakeUpstream(new Promise<void>(() => {})));
    const rig = closedAfterTest(await relayRig({ upstream: upstreamAt(upstream.url) }));
    const client = await rig.connect('/', SUBPROTOCOLS);
    client.socket.send(
      `{"type":"session.update","session":{"tools":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
    );
    await until(() => client.received.length > 0, 'the answer arrived');
    expect(client.events()).toMatchObject([{ type: 'error', error: { code: 'invalid_json' } }]);
  });

  it('has an early response.create held until response.done, on the wire', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect('/', SUBPROTOCOLS);
    const socket = await upstream.socket();
    const send = (event: object): void => socket.send(JSON.stringify({ event_id: 'e', ...event }));
    const response = { id: 'r1', conversation_id: 'conv_1', output: [] };
    send({ type: 'response.created', response });
    await until(() => client.received.length === 1, 'the response has begun');
    client.socket.send('{"type":"response.create","event_id":"evt_1"}');
    client.socket.send('{"type":"input_audio_buffer.clear"}');
    await until(() => upstream.received.length === 1, 'what came after it arrived');
    expect(received(upstream)).toEqual([{ type: 'input_audio_buffer.clear' }]);
    send({ type: 'response.done', response });
    await until(() => upstream.received.length === 2, 'it was let go');
    expect(received(upstream)[1]).toEqual({ type: 'response.create', event_id: 'evt_1' });
  });

  it('of another site’s page is refused, as any page', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect('/', SUBPROTOCOLS, { origin: 'http://localhost:1' });
    expect((await client.whenClosed()).code).toBe(1006);
    expect(upstream.requests).toEqual([]);
    const own = await rig.connect('/', SUBPROTOCOLS, { origin: `http://127.0.0.1:${rig.port}` });
    expect(own.socket.readyState).toBe(WebSocket.OPEN);
  });
});

describe('a GA client', () => {
  it('is not served at /', async () => {
    const { rig } = await relayAtFake();
    const client = await rig.connect('/', ['realtime', 'openai-insecure-api-key.null']);
    expect((await client.whenClosed()).code).toBe(1006);
  });

  it('has its frames, whatever they hold, forwarded without one being parsed or written anew', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect('/v1/realtime', ['realtime']);
    const socket = await upstream.socket();
    const parse = vi.spyOn(JSON, 'parse');
    const write = vi.spyOn(JSON, 'stringify');
    const up = '{"session" :{"voice":"ash", "temperature":0.8},"type":"session.update"}\n';
    const down = '{"type":"conversation.item.done" , "item":{"content":[{"type":"output_text"}]}}';
    client.socket.send(up);
    client.socket.send('{"type":"response.create"}');
    client.socket.send('{"type":"response.create"}');
    socket.send(down);
    await until(() => upstream.received.length === 3 && client.received.length === 1, 'all frames arrived');
    expect(parse).not.toHaveBeenCalled();
    expect(write).not.toHaveBeenCalled();
    vi.restoreAllMocks();
    expect(upstream.received[0]?.bytes.toString()).toBe(up);
    expect(client.received[0]?.bytes.toString()).toBe(down);
  });
});

describe('a model that is gone', () => {
  it('is replaced, and the answer and the log say so', async () => {
    const { upstream, rig } = await relayAtFake();
    const headers = await answerTo(rig, '/v1/realtime?model=gpt-4o-mini-realtime-preview');
    expect(headers['x-sidetone-model']).toBe('gpt-4o-mini-realtime-preview -> gpt-realtime-2.1-mini');
    await upstream.socket();
    expect(upstream.requests[0]?.url).toBe('/v1/realtime?model=gpt-realtime-2.1-mini');
    expect(rig.logText()).toContain('the model is no longer served');
  });

  it('is so from its day on, by the clock on the wall', async () => {
    let now = '2027-01-19T12:00:00Z';
    const { rig } = await relayAtFake({ nowEpochMs: () => Date.parse(now) });
    expect(await answerTo(rig, '/v1/realtime?model=gpt-realtime')).not.toHaveProperty('x-sidetone-model');
    now = '2027-01-20T12:00:00Z';
    expect(await answerTo(rig, '/v1/realtime?model=gpt-realtime')).toMatchObject({
      'x-sidetone-model': 'gpt-realtime -> gpt-realtime-2.1',
    });
  });

  it('that nobody knows is passed on, and nothing is said', async () => {
    const { upstream, rig } = await relayAtFake();
    expect(await answerTo(rig, '/v1/realtime?model=my-model')).not.toHaveProperty('x-sidetone-model');
    await upstream.socket();
    expect(upstream.requests[0]?.url).toBe('/v1/realtime?model=my-model');
  });
});
