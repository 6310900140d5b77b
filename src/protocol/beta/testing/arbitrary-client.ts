/** For property tests: any valid event of a beta client, with words of both protocols as user data, which must never be touched. */

import * as fc from 'fast-check';

/** Names of the protocols as texts and as keys of a tool's own parameters. */
const word = fc.constantFrom('modalities', 'temperature', 'output_text', 'voice', 'audio', 'turn_detection');
const text = fc.oneof(word, fc.string({ unit: 'grapheme', maxLength: 12 }));
const parameters = fc.dictionary(word, fc.oneof(text, fc.dictionary(word, text)));
const toolName = fc.constantFrom('get_weather', 'voice', 'temperature');
const format = fc.constantFrom('pcm16', 'g711_ulaw', 'g711_alaw');
const voice = fc.constantFrom('alloy', 'verse', 'marin', 'voice_abc');
const modalities = fc.constantFrom(['text', 'audio'], ['audio', 'text'], ['text']);
const limit = fc.oneof(fc.integer({ min: 1, max: 4096 }), fc.constant('inf'));
const temperature = fc.double({ min: 0.6, max: 1.2, noNaN: true });
const flag = fc.boolean();

function nullable<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(arbitrary, { nil: null, freq: 3 });
}

const optional = { requiredKeys: [] };
const tool = fc.record({
  type: fc.constant('function'),
  name: toolName,
  description: text,
  parameters,
});
const toolChoice = fc.oneof(
  fc.constantFrom('auto', 'none', 'required'),
  toolName.map((name) => ({ type: 'function', function: { name } })),
);
const turnDetection = fc.oneof(
  fc.record(
    {
      type: fc.constant('server_vad'),
      threshold: fc.double({ min: 0, max: 1, noNaN: true }),
      prefix_padding_ms: fc.nat(1000),
      silence_duration_ms: fc.nat(1000),
      create_response: flag,
      interrupt_response: flag,
    },
    { requiredKeys: ['type'] },
  ),
  fc.record(
    { type: fc.constant('semantic_vad'), eagerness: fc.constantFrom('low', 'high', 'auto') },
    { requiredKeys: ['type'] },
  ),
);

const inputFields = {
  input_audio_format: format,
  input_audio_transcription: nullable(
    fc.record({ model: fc.constant('whisper-1'), language: text, prompt: text }, { requiredKeys: ['model'] }),
  ),
  input_audio_noise_reduction: nullable(fc.record({ type: fc.constantFrom('near_field', 'far_field') })),
  turn_detection: nullable(turnDetection),
  include: nullable(fc.constant(['item.input_audio_transcription.logprobs'])),
};

/** What stays the same when it goes up and comes back. */
export const betaSettings = fc.record(
  {
    ...inputFields,
    modalities,
    instructions: text,
    voice,
    speed: fc.double({ min: 0.25, max: 1.5, noNaN: true }),
    output_audio_format: format,
    tools: fc.array(tool, { maxLength: 2 }),
    tool_choice: toolChoice,
    max_response_output_tokens: limit,
    tracing: nullable(fc.constant('auto')),
  },
  optional,
);

/** The whole of what beta allows, with what GA has no room for. */
export const betaSession = fc
  .tuple(
    betaSettings,
    fc.record(
      { temperature, model: fc.constant('gpt-4o-realtime-preview'), client_secret: fc.constant({}) },
      optional,
    ),
  )
  .map(([settings, dropped]) => ({ ...settings, ...dropped }));

const item = fc.oneof(
  fc.record(
    {
      id: fc.constantFrom('i1', 'i2'),
      object: fc.constant('realtime.item'),
      type: fc.constant('message'),
      role: fc.constant('assistant'),
      content: fc.array(
        fc.oneof(
          fc.record({ type: fc.constantFrom('text', 'input_text'), text }),
          fc.record({ type: fc.constant('audio'), transcript: text }),
        ),
        { maxLength: 3 },
      ),
    },
    { requiredKeys: ['type', 'role', 'content'] },
  ),
  fc.record({
    type: fc.constant('message'),
    role: fc.constant('user'),
    content: fc.array(
      fc.oneof(
        fc.record({ type: fc.constant('input_text'), text }),
        fc.record({ type: fc.constant('input_audio'), audio: fc.constant('AAAA') }),
      ),
      { maxLength: 3 },
    ),
  }),
  fc.record({
    type: fc.constant('message'),
    role: fc.constant('system'),
    content: fc.array(fc.record({ type: fc.constant('input_text'), text }), { maxLength: 2 }),
  }),
  fc.record({
    type: fc.constant('function_call'),
    call_id: fc.constant('c1'),
    name: toolName,
    arguments: text,
  }),
  fc.record({ type: fc.constant('function_call_output'), call_id: fc.constant('c1'), output: text }),
);

const responseBody = fc.record(
  {
    modalities,
    instructions: text,
    voice,
    output_audio_format: format,
    tools: fc.array(tool, { maxLength: 2 }),
    tool_choice: toolChoice,
    temperature,
    max_response_output_tokens: limit,
    conversation: fc.constantFrom('auto', 'none'),
    metadata: nullable(fc.dictionary(word, word)),
    input: fc.array(
      fc.oneof(item, fc.record({ type: fc.constant('item_reference'), id: fc.constant('i1') })),
      { maxLength: 3 },
    ),
  },
  optional,
);

const eventId = fc.record({ event_id: fc.constantFrom('evt_1', 'evt_2') }, optional);

function event(type: string, fields: fc.Arbitrary<object> = fc.constant({})): fc.Arbitrary<object> {
  return fc.tuple(eventId, fields).map(([id, rest]) => ({ ...id, type, ...rest }));
}

export const betaClientEvent: fc.Arbitrary<object> = fc.oneof(
  event('session.update', fc.record({ session: betaSession })),
  event('response.create', fc.record({ response: responseBody }, optional)),
  event(
    'conversation.item.create',
    fc.record({ item, previous_item_id: fc.constant('root') }, { requiredKeys: ['item'] }),
  ),
  event('conversation.item.truncate', fc.constant({ item_id: 'i1', content_index: 0, audio_end_ms: 7 })),
  event('conversation.item.delete', fc.constant({ item_id: 'i1' })),
  event('conversation.item.retrieve', fc.constant({ item_id: 'i1' })),
  event('input_audio_buffer.append', fc.constant({ audio: 'AAAA' })),
  event('input_audio_buffer.commit'),
  event('input_audio_buffer.clear'),
  event('response.cancel'),
);

/** `transcription_session.update` of a session that only transcribes. */
export const betaTranscriptionUpdate: fc.Arbitrary<object> = event(
  'transcription_session.update',
  fc.record({
    session: fc.record({ ...inputFields, modalities, client_secret: fc.constant({}) }, optional),
  }),
);
