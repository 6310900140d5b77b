/**
 * For property tests: any event that a GA server may send, in any order, about few items and responses, so that they meet. Some fields
 * and events come from a future in which GA has more of them.
 */

import * as fc from 'fast-check';

const text = fc.oneof(fc.constantFrom('output_text', 'modalities', 'audio'), fc.string({ maxLength: 8 }));
const itemId = fc.constantFrom('i1', 'i2', 'i3');
/** What somebody says becomes an item of the user, and of nobody else. */
const turnId = fc.constantFrom('u1', 'u2');
const responseId = fc.constantFrom('r1', 'r2');
const count = fc.nat(2);
const status = fc.constantFrom('in_progress', 'completed', 'incomplete');
const format = fc.constantFrom(
  { type: 'audio/pcm', rate: 24_000 },
  { type: 'audio/pcmu' },
  { type: 'audio/pcma' },
);
const modalities = fc.constantFrom(['audio'], ['text']);
const limit = fc.oneof(fc.nat(4096), fc.constant('inf'));
const voice = fc.oneof(fc.constantFrom('marin', 'alloy'), fc.constant({ id: 'voice_abc' }));

function nullable<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(arbitrary, { nil: null, freq: 3 });
}

const gaPart = fc.oneof(
  fc.record({ type: fc.constant('output_text'), text }),
  fc.record({ type: fc.constant('output_audio'), transcript: text }),
);
const userPart = fc.oneof(
  fc.record({ type: fc.constant('input_text'), text }),
  fc.record({ type: fc.constant('input_audio'), transcript: nullable(text) }, { requiredKeys: ['type'] }),
  fc.record({ type: fc.constant('input_image'), image_url: fc.constant('data:image/png;base64,AA') }),
);
const future = fc.record({ phase: fc.constant('final_answer') }, { requiredKeys: [] });
const itemBase = { id: itemId, status };

export const gaItem: fc.Arbitrary<object> = fc
  .tuple(
    fc.oneof(
      fc.record({
        ...itemBase,
        type: fc.constant('message'),
        role: fc.constant('assistant'),
        content: fc.array(gaPart, { maxLength: 2 }),
      }),
      fc.record({
        status,
        id: fc.oneof(itemId, turnId),
        type: fc.constant('message'),
        role: fc.constantFrom('user', 'system'),
        content: fc.array(userPart, { maxLength: 2 }),
      }),
      fc.record({
        ...itemBase,
        type: fc.constant('function_call'),
        name: fc.constant('get_weather'),
        call_id: fc.constant('c1'),
        arguments: fc.constantFrom('', '{}'),
      }),
      fc.record({
        ...itemBase,
        type: fc.constant('function_call_output'),
        call_id: fc.constant('c1'),
        output: text,
      }),
      fc.record({ id: fc.constantFrom('m1', 'm2'), type: fc.constantFrom('mcp_call', 'mcp_list_tools') }),
    ),
    future,
  )
  .map(([item, more]) => ({ ...item, ...more }));

const tool = fc.oneof(
  fc.record({ type: fc.constant('function'), name: text, parameters: fc.constant({ audio: {} }) }),
  fc.record({ type: fc.constant('mcp'), server_label: text }),
);

const audioInput = fc.record(
  {
    format,
    transcription: nullable(fc.constant({ model: 'gpt-transcribe', languages: ['en'], delay: 'low' })),
    noise_reduction: nullable(fc.constant({ type: 'near_field', strength: 1 })),
    turn_detection: nullable(
      fc.constantFrom(
        { type: 'server_vad', threshold: 0.5, idle_timeout_ms: null, create_response: true },
        { type: 'semantic_vad', eagerness: 'auto' },
      ),
    ),
  },
  { requiredKeys: [] },
);

export const gaSession: fc.Arbitrary<object> = fc.oneof(
  fc.record(
    {
      type: fc.constant('realtime'),
      object: fc.constant('realtime.session'),
      id: fc.constant('sess_1'),
      model: fc.constant('gpt-realtime-2.1'),
      output_modalities: modalities,
      instructions: text,
      tools: fc.array(tool, { maxLength: 2 }),
      tool_choice: fc.constantFrom(
        'auto',
        { type: 'function', name: 'f' },
        { type: 'mcp', server_label: 's' },
      ),
      max_output_tokens: limit,
      tracing: nullable(fc.constant('auto')),
      truncation: fc.constantFrom('auto', 'disabled'),
      prompt: fc.constant(null),
      expires_at: fc.nat(),
      audio: fc.record({ input: audioInput, output: fc.record({ format, voice, speed: fc.constant(1) }) }),
      include: fc.constant(null),
      reasoning: fc.constant({ effort: 'low' }),
      parallel_tool_calls: fc.boolean(),
    },
    { requiredKeys: ['type'] },
  ),
  fc.record({
    type: fc.constant('transcription'),
    object: fc.constant('realtime.transcription_session'),
    id: fc.constant('sess_2'),
    audio: fc.record({ input: audioInput }),
    include: fc.constant(null),
  }),
);

const tokens = { text_tokens: fc.nat(9), audio_tokens: fc.nat(9) };
const response = fc.record({
  object: fc.constant('realtime.response'),
  id: responseId,
  status: fc.constantFrom('in_progress', 'completed', 'cancelled', 'failed'),
  status_details: nullable(
    fc.constant({
      type: 'failed',
      error: { type: 'server_error', code: 'server_error', message: 'no', param: 'x' },
    }),
  ),
  output: fc.array(gaItem, { maxLength: 2 }),
  conversation_id: nullable(fc.constant('conv_1')),
  output_modalities: modalities,
  max_output_tokens: limit,
  audio: fc.record({ output: fc.record({ format, voice }) }),
  metadata: nullable(fc.constant({ audio: 'mine' })),
  usage: nullable(
    fc.record({
      total_tokens: fc.nat(9),
      input_tokens: fc.nat(9),
      output_tokens: fc.nat(9),
      input_token_details: fc.record({
        ...tokens,
        image_tokens: fc.constant(0),
        cached_tokens: fc.nat(9),
        cached_tokens_details: fc.record(tokens),
      }),
      output_token_details: fc.record(tokens),
    }),
  ),
});

const part = fc.constantFrom(
  { type: 'audio', transcript: '' },
  { type: 'text', text: '' },
  { type: 'audio' },
);
const inPart = { response_id: responseId, item_id: itemId, output_index: count, content_index: count };
const inCall = { response_id: responseId, item_id: itemId, output_index: count, call_id: fc.constant('c1') };
const inItem = { item_id: fc.oneof(itemId, turnId), content_index: count };
/** One to four bytes, so that samples are split. */
const audio = fc
  .uint8Array({ minLength: 1, maxLength: 4 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));
const failure = fc.constantFrom(
  {
    type: 'invalid_request_error',
    code: 'invalid_value',
    message: "Invalid 'session.audio.output.voice'.",
    param: 'session.audio.output.voice',
  },
  {
    type: 'invalid_request_error',
    code: 'conversation_already_has_active_response',
    message: 'Wait.',
    param: null,
    event_id: 'evt_1',
  },
);
const transcription = 'conversation.item.input_audio_transcription';

const bodies: Record<string, Record<string, fc.Arbitrary<unknown>>> = {
  error: { error: failure },
  'session.created': { session: gaSession },
  'session.updated': { session: gaSession },
  'conversation.item.created': { item: gaItem, previous_item_id: nullable(itemId) },
  'conversation.item.added': { item: gaItem, previous_item_id: nullable(itemId) },
  'conversation.item.done': { item: gaItem, previous_item_id: nullable(itemId) },
  'conversation.item.retrieved': { item: gaItem },
  'conversation.item.truncated': { ...inItem, audio_end_ms: count },
  'conversation.item.deleted': { item_id: fc.oneof(itemId, turnId) },
  [`${transcription}.delta`]: { ...inItem, delta: text },
  [`${transcription}.completed`]: {
    ...inItem,
    transcript: text,
    usage: fc.constant({ type: 'duration', seconds: 1 }),
    languages: fc.constant(['en']),
  },
  [`${transcription}.failed`]: {
    ...inItem,
    error: fc.constant({ type: 'server_error', code: null, message: 'no', param: null }),
  },
  [`${transcription}.segment`]: { item_id: itemId, text },
  'input_audio_buffer.committed': { item_id: itemId, previous_item_id: nullable(itemId) },
  'input_audio_buffer.cleared': {},
  'input_audio_buffer.speech_started': { item_id: turnId, audio_start_ms: count },
  'input_audio_buffer.speech_stopped': { item_id: turnId, audio_end_ms: count },
  'input_audio_buffer.timeout_triggered': { item_id: itemId, audio_start_ms: count, audio_end_ms: count },
  'response.created': { response },
  'response.done': { response },
  'response.output_item.added': { response_id: responseId, output_index: count, item: gaItem },
  'response.output_item.done': { response_id: responseId, output_index: count, item: gaItem },
  'response.content_part.added': { ...inPart, part },
  'response.content_part.done': { ...inPart, part },
  'response.output_text.delta': { ...inPart, delta: text },
  'response.output_text.done': { ...inPart, text },
  'response.output_audio.delta': { ...inPart, delta: audio },
  'response.output_audio.done': inPart,
  'response.output_audio_transcript.delta': { ...inPart, delta: text },
  'response.output_audio_transcript.done': { ...inPart, transcript: text },
  'response.function_call_arguments.delta': { ...inCall, delta: text },
  'response.function_call_arguments.done': { ...inCall, arguments: text, name: text },
  'response.mcp_call_arguments.delta': { ...inPart, delta: text },
  'response.mcp_call.completed': { item_id: itemId, output_index: count },
  'mcp_list_tools.completed': { item_id: itemId },
  'rate_limits.updated': {
    rate_limits: fc.constant([{ name: 'tokens', limit: 1, remaining: 1, reset_seconds: 0 }]),
  },
  'response.something.new': { audio: fc.constant({}) },
};

const padding = fc.record({ obfuscation: fc.constant('xyz') }, { requiredKeys: [] });

export const gaServerEvent: fc.Arbitrary<Record<string, unknown>> = fc
  .constantFrom(...Object.entries(bodies))
  .chain(([type, body]) =>
    fc
      .tuple(fc.record(body), padding, fc.nat(1_000_000))
      .map(([fields, more, n]) => ({ type, event_id: `event_${n}`, ...fields, ...more })),
  );
