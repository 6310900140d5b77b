/**
 * `@openai/agents-realtime` talks through the relay by its `url` alone: over plain ws as a program, and over TLS as in a page, where it
 * offers subprotocols. It asks more of a server than the plain client does: it retrieves items, keeps a history of its own, makes calls
 * and answers them by itself.
 */

import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime';
import type { RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { until } from '../../relay-server/testing/until.ts';
import {
  type ClientRig,
  MODEL,
  microphoneFrames,
  PATIENCE,
  pageSocket,
  pieceOf,
  type Recording,
  TOKEN,
  clientRig,
} from './client-rig.ts';
import { Inbox } from './inbox.ts';

let rig: ClientRig;

beforeAll(async () => {
  rig = await clientRig();
});
afterAll(async () => {
  await rig.close();
  for (const { logText } of [rig.plain, rig.secure]) expect(logText()).not.toContain(TOKEN);
  expect(JSON.stringify(rig.bridge.requests)).not.toContain(TOKEN);
});

const WAYS = {
  'over ws': {
    transport: () => new OpenAIRealtimeWebSocket(),
    url: () => `ws://127.0.0.1:${rig.plain.port}/v1/realtime?model=${MODEL}`,
  },
  'over TLS, as a page,': {
    transport: () => {
      const Socket = pageSocket(rig.certificate);
      return new OpenAIRealtimeWebSocket({
        // What the package does by itself where it finds a browser.
        createWebSocket: ({ url, apiKey }) =>
          Promise.resolve(
            new Socket(url, ['realtime', `openai-insecure-api-key.${apiKey}`, 'openai-agents-sdk.0.20.0']),
          ),
      });
    },
    url: () => `wss://localhost:${rig.secure.port}/v1/realtime?model=${MODEL}`,
  },
};
type Way = keyof typeof WAYS;

interface Talk {
  session: RealtimeSession;
  inbox: Inbox<RealtimeServerEvent>;
  /** All audio that the application was given. */
  audio(): Buffer;
  interruptions: number;
  errors: unknown[];
  hear(name: Recording): void;
}

const weather = tool({
  name: 'get_weather',
  description: 'The weather at a place.',
  parameters: z.object({ location: z.string() }),
  execute: ({ location }) => Promise.resolve(`21 degrees in ${location}`),
});

async function start(way: Way): Promise<Talk> {
  const agent = new RealtimeAgent({ name: 'guide', instructions: 'Be brief.', tools: [weather] });
  const session = new RealtimeSession(agent, { transport: WAYS[way].transport(), model: MODEL });
  onTestFinished(() => session.close());
  const inbox = new Inbox<RealtimeServerEvent>();
  const audio: Buffer[] = [];
  const talk: Talk = {
    session,
    inbox,
    audio: () => Buffer.concat(audio),
    interruptions: 0,
    errors: [],
    hear(name) {
      for (const frame of microphoneFrames(name)) session.sendAudio(frame.slice().buffer);
    },
  };
  session.transport.on('*', (event) => inbox.push(event as unknown as RealtimeServerEvent));
  session.on('audio', ({ data }) => audio.push(Buffer.from(data)));
  session.on('audio_interrupted', () => (talk.interruptions += 1));
  session.on('error', ({ error }) => talk.errors.push(error));
  await session.connect({ apiKey: TOKEN, url: WAYS[way].url() });
  // The first is the answer to its settings, the second to its wish for tracing.
  await until(() => inbox.of('session.updated').length === 2, 'its settings are accepted');
  return talk;
}

/** Rows of the package's own history. */
function rows({ session }: Talk): Record<string, unknown>[] {
  return session.history.map((item) => ({ ...item }));
}

describe.each(['over ws', 'over TLS, as a page,'] as const)('agents-realtime %s', (way) => {
  it('holds an audio turn, and its history tells it', PATIENCE, async () => {
    const talk = await start(way);
    talk.hear('question');
    expect((await talk.inbox.next('response.done')).response.status).toBe('completed');
    expect(talk.audio().includes(pieceOf('question'))).toBe(true);
    // It asks for the item once its words are known, and the answer makes the row.
    await talk.inbox.next('conversation.item.retrieved');
    expect(rows(talk).slice(0, 2)).toMatchObject([
      { role: 'user', status: 'completed', content: [{ transcript: expect.stringContaining('speech') }] },
      { role: 'assistant', status: 'completed', content: [{ transcript: expect.stringMatching(/\w/) }] },
    ]);
    expect(talk.session.usage).toMatchObject({
      inputTokens: expect.any(Number),
      outputTokens: expect.any(Number),
    });
    expect(talk.session.usage.outputTokens).toBeGreaterThan(0);
    expect(talk.errors).toEqual([]);
  });

  it('is interrupted by a voice, truncates what was not heard, and goes on', PATIENCE, async () => {
    const talk = await start(way);
    talk.session.sendMessage('tell a long story');
    await talk.inbox.next('response.output_audio.delta');
    talk.hear('interruption');
    const { response } = await talk.inbox.next('response.done');
    expect(response.status).toBe('cancelled');
    const itemId = response.output?.[0]?.id;
    const truncated = await talk.inbox.next('conversation.item.truncated');
    expect(truncated.item_id).toBe(itemId);
    expect(talk.interruptions).toBeGreaterThan(0);
    await talk.inbox.next('conversation.item.retrieved', ({ item }) => item.id === itemId);
    await talk.inbox.next('response.done', (event) => event.response.status === 'completed');
    // A cancel of its own may come after the server's; that is the one error it may see.
    expect(codes(talk).filter((code) => code !== 'response_cancel_not_active')).toEqual([]);
  });

  it('interrupts by interrupt(), and answers what is said next', PATIENCE, async () => {
    const talk = await start(way);
    talk.session.sendMessage('tell a long story');
    await talk.inbox.next('response.output_audio.delta');
    talk.session.interrupt();
    const { response } = await talk.inbox.next('response.done');
    expect(response).toMatchObject({
      status: 'cancelled',
      status_details: { reason: 'client_cancelled' },
    });
    expect((await talk.inbox.next('conversation.item.truncated')).item_id).toBe(response.output?.[0]?.id);
    expect(talk.interruptions).toBe(1);
    talk.session.sendMessage('Count to two.');
    await talk.inbox.next('response.done', (event) => event.response.status === 'completed');
    expect(talk.errors).toEqual([]);
  });

  it('calls a function, answers it and has the answer spoken', PATIENCE, async () => {
    const talk = await start(way);
    talk.session.sendMessage('What is the weather in Paris?');
    const { transcript } = await talk.inbox.next('response.output_audio_transcript.done');
    expect(transcript).toBe('The tool get weather answered: 21 degrees in Paris');
    await until(() => rows(talk).at(-1)?.['status'] === 'completed', 'the answer is in the history');
    expect(rows(talk)).toMatchObject([
      { role: 'user' },
      { type: 'function_call', name: 'get_weather', output: '21 degrees in Paris' },
      { role: 'assistant' },
    ]);
    expect(talk.errors).toEqual([]);
  });

  it('is told of an error, and the session goes on', PATIENCE, async () => {
    const talk = await start(way);
    talk.session.transport.sendEvent({ type: 'conversation.item.delete', item_id: 'item_nowhere' });
    await talk.inbox.next('error');
    expect(codes(talk)).toEqual(['item_delete_invalid_item_id']);
    talk.session.sendMessage('Count to two.');
    expect((await talk.inbox.next('response.done')).response.status).toBe('completed');
  });
});

/** Codes of the errors as the application sees them. */
function codes({ errors }: Talk): (string | undefined)[] {
  return errors.map((error) => (error as { error?: { code?: string } }).error?.code);
}
