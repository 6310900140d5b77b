/** Answers in one session: order, pace, interruption, calls, several at once. On a fake clock. */

import { describe, expect, it } from 'vitest';
import { AUDIO_CLOSES, ENDS, ITEM_OPENS } from '../testing/event-orders.ts';
import { SessionHarness, settle, silencePcm16, speak, speechPcm16 } from '../testing/session-harness.ts';

describe('an interruption', () => {
  it('by voice cancels the answer after speech_started, and closes what was open', async () => {
    const h = new SessionHarness();
    h.ask('tell a long story');
    await h.pass(800);
    h.forget();
    h.hear(silencePcm16(600));
    h.hear(speechPcm16(300));
    expect(h.types).toEqual(['input_audio_buffer.speech_started', ...AUDIO_CLOSES, ...ENDS]);
    const done = h.of('response.done')[0]?.response;
    expect(done).toMatchObject({
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'turn_detected' },
      output: [{ status: 'incomplete' }],
    });
    await h.pass(2000);
    expect(h.of('response.output_audio.delta')).toEqual([]);
  });

  it('is left alone when interrupt_response is off', async () => {
    const h = new SessionHarness();
    h.update({
      audio: {
        input: { turn_detection: { type: 'server_vad', interrupt_response: false, create_response: false } },
      },
    });
    h.ask('count to 5');
    await h.pass(100);
    speak(h);
    await h.finish();
    expect(h.of('response.done')[0]?.response.status).toBe('completed');
  });

  it("by the client is said to be the client's, and a second one finds nothing", async () => {
    const h = new SessionHarness();
    h.ask('tell a long story');
    await h.pass(300);
    h.send({ type: 'response.cancel' });
    h.send({ type: 'response.cancel', event_id: 'evt_2' });
    expect(h.of('response.done')[0]?.response.status_details?.reason).toBe('client_cancelled');
    expect(h.errors).toEqual([
      {
        type: 'invalid_request_error',
        code: 'response_cancel_not_active',
        message: 'Cancellation failed: no active response found',
        param: null,
        event_id: 'evt_2',
      },
    ]);
  });

  it('leaves an answer that can be truncated to what was heard', async () => {
    const h = new SessionHarness();
    h.ask('tell a long story');
    await h.pass(500);
    h.send({ type: 'response.cancel' });
    const item_id = h.of('response.done')[0]?.response.output?.[0]?.id ?? '';
    const sentMs = Math.floor(h.audioMs);
    const truncate = { type: 'conversation.item.truncate', item_id, content_index: 0 };
    h.send({ ...truncate, audio_end_ms: sentMs + 60 });
    h.send({ ...truncate, audio_end_ms: 700 });
    h.send({ type: 'conversation.item.retrieve', item_id });
    expect(h.errors[0]).toMatchObject({
      code: 'invalid_value',
      message: `Audio content of ${sentMs}ms is already shorter than ${sentMs + 60}ms`,
    });
    expect(h.of('conversation.item.truncated')[0]).toMatchObject({ item_id, audio_end_ms: 700 });
    const item = h.of('conversation.item.retrieved')[0]?.item;
    const part = item?.type === 'message' && item.role === 'assistant' ? item.content[0] : undefined;
    expect(part?.transcript).toBe('');
    expect(Buffer.from(part?.audio ?? '', 'base64').length / 48).toBe(700);
  });
});

describe('a typed turn', () => {
  it('goes in the order of the service', async () => {
    const h = new SessionHarness();
    h.update({ output_modalities: ['text'] });
    h.forget();
    h.ask('count to 3');
    await h.finish();
    expect(h.types).toEqual([
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      ...ITEM_OPENS,
      'deltas',
      'response.output_text.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      ...ENDS,
    ]);
    expect(h.said).toBe('one, two, three.');
    expect(h.of('response.output_text.delta').map(({ delta }) => delta)).toEqual([
      'one,',
      ' two,',
      ' three.',
    ]);
  });

  it('is spoken with each word ahead of its sound, six times as fast as it plays', async () => {
    const h = new SessionHarness();
    h.ask('count to 20');
    await h.finish();
    const kinds = h.events.flatMap(({ type }) =>
      type.endsWith('.delta') ? [type.includes('transcript') ? 'word' : 'sound'] : [],
    );
    expect(kinds[0]).toBe('word');
    expect(kinds.lastIndexOf('word')).toBeGreaterThan(kinds.length / 2);
    expect(h.audioMs / h.clock.nowMs()).toBeGreaterThan(4);
    expect(h.audioMs / h.clock.nowMs()).toBeLessThan(8);
    const sounds = h
      .of('response.output_audio.delta')
      .map(({ delta }) => Buffer.from(delta, 'base64').length / 48);
    expect(Math.max(...sounds)).toBeLessThanOrEqual(150);
  });

  it('ends as incomplete when it may say no more', async () => {
    const h = new SessionHarness();
    h.update({ max_output_tokens: 30 });
    h.ask('tell a long story');
    await h.finish();
    expect(h.of('response.done')[0]?.response).toMatchObject({
      status: 'incomplete',
      status_details: { reason: 'max_output_tokens' },
    });
    expect(h.of('response.done')[0]?.response.usage?.output_tokens).toBeLessThan(45);
  });

  it('follows edited instructions in the very next answer', async () => {
    const h = new SessionHarness();
    h.update({ instructions: 'Begin with: First' });
    h.ask('count to 1');
    await h.finish();
    h.update({ instructions: 'Begin with: Second' });
    h.ask('count to 1');
    await h.finish(2);
    expect(h.said).toBe('Second. one.');
  });

  it('pays for the whole context again, and finds the old part cached', async () => {
    const h = new SessionHarness();
    h.ask('count to 3');
    await h.finish();
    h.ask('count to 3');
    await h.finish(2);
    const [first, second] = h.of('response.done').map(({ response }) => response.usage);
    expect(second?.input_tokens).toBeGreaterThan(
      (first?.input_tokens ?? 0) + (first?.output_token_details?.audio_tokens ?? 0),
    );
    expect(second?.input_token_details?.cached_tokens).toBe(first?.input_tokens);
  });
});

describe('a function call', () => {
  it('goes in the order of the service, and its output is summed up', async () => {
    const h = new SessionHarness();
    h.update({ tools: [{ type: 'function', name: 'set_memory', description: '', parameters: {} }] });
    h.forget();
    h.ask('remember my name is Ann');
    await h.finish();
    expect(h.types.slice(2)).toEqual([
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'deltas',
      'response.function_call_arguments.done',
      'conversation.item.done',
      'response.output_item.done',
      ...ENDS,
    ]);
    const { name, call_id, arguments: args } = h.of('response.function_call_arguments.done')[0] ?? {};
    expect([name, args]).toEqual(['set_memory', '{"key":"name","value":"Ann"}']);
    expect(
      h
        .of('response.function_call_arguments.delta')
        .map(({ delta }) => delta)
        .join(''),
    ).toBe(args);
    h.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id, output: '{"ok":true}' },
    });
    h.send({ type: 'response.create' });
    await h.finish(2);
    expect(h.said).toBe('The tool set memory answered: ok true.');
  });

  it('that nobody made takes no output', () => {
    const h = new SessionHarness();
    h.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: 'call_x', output: '' },
    });
    expect(h.errors[0]).toMatchObject({ code: 'invalid_tool_call_id', param: 'item.call_id' });
  });
});

describe('responses at once', () => {
  it('are refused in one conversation', async () => {
    const h = new SessionHarness();
    h.ask('tell a long story');
    h.send({ type: 'response.create', event_id: 'evt_b' });
    await settle();
    const id = h.of('response.created')[0]?.response.id;
    expect(h.errors[0]).toMatchObject({
      code: 'conversation_already_has_active_response',
      message: `Conversation already has an active response in progress: ${id}. Wait until the response is finished before creating a new one.`,
      event_id: 'evt_b',
    });
  });

  it('may run out of band, without touching the conversation', async () => {
    const h = new SessionHarness();
    h.ask('tell a long story');
    await h.pass(200);
    const added = h.of('conversation.item.added').length;
    h.send({
      type: 'response.create',
      response: {
        conversation: 'none',
        metadata: { topic: 'x' },
        output_modalities: ['text'],
        input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'count to 2' }] }],
      },
    });
    await h.finish();
    const done = h.of('response.done')[0]?.response;
    expect(done).toMatchObject({ metadata: { topic: 'x' }, status: 'completed' });
    expect(done?.conversation_id).toBeUndefined();
    expect(h.said).toBe('one, two.');
    expect(h.of('conversation.item.added')).toHaveLength(added);
  });

  it('may refer to items, but only to those that there are', async () => {
    const h = new SessionHarness();
    const content = [{ type: 'input_text', text: 'count to 2' }];
    h.send({
      type: 'conversation.item.create',
      item: { id: 'mine', type: 'message', role: 'user', content },
    });
    const input = [{ type: 'item_reference', id: 'mine' }];
    h.send({ type: 'response.create', response: { conversation: 'none', input } });
    await h.finish();
    expect(h.said).toBe('one, two.');
    h.send({
      type: 'response.create',
      response: { conversation: 'none', input: [{ type: 'item_reference', id: 'no' }] },
    });
    expect(h.errors[0]?.param).toBe('response.input');
  });
});
