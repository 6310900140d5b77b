/** Ways around a policy that somebody could try, each with what stands against it. */

import { type RequestListener, createServer } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config.ts';
import { closedAfterTest, relayAtFake } from '../testing/close-after-test.ts';
import type { FakeUpstream } from '../testing/fake-upstream.ts';
import type { RelayRig, TestClient } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';

const SECRET = 'The margin is forty percent,\nand nobody may hear of it.';

async function setUp(policy: object): Promise<{ upstream: FakeUpstream; rig: RelayRig }> {
  const parsed = parseConfig({}, { name: 'c.json', text: JSON.stringify({ policy }) });
  if (!parsed.ok || parsed.config.policy === null) throw new Error('no policy');
  return relayAtFake({ policy: parsed.config.policy });
}

/** Address of a tool's server. */
async function toolAt(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closedAfterTest({
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the server does not listen on a port');
  return `http://127.0.0.1:${address.port}/`;
}

/** A session under the policy, as its client and the upstream have it once the policy is in force. */
async function inForce(policy: object) {
  const { upstream, rig } = await setUp(policy);
  const client = await rig.connect();
  const socket = await upstream.socket();
  const say = (event: object) => socket.send(JSON.stringify(event));
  say({ type: 'session.created', session: {} });
  say({ type: 'session.updated', session: {} });
  await until(() => client.received.length > 0, 'the session is told');
  return { upstream, rig, client, say };
}

const sent = (upstream: FakeUpstream) =>
  upstream.received.map(({ bytes }) => JSON.parse(bytes.toString()) as Record<string, unknown>);
const last = (client: TestClient) => client.events().at(-1);

describe('a session of another kind', () => {
  const policy = { models: ['cheap'], session: { locked: { instructions: SECRET } } };

  it('is not had by a second model behind the allowed one', async () => {
    const { upstream, rig } = await setUp(policy);
    await rig.connect('/v1/realtime?model=cheap&model=dear');
    await until(() => upstream.requests.length === 1, 'the upstream was asked');
    expect(upstream.requests[0]?.url).toBe('/v1/realtime?model=cheap');
  });

  it.each([
    'intent=anything',
    'call_id=rtc_1',
    'intent=transcription&intent=x',
    'call_id=c&model=cheap',
    'model=cheap&deployment=dear',
  ])('is not had by ?%s, for what is locked would not be set there', async (query) => {
    const { upstream, rig } = await setUp({ session: { locked: { instructions: SECRET } } });
    const client = await rig.connect(`/v1/realtime?${query}`);
    expect(client.closed).not.toBeNull();
    expect(upstream.requests).toEqual([]);
  });

  it('that the upstream opens in place of a transcription is ended', async () => {
    const { upstream, rig } = await setUp({ session: { locked: { instructions: SECRET } } });
    const client = await rig.connect('/v1/realtime?intent=transcription');
    (await upstream.socket()).send('{"type":"session.created","session":{"type":"realtime"}}');
    expect(await client.whenClosed()).toEqual({ code: 4500, reason: 'policy_not_applied' });
  });
});

describe('the upstream’s answers', () => {
  it('nested deeper than can be written again end nothing but themselves', async () => {
    const { client, say, upstream } = await inForce({ session: { hidden: ['instructions'] } });
    const socket = await upstream.socket();
    socket.send(`{"type":"x","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    say({ type: 'response.created', response: { id: 'r' } });
    await until(() => last(client)?.type === 'response.created', 'the next event arrived');
  });

  it('to the policy that name no cause are taken for a refusal, and the session does not go on without it', async () => {
    const { upstream, rig } = await setUp({ session: { locked: { instructions: SECRET } } });
    const client = await rig.connect();
    const socket = await upstream.socket();
    socket.send('{"type":"session.created","session":{}}');
    socket.send(
      JSON.stringify({
        type: 'error',
        error: { type: 'invalid_request_error', code: 'invalid_value', message: SECRET, event_id: null },
      }),
    );
    expect(await client.whenClosed()).toEqual({ code: 4500, reason: 'policy_not_applied' });
    expect(JSON.stringify(client.events())).not.toContain('margin');
  });

  it('do not begin while the policy is not in force', async () => {
    const { upstream, rig } = await setUp({ session: { locked: { instructions: SECRET } } });
    const client = await rig.connect();
    const socket = await upstream.socket();
    socket.send('{"type":"session.created","session":{}}');
    socket.send('{"type":"error","error":{"type":"server_error","message":"Busy.","event_id":null}}');
    socket.send('{"type":"response.created","response":{"id":"r"}}');
    expect(await client.whenClosed()).toEqual({ code: 4500, reason: 'policy_not_applied' });
    expect(client.events().map(({ type }) => type)).toEqual(['error', 'error']);
  });

  it('before the policy is in force hide as much as after it', async () => {
    const { upstream, rig } = await setUp({
      session: { locked: { instructions: SECRET }, hidden: ['instructions'] },
    });
    const client = await rig.connect();
    const socket = await upstream.socket();
    socket.send('{"type":"session.created","session":{}}');
    socket.send(JSON.stringify({ type: 'error', error: { message: SECRET, event_id: 'the clients own' } }));
    await until(() => client.received.length === 1, 'the error arrived');
    expect(JSON.stringify(client.events())).not.toContain('margin');
  });
});

it('refusals do not fill the log, and no word of the client’s is in it', async () => {
  const { client, rig } = await inForce({ clientEvents: ['response.create'] });
  for (let i = 0; i < 100; i += 1) client.socket.send('{"type":"words-of-the-client"}');
  const answered = () => client.events().filter(({ type }) => type === 'error').length;
  await until(() => answered() === 100, 'all were answered');
  expect(rig.logText().split('an event was not allowed')).toHaveLength(21);
  expect(rig.logText()).not.toContain('words-of-the-client');
});

it('sound after a hidden call is numbered as everything else that belongs to it', async () => {
  const { client, say } = await inForce({
    tools: [{ name: 'look_up', description: '', url: 'http://127.0.0.1:9/' }],
  });
  const item = { id: 'i0', type: 'function_call', call_id: 'c', name: 'look_up', arguments: '{}' };
  const where = { response_id: 'r', item_id: 'i1', output_index: 1, content_index: 0 };
  say({ type: 'response.output_item.added', response_id: 'r', output_index: 0, item });
  say({ type: 'response.output_audio.delta', ...where, delta: 'AAAA' });
  say({ type: 'response.output_audio.done', ...where });
  await until(() => last(client)?.type === 'response.output_audio.done', 'all arrived');
  expect(client.events().slice(1)).toMatchObject([{ output_index: 0 }, { output_index: 0 }]);
});

describe('events that wait for a server tool', () => {
  /** The model calls a tool of the server's, which does not answer, and one of the client's; the client wants to go on. */
  async function waiting() {
    const url = await toolAt(() => undefined);
    const session = await inForce({ tools: [{ name: 'look_up', description: '', url, timeoutMs: 100_000 }] });
    session.say({ type: 'response.created', response: { id: 'r' } });
    for (const [index, name] of ['look_up', 'mine'].entries()) {
      const item = { id: `i${index}`, type: 'function_call', call_id: `c${index}`, name, arguments: '{}' };
      session.say({ type: 'response.output_item.done', response_id: 'r', output_index: index, item });
    }
    session.say({ type: 'response.done', response: { id: 'r', status: 'completed', output: [] } });
    await until(() => last(session.client)?.type === 'response.done', 'the response is done');
    session.client.socket.send('{"type":"response.create"}');
    return session;
  }

  it('are not the microphone: it is heard meanwhile', async () => {
    const { client, upstream } = await waiting();
    for (let i = 0; i < 200; i += 1)
      client.socket.send(`{"type":"input_audio_buffer.append","audio":"","event_id":"a${i}"}`);
    await until(
      () => sent(upstream).filter(({ type }) => type === 'input_audio_buffer.append').length === 200,
      'all of it arrived',
    );
    expect(sent(upstream).map(({ type }) => type)).not.toContain('response.create');
  });

  it('are bounded in number, and the client is told which one was not taken', async () => {
    const { client } = await waiting();
    for (let i = 0; i < 64; i += 1) client.socket.send(`{"type":"response.create","event_id":"n${i}"}`);
    await until(() => last(client)?.type === 'error', 'one was not taken');
    expect(last(client)).toMatchObject({ error: { code: 'too_many_waiting', event_id: 'n63' } });
  });

  it('are bounded in size', async () => {
    const { client } = await waiting();
    const image = 'x'.repeat(12 * 2 ** 20);
    for (const event_id of ['first', 'second'])
      client.socket.send(JSON.stringify({ type: 'conversation.item.create', event_id, item: { image } }));
    await until(() => last(client)?.type === 'error', 'one was not taken');
    expect(last(client)).toMatchObject({ error: { code: 'too_many_waiting', event_id: 'second' } });
  });
});

it('a tool that the model calls again and again is not called for ever', async () => {
  const url = await toolAt((request, response) => {
    request.resume();
    response.end('{"error":"try again"}');
  });
  const tool = { name: 'look_up', description: '', url };
  const { say, upstream, rig, client } = await inForce({ tools: [tool] });
  const asked = () => sent(upstream).filter(({ type }) => type === 'response.create').length;
  const outputs = () => sent(upstream).filter(({ type }) => type === 'conversation.item.create').length;
  const answer = (count: number) => {
    const response = { id: `r${count}`, status: 'completed', output: [] };
    const item = { id: `i${count}`, type: 'function_call', call_id: `c${count}`, name: 'look_up' };
    say({ type: 'response.created', response });
    say({ type: 'response.output_item.done', response_id: response.id, output_index: 0, item });
    say({ type: 'response.done', response });
  };
  let count = 0;
  for (; asked() === count && count < 40;) {
    answer(count);
    count += 1;
    await until(() => outputs() === count, 'the output arrived');
    await until(() => asked() === count || rig.logText().includes('in a row'), 'it is asked, or given up');
  }
  expect(asked()).toBe(16);
  // The client's next wish begins anew.
  client.socket.send('{"type":"response.create"}');
  await until(() => asked() === 17, 'the wish arrived');
  answer(count);
  await until(() => asked() === 18, 'and tools may be called again');
});
