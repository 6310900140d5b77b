/** A policy at work in the relay: with an upstream that only records, with the emulator, and with a client of the beta interface. */

import { type Server, createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { BetaClient } from '../../tests/support/beta-client.ts';
import type { ConsoleConfig } from '../../src/lib/console-config.ts';
import { parseConfig } from '../config.ts';
import { startEmulator } from '../emulator/server.ts';
import { closedAfterTest, relayAtFake } from '../testing/close-after-test.ts';
import type { FakeUpstream } from '../testing/fake-upstream.ts';
import { type RelayRig, type TestClient, emulatorAt, relayRig } from '../testing/relay-rig.ts';
import { until } from '../testing/until.ts';
import type { Policy } from './policy-config.ts';

/** From the text of a configuration file, as an operator writes it. */
function policyOf(policy: object, environment: Record<string, string> = {}): Policy {
  const result = parseConfig(environment, { name: 'c.json', text: JSON.stringify({ policy }) });
  if (!result.ok || result.config.policy === null)
    throw new Error(result.ok ? 'no policy' : result.problems.join());
  return result.config.policy;
}

async function setUp(policy: object): Promise<{ upstream: FakeUpstream; rig: RelayRig }> {
  return relayAtFake({ policy: policyOf(policy) });
}

const events = (upstream: FakeUpstream) =>
  upstream.received.map(({ bytes }) => JSON.parse(bytes.toString()) as Record<string, unknown>);
const types = (client: TestClient) => client.events().map(({ type }) => type);

/** A tool's server on loopback. It answers what `answer` says to the body that came. */
async function toolServer(
  answer: (
    body: Record<string, unknown>,
    headers: Record<string, unknown>,
  ) => { status?: number; body: string },
): Promise<{ url: string; calls: Record<string, unknown>[]; close(): Promise<void> }> {
  const calls: Record<string, unknown>[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const body = JSON.parse(text) as Record<string, unknown>;
      calls.push(body);
      const { status = 200, body: said } = answer(body, request.headers);
      response.writeHead(status, status === 302 ? { Location: '/elsewhere' } : {}).end(said);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const made = {
    url: `http://127.0.0.1:${port}/tool`,
    calls,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  closedAfterTest(made);
  return made;
}

describe('without a policy', () => {
  it('nothing is added, so bytes pass as they are', async () => {
    const { upstream, rig } = await relayAtFake();
    const client = await rig.connect();
    client.socket.send('{ "type":"session.update" , "session":{} }');
    await until(() => upstream.received.length === 1, 'it arrived');
    expect(upstream.received[0]?.bytes.toString()).toBe('{ "type":"session.update" , "session":{} }');
  });
});

describe('what the policy sets', () => {
  const policy = {
    session: {
      locked: { instructions: 'Be the shop’s.', 'audio.input.turn_detection': null },
      filled: { 'audio.output.voice': 'cedar' },
      hidden: ['instructions'],
    },
  };

  it('goes first, before anything of the client’s, and the session is told as it is then', async () => {
    const { upstream, rig } = await setUp(policy);
    const client = await rig.connect();
    client.socket.send(
      '{"type":"session.update","session":{"type":"realtime","instructions":"Mine.","tool_choice":"none"}}',
    );
    await until(() => upstream.received.length === 2, 'both arrived');
    expect(events(upstream)).toMatchObject([
      {
        type: 'session.update',
        session: {
          type: 'realtime',
          instructions: 'Be the shop’s.',
          audio: { input: { turn_detection: null }, output: { voice: 'cedar' } },
        },
      },
      { type: 'session.update', session: { type: 'realtime', tool_choice: 'none' } },
    ]);
    expect(events(upstream)[1]?.session).toEqual({ type: 'realtime', tool_choice: 'none' });
    const socket = await upstream.socket();
    socket.send('{"type":"session.created","event_id":"e1","session":{"id":"s","instructions":"Default."}}');
    socket.send(
      '{"type":"session.updated","event_id":"e2","session":{"id":"s","instructions":"Be the shop’s."}}',
    );
    socket.send(
      '{"type":"session.updated","event_id":"e3","session":{"id":"s","instructions":"Be the shop’s.","tool_choice":"none"}}',
    );
    await until(() => client.received.length === 2, 'the session is told');
    expect(client.events()).toEqual([
      { type: 'session.created', event_id: 'e1', session: { id: 's' } },
      { type: 'session.updated', event_id: 'e3', session: { id: 's', tool_choice: 'none' } },
    ]);
  });

  it('ends the session when the upstream does not accept it, rather than go on without', async () => {
    const { upstream, rig } = await setUp(policy);
    const client = await rig.connect();
    await until(() => upstream.received.length === 1, 'the policy arrived');
    const [own] = events(upstream);
    const socket = await upstream.socket();
    socket.send('{"type":"session.created","session":{}}');
    socket.send(
      JSON.stringify({
        type: 'error',
        error: {
          code: 'invalid_value',
          message: 'Be the shop’s. is bad',
          param: 'session.x',
          event_id: own?.event_id,
        },
      }),
    );
    expect(await client.whenClosed()).toEqual({ code: 4500, reason: 'policy_not_applied' });
    expect(JSON.stringify(client.events())).not.toContain('shop');
    expect(rig.logText()).toContain('invalid_value');
  });

  it('is not slipped past by a key that stands twice', async () => {
    const { upstream, rig } = await setUp(policy);
    const client = await rig.connect();
    client.socket.send(
      '{"type":"input_audio_buffer.append","type":"session.update","session":{"instructions":"Mine."}}',
    );
    client.socket.send(
      '{"type":"session.update","session":{"tool_choice":"none"},"session":{"instructions":"Mine."}}',
    );
    client.socket.send('{"type":"input_audio_buffer.clear"}');
    await until(() => events(upstream).at(-1)?.type === 'input_audio_buffer.clear', 'all arrived');
    const text = upstream.received
      .slice(1)
      .map(({ bytes }) => bytes.toString())
      .join();
    expect(text).not.toContain('Mine.');
  });

  it('concerns a transcription session as far as it has such fields', async () => {
    const { upstream, rig } = await setUp(policy);
    await rig.connect('/v1/realtime?intent=transcription');
    await until(() => upstream.received.length === 1, 'the policy arrived');
    expect(events(upstream)[0]).toMatchObject({
      session: { type: 'transcription', audio: { input: { turn_detection: null } } },
    });
    expect(JSON.stringify(events(upstream)[0])).not.toContain('shop');
  });
});

describe('what is not allowed', () => {
  it('is refused with the client’s event id, and the session goes on', async () => {
    const { upstream, rig } = await setUp({ clientEvents: ['response.create'] });
    const client = await rig.connect();
    client.socket.send('{"type":"conversation.item.delete","event_id":"mine","item_id":"i"}');
    client.socket.send('{"type":"response.create","event_id":"e2"}');
    await until(() => upstream.received.length === 1, 'the other arrived');
    await until(() => client.received.length === 1, 'the refusal arrived');
    expect(client.events()[0]).toMatchObject({
      type: 'error',
      error: { code: 'not_allowed', event_id: 'mine', param: 'type' },
    });
    expect(client.closed).toBeNull();
  });

  it('is a model that is not listed, before any session begins', async () => {
    const { upstream, rig } = await setUp({ models: ['gpt-realtime-2.1-mini'] });
    const client = await rig.connect('/v1/realtime?model=gpt-realtime-2.1');
    expect(client.closed).not.toBeNull();
    expect(upstream.requests).toEqual([]);
    await rig.connect('/v1/realtime?model=gpt-realtime-2.1-mini');
    await until(() => upstream.requests.length === 1, 'the allowed one is asked for');
  });

  it('is told to the console beforehand', async () => {
    const { rig } = await setUp({
      models: ['gpt-realtime-2.1'],
      voices: ['cedar', 'marin'],
      session: { locked: { instructions: 'x', 'audio.output.voice': 'cedar' } },
    });
    const config = (await rig.app.inject('/api/console')).json<ConsoleConfig>();
    expect(config.setByServer).toEqual(['instructions', 'voice']);
    expect(config.upstreams[0]).toMatchObject({ models: ['gpt-realtime-2.1'], voices: ['marin', 'cedar'] });
    expect(JSON.stringify(config)).not.toContain('"x"');
  });

  it('is what the upstream says and is no event: it may hold what is hidden', async () => {
    const { upstream, rig } = await setUp({ session: { hidden: ['instructions'] } });
    const client = await rig.connect();
    const socket = await upstream.socket();
    socket.send('secret words, not json');
    socket.send('{"type":"response.created","response":{"id":"r"}}');
    await until(() => client.received.length === 1, 'the event arrived');
    expect(types(client)).toEqual(['response.created']);
  });
});

const WEATHER = {
  name: 'get_weather',
  description: 'The weather at a place.',
  parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
};

describe('a tool of the server', () => {
  async function withEmulator(
    tool: object,
    environment: Record<string, string> = {},
  ): Promise<{ rig: RelayRig; client: TestClient }> {
    const emulator = closedAfterTest(await startEmulator());
    const policy = policyOf({ tools: [{ ...WEATHER, ...tool }] }, environment);
    const rig = closedAfterTest(await relayRig({ upstream: emulatorAt(emulator.url), policy }));
    const client = await rig.connect();
    await until(() => types(client).includes('session.created'), 'the session began');
    return { rig, client };
  }

  function ask(client: TestClient, text: string): void {
    const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
    client.socket.send(JSON.stringify({ type: 'conversation.item.create', item }));
    client.socket.send('{"type":"response.create"}');
  }

  const said = (client: TestClient) =>
    client
      .events()
      .filter(({ type }) => type === 'response.output_audio_transcript.done')
      .map(({ transcript }) => transcript)
      .join(' ');

  it('is called with the model’s arguments, and its answer is spoken, without a trace for the client', async () => {
    const { calls, url } = await toolServer((_body, headers) => ({
      body:
        headers['x-key'] === 'tool-key-1'
          ? '{"location":"Paris","temperature_c":21,"condition":"sunny"}'
          : '{"error":"no key"}',
    }));
    const { rig, client } = await withEmulator(
      { url, headers: { 'X-Key': '${TOOL_KEY}' } },
      { TOOL_KEY: 'tool-key-1' },
    );
    ask(client, 'weather in Paris');
    await until(() => said(client).includes('21'), 'the answer was spoken');
    expect(calls).toMatchObject([
      { name: 'get_weather', arguments: { location: expect.stringContaining('Paris') }, client: '127.0.0.1' },
    ]);
    const everything = JSON.stringify(client.events());
    for (const trace of ['get_weather', 'function_call', 'temperature_c', 'tool-key-1', url]) {
      expect(everything).not.toContain(trace);
    }
    expect(rig.logText()).not.toContain('tool-key-1');
    // Every item that the client hears of stands behind one that it knows.
    const known = new Set<unknown>([null]);
    for (const event of client.events().filter(({ type }) => type === 'conversation.item.added')) {
      expect(known.has(event.previous_item_id ?? null)).toBe(true);
      known.add((event.item as { id: string }).id);
    }
  });

  it.each([
    ['fails', { status: 500, body: 'stack trace with secrets' }, 'HTTP 500'],
    ['answers with a redirect', { status: 302, body: '' }, 'redirect'],
    ['answers too much', { body: 'x'.repeat(100_000) }, 'more than can be used'],
  ])('that %s is told to the model in words, and the talk goes on', async (_what, answer, words) => {
    const { url } = await toolServer(() => answer);
    const { rig, client } = await withEmulator({ url });
    const watcher = await rig.connect(
      `/api/sessions/${(await rig.app.inject('/api/sessions')).json<{ live: { id: string }[] }>().live[0]?.id ?? ''}/watch`,
    );
    ask(client, 'weather in Paris');
    await until(
      () => types(client).filter((type) => type === 'response.done').length === 2,
      'both responses are done',
    );
    const outputs = JSON.stringify(watcher.events()).replaceAll('\\', '');
    expect(outputs).toContain(words);
    expect(outputs).not.toContain('stack trace');
    expect(client.closed).toBeNull();
  });

  it('that cannot be reached, or does not answer, is told to the model in words', async () => {
    const { url } = await toolServer(() => ({ body: '{}' }));
    const silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    closedAfterTest({
      async close() {
        silent.closeAllConnections();
        silent.close();
        await once(silent, 'close');
      },
    });
    for (const at of ['http://127.0.0.1:1/', `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`]) {
      const { client } = await withEmulator({ url: at, timeoutMs: 200 });
      ask(client, 'weather in Paris');
      await until(
        () => types(client).filter((type) => type === 'response.done').length === 2,
        'both responses are done',
      );
      expect(client.closed).toBeNull();
    }
    expect(url).toContain('127.0.0.1');
  });

  it('works for a client of the beta interface, which never throws', async () => {
    const { url } = await toolServer(() => ({
      body: '{"location":"Paris","temperature_c":21,"condition":"sunny"}',
    }));
    const emulator = closedAfterTest(await startEmulator());
    const rig = closedAfterTest(
      await relayRig({
        upstream: emulatorAt(emulator.url),
        policy: policyOf({ tools: [{ ...WEATHER, url }] }),
      }),
    );
    const beta = new BetaClient({ url: `ws://127.0.0.1:${rig.port}/`, as: 'browser' });
    closedAfterTest({ close: () => Promise.resolve(beta.socket.terminate()) });
    await until(() => beta.of('session.updated').length > 0, 'the settings are accepted');
    beta.sendUserMessage([{ type: 'input_text', text: 'weather in Paris' }]);
    await until(() => beta.of('response.done').length === 2, 'both responses are done');
    expect(beta.thrown).toEqual([]);
    expect(JSON.stringify(beta.received)).not.toContain('get_weather');
  });

  it('beside a tool of the client’s: both outputs come before the one response that the client asks for', async () => {
    let letAnswer = (): void => {};
    const gate = new Promise<void>((resolve) => (letAnswer = resolve));
    const slow = createServer((request, response) => {
      request.resume();
      void gate.then(() => response.end('"slow answer"'));
    });
    slow.listen(0, '127.0.0.1');
    await once(slow, 'listening');
    closedAfterTest({
      async close() {
        slow.closeAllConnections();
        slow.close();
        await once(slow, 'close');
      },
    });
    const { upstream, rig } = await setUp({
      tools: [{ ...WEATHER, url: `http://127.0.0.1:${(slow.address() as AddressInfo).port}/` }],
    });
    const client = await rig.connect();
    const socket = await upstream.socket();
    const send = (event: object) => socket.send(JSON.stringify(event));
    send({ type: 'session.created', session: {} });
    send({ type: 'session.updated', session: {} });
    send({ type: 'response.created', response: { id: 'r1', output: [] } });
    for (const [index, name] of ['get_weather', 'mine'].entries()) {
      const item = {
        id: `i${index}`,
        type: 'function_call',
        status: 'completed',
        call_id: `c${index}`,
        name,
        arguments: '{}',
      };
      send({ type: 'response.output_item.added', response_id: 'r1', output_index: index, item });
      send({ type: 'response.output_item.done', response_id: 'r1', output_index: index, item });
    }
    send({ type: 'response.done', response: { id: 'r1', status: 'completed', output: [] } });
    await until(() => types(client).includes('response.done'), 'the response is done');
    client.socket.send(
      '{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"c1","output":"1"}}',
    );
    client.socket.send('{"type":"response.create","event_id":"clients"}');
    await until(() => events(upstream).length === 2, 'the client’s output arrived');
    letAnswer();
    await until(() => events(upstream).length === 4, 'all arrived');
    expect(events(upstream).slice(1)).toMatchObject([
      { item: { call_id: 'c1' } },
      { item: { call_id: 'c0', output: '"slow answer"' } },
      { type: 'response.create', event_id: 'clients' },
    ]);
  });

  it('whose response was interrupted delivers its answer and asks for nothing', async () => {
    const { url } = await toolServer(() => ({ body: '1' }));
    const { upstream, rig } = await setUp({ tools: [{ ...WEATHER, url }] });
    await rig.connect();
    const socket = await upstream.socket();
    const send = (event: object) => socket.send(JSON.stringify(event));
    send({ type: 'session.created', session: {} });
    send({ type: 'session.updated', session: {} });
    send({ type: 'response.created', response: { id: 'r1', output: [] } });
    const item = {
      id: 'i',
      type: 'function_call',
      status: 'completed',
      call_id: 'c',
      name: 'get_weather',
      arguments: '{}',
    };
    send({ type: 'response.output_item.done', response_id: 'r1', output_index: 0, item });
    send({ type: 'response.done', response: { id: 'r1', status: 'cancelled', output: [] } });
    await until(() => events(upstream).length === 2, 'the answer was delivered');
    send({ type: 'response.created', response: { id: 'r2', output: [] } });
    send({ type: 'response.done', response: { id: 'r2', status: 'completed', output: [] } });
    const before = upstream.received.length;
    const heard = once(socket, 'pong');
    socket.ping();
    await heard;
    expect(events(upstream).slice(before)).toEqual([]);
    expect(events(upstream).map(({ type }) => type)).not.toContain('response.create');
  });
});

describe('the section policy', () => {
  const problems = (policy: object) => {
    const result = parseConfig({}, { name: 'c.json', text: JSON.stringify({ policy }) });
    return result.ok ? '' : result.problems.join();
  };

  it.each([
    [
      { session: { locked: { instruction: 'x' } } },
      'policy.session.locked.instruction is no field of the session',
    ],
    [{ session: { hidden: ['audio'] } }, 'policy.session.hidden[0] is no field of the session'],
    [{ tools: [{ ...WEATHER, url: 'ftp://x' }] }, 'policy.tools[0].url must be an address'],
    [{ tools: [{ ...WEATHER, name: 'two words', url: 'http://x' }] }, 'policy.tools[0].name must be a name'],
    [{ tools: [{ ...WEATHER, url: 'http://x', headers: { A: 'literal' } }] }, 'must name a variable'],
    [{ models: [] }, 'policy.models must list at least one'],
    [{ model: ['x'] }, 'policy has a field that does not exist: model'],
  ])('with %j is refused with the place', (policy, words) => {
    expect(problems(policy)).toContain(words);
  });
});
