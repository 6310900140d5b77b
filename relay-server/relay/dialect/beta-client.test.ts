/** A client of the beta interface talks to the emulator, which speaks GA alone, through the relay. Nothing in it may throw. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BetaClient, type BetaClientOptions } from '../../../tests/support/beta-client.ts';
import { type Emulator, startEmulator } from '../../emulator/server.ts';
import { base64Of, silencePcm16, speechPcm16 } from '../../emulator/testing/session-harness.ts';
import { type RelayRig, type TestClient, emulatorAt, relayRig } from '../../testing/relay-rig.ts';
import { until } from '../../testing/until.ts';

const VAD = { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 400 };
const WEATHER = {
  name: 'get_weather',
  description: 'The weather at a place.',
  parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
};

let emulator: Emulator;
let rig: RelayRig;
const clients: BetaClient[] = [];

beforeAll(async () => {
  emulator = await startEmulator();
  rig = await relayRig({
    upstream: emulatorAt(emulator.url),
  });
});

afterEach(() => {
  for (const client of clients.splice(0)) client.socket.terminate();
});

afterAll(async () => {
  await rig.close();
  await emulator.close();
});

/** Connected, with its first settings accepted. */
async function connect(options: Partial<BetaClientOptions> = {}): Promise<BetaClient> {
  const client = new BetaClient({ url: `ws://127.0.0.1:${rig.port}/`, as: 'browser', ...options });
  clients.push(client);
  await until(() => client.of('session.updated').length > 0, 'the settings are accepted');
  return client;
}

function hear(client: BetaClient, ...blocks: Int16Array[]): void {
  for (const block of blocks) {
    for (let at = 0; at < block.length; at += 480) client.appendInputAudio(block.slice(at, at + 480));
  }
}

async function answered(client: BetaClient, responses = 1): Promise<void> {
  await until(() => client.of('response.done').length >= responses, `${responses} responses are done`);
}

function say(client: BetaClient, text: string): void {
  client.sendUserMessage([{ type: 'input_text', text }]);
}

/** Nothing was thrown, no item came twice, and every item that was told of is complete. */
function expectSound(client: BetaClient): void {
  expect(client.thrown).toEqual([]);
  expect(new Set(client.appended).size).toBe(client.appended.length);
  expect(new Set(client.completed).size).toBe(client.completed.length);
  expect(client.of('error')).toEqual([]);
}

describe.each<[string, Partial<BetaClientOptions>, string]>([
  ['a browser at /', { as: 'browser', key: null }, '/'],
  ['a browser at /v1/realtime', { as: 'browser', key: 'sk-anything' }, '/v1/realtime'],
  ['a server at /', { as: 'server', key: null }, '/'],
  ['a server at /v1/realtime', { as: 'server', key: 'sk-anything' }, '/v1/realtime'],
])('%s', (_name, options, path) => {
  it('connects, is told of its session in flat fields, and gets a typed turn answered', async () => {
    const client = await connect({ ...options, url: `ws://127.0.0.1:${rig.port}${path}` });
    expect(client.received.slice(0, 3).map(({ type }) => type)).toEqual([
      'session.created',
      'conversation.created',
      'session.updated',
    ]);
    expect(client.of('session.updated')[0]).toMatchObject({
      session: {
        object: 'realtime.session',
        model: 'gpt-realtime-2.1',
        modalities: ['audio', 'text'],
        voice: 'verse',
        input_audio_format: 'pcm16',
        turn_detection: null,
        temperature: 0.8,
        max_response_output_tokens: 4096,
      },
    });
    expect(client.socket.protocol).toBe(options.as === 'browser' ? 'realtime' : '');
    say(client, 'Count to three.');
    await answered(client);
    const [asked, answer] = client.conversation.items;
    expect(asked).toMatchObject({ role: 'user', formatted: { text: 'Count to three.' } });
    expect(answer).toMatchObject({ role: 'assistant', status: 'completed' });
    expect(answer?.formatted.transcript).toBe(answer?.content[0]?.transcript);
    expect(answer?.formatted.audio?.length).toBeGreaterThan(24_000);
    expectSound(client);
  });
});

describe('a beta client', () => {
  it('holds an audio turn with voice detection and transcription', async () => {
    const client = await connect();
    client.updateSession({ turn_detection: VAD, input_audio_transcription: { model: 'whisper-1' } });
    hear(client, silencePcm16(600), speechPcm16(1200), silencePcm16(700));
    await answered(client);
    await until(
      () => client.of('conversation.item.input_audio_transcription.completed').length > 0,
      'the turn is transcribed',
    );
    const [turn, ...answers] = client.conversation.items;
    expect(turn?.formatted.audio?.length).toBeGreaterThan(24_000);
    expect(turn?.formatted.transcript).toBe(turn?.content[0]?.transcript);
    expect(answers.map(({ role, status }) => ({ role, status }))).toContainEqual({
      role: 'assistant',
      status: 'completed',
    });
    expectSound(client);
  });

  it('holds a push-to-talk turn', async () => {
    const client = await connect();
    const words = speechPcm16(800);
    hear(client, words);
    client.createResponse();
    await answered(client);
    const [turn, answer] = client.conversation.items;
    expect(turn?.formatted.audio).toEqual(words);
    expect(answer?.formatted.transcript).toContain('You spoke for');
    expect(client.of('input_audio_buffer.speech_started')).toEqual([]);
    expectSound(client);
  });

  it('is interrupted, truncates what was not heard, and goes on', async () => {
    const client = await connect();
    client.updateSession({ turn_detection: VAD });
    say(client, 'tell a long story');
    await until(() => client.of('response.audio.delta').length > 3, 'the story has begun');
    const [, story] = client.conversation.items;
    const heardSamples = 4800;
    client.onInterrupted = () => client.cancelResponse(story?.id ?? '', heardSamples);
    hear(client, silencePcm16(600), speechPcm16(900));
    await until(() => client.of('conversation.item.truncated').length > 0, 'the story is truncated');
    hear(client, silencePcm16(700));
    expect(client.of('response.done')[0]).toMatchObject({
      response: { status: 'cancelled', status_details: { reason: 'turn_detected' } },
    });
    expect(client.of('conversation.item.truncated')[0]).toMatchObject({ audio_end_ms: 200 });
    expect(client.conversation.item(story?.id ?? '')?.formatted.audio?.length).toBe(heardSamples);
    await answered(client, 2);
    // The server had cancelled by itself, so the client's own cancel came too late; that is the one error, and a harmless one.
    expect(client.of('error').map(({ error }) => error.code)).toEqual(['response_cancel_not_active']);
    expect(client.thrown).toEqual([]);
  });

  it('has a function called, and its early request for the answer waits for the end of the call', async () => {
    const client = await connect();
    client.addTool(WEATHER, async (input) => ({ temperature: '21', asked: input }));
    say(client, 'What is the weather in Paris?');
    await answered(client, 2);
    const types = client.received.map(({ type }) => type);
    const callDone = client.sent.findLastIndex(({ type }) => type === 'response.create');
    expect(client.sent.slice(callDone - 1).map(({ type }) => type)).toEqual([
      'conversation.item.create',
      'response.create',
    ]);
    expect(types.filter((type) => type === 'response.created')).toHaveLength(2);
    const [, call, output, answer] = client.conversation.items;
    expect(call?.formatted.tool).toMatchObject({ name: 'get_weather', arguments: '{"location":"Paris"}' });
    expect(output?.formatted.output).toBe('{"temperature":"21","asked":{"location":"Paris"}}');
    expect(answer?.formatted.transcript).toContain('temperature 21');
    expectSound(client);
  });

  it('is told of an error in its own words, and the session goes on', async () => {
    const client = await connect();
    client.updateSession({ voice: 'nobody' });
    await until(() => client.of('error').length > 0, 'the voice is refused');
    const { error } = client.of('error')[0] ?? {};
    expect(error?.param).toBe('session.voice');
    expect(error?.event_id).toBe(client.sent.at(-1)?.event_id);
    expect(JSON.stringify(error)).not.toContain('audio.output');
    client.updateSession({ voice: 'verse' });
    say(client, 'Count to two.');
    await answered(client);
    expect(client.of('response.done')[0]).toMatchObject({ response: { status: 'completed' } });
    expect(client.thrown).toEqual([]);
  });

  it('may add a tool after the assistant has spoken, though it sends its voice again', async () => {
    const client = await connect();
    say(client, 'Count to two.');
    await answered(client);
    client.addTool(WEATHER, () => Promise.resolve({}));
    await until(() => client.of('session.updated').length === 2, 'the tool is accepted');
    expect(client.of('session.updated')[1]).toMatchObject({ session: { tools: [{ name: 'get_weather' }] } });
    expectSound(client);
  });

  it.each(['/garbage', '/fail', '/incomplete', '/burst 200', '/error', '/silence 1'])(
    'survives %s',
    async (command) => {
      const client = await connect();
      say(client, command);
      await answered(client);
      say(client, 'Count to two.');
      await answered(client, 2);
      expect(client.thrown).toEqual([]);
    },
  );

  it('survives late deltas of a cancelled response', async () => {
    const client = await connect();
    say(client, '/late');
    await until(() => client.of('response.audio.delta').length > 3, 'the answer has begun');
    client.cancelResponse(client.conversation.items[1]?.id ?? '', 4800);
    say(client, 'Count to two.');
    await answered(client, 2);
    expect(client.thrown).toEqual([]);
  });

  it('is told of the item of an out-of-band response, which GA never announces', async () => {
    const client = await connect();
    client.send('response.create', {
      response: {
        conversation: 'none',
        modalities: ['text'],
        instructions: 'Say hello.',
        input: [],
        temperature: 0.7,
      },
    });
    await answered(client);
    expect(client.conversation.items).toHaveLength(1);
    expect(client.conversation.items[0]).toMatchObject({ role: 'assistant', status: 'completed' });
    expect(client.conversation.items[0]?.formatted.text).not.toBe('');
    expectSound(client);
  });

  it('deletes an item, and puts the assistant’s words of before into the conversation', async () => {
    const client = await connect();
    client.send('conversation.item.create', {
      item: { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'I said so.' }] },
    });
    await until(() => client.conversation.items.length === 1, 'the item is there');
    expect(client.conversation.items[0]?.formatted.text).toBe('I said so.');
    client.deleteItem(client.conversation.items[0]?.id ?? '');
    await until(() => client.conversation.items.length === 0, 'the item is gone');
    expectSound(client);
  });
});

it('a beta client that only transcribes has a session of its own kind', async () => {
  const client = await rig.connect('/?intent=transcription', ['realtime', 'openai-beta.realtime-v1']);
  const came = (type: string) => until(() => typesOf(client).includes(type), `${type} came`);
  await came('transcription_session.created');
  const send = (event: object): void => client.socket.send(JSON.stringify(event));
  const session = {
    input_audio_format: 'pcm16',
    input_audio_transcription: { model: 'whisper-1' },
    turn_detection: null,
    modalities: ['text'],
  };
  send({ type: 'transcription_session.update', session });
  await came('transcription_session.updated');
  expect(client.events().at(-1)).toMatchObject({
    session: {
      object: 'realtime.transcription_session',
      input_audio_format: 'pcm16',
      input_audio_transcription: { model: 'whisper-1' },
      turn_detection: null,
    },
  });
  send({ type: 'input_audio_buffer.append', audio: base64Of(speechPcm16(400)) });
  send({ type: 'input_audio_buffer.commit' });
  await came('conversation.item.input_audio_transcription.completed');
  expect(typesOf(client).filter((type) => !type.endsWith('.delta'))).toEqual([
    'transcription_session.created',
    'transcription_session.updated',
    'input_audio_buffer.committed',
    'conversation.item.created',
    'conversation.item.input_audio_transcription.completed',
  ]);
});

function typesOf(client: TestClient): string[] {
  return client.events().map(({ type }) => String(type));
}
