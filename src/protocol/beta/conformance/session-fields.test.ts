/** Every field of a session, up and down: its place, its value, and that null and absent stay what they are. */

import { describe, expect, it } from 'vitest';
import { toBetaSession, toGaSession } from '../session-body.ts';

type Value = unknown;

/** Beta's flat name and value; GA's path and value. Read in both directions. */
const FIELDS: [beta: string, betaValue: Value, ga: string, gaValue: Value][] = [
  ['modalities', ['audio', 'text'], 'output_modalities', ['audio']],
  ['modalities', ['text'], 'output_modalities', ['text']],
  ['voice', 'marin', 'audio.output.voice', 'marin'],
  ['voice', 'voice_abc', 'audio.output.voice', { id: 'voice_abc' }],
  ['speed', 1.1, 'audio.output.speed', 1.1],
  ['input_audio_format', 'pcm16', 'audio.input.format', { type: 'audio/pcm', rate: 24_000 }],
  ['input_audio_format', 'g711_ulaw', 'audio.input.format', { type: 'audio/pcmu' }],
  ['input_audio_format', 'g711_alaw', 'audio.input.format', { type: 'audio/pcma' }],
  ['output_audio_format', 'pcm16', 'audio.output.format', { type: 'audio/pcm', rate: 24_000 }],
  ['output_audio_format', 'g711_ulaw', 'audio.output.format', { type: 'audio/pcmu' }],
  ['output_audio_format', 'g711_alaw', 'audio.output.format', { type: 'audio/pcma' }],
  [
    'input_audio_transcription',
    { model: 'whisper-1', language: 'en', prompt: 'names' },
    'audio.input.transcription',
    { model: 'whisper-1', language: 'en', prompt: 'names' },
  ],
  [
    'input_audio_noise_reduction',
    { type: 'near_field' },
    'audio.input.noise_reduction',
    { type: 'near_field' },
  ],
  [
    'turn_detection',
    { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 200 },
    'audio.input.turn_detection',
    { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 200 },
  ],
  [
    'turn_detection',
    { type: 'semantic_vad', eagerness: 'low', create_response: false, interrupt_response: false },
    'audio.input.turn_detection',
    { type: 'semantic_vad', eagerness: 'low', create_response: false, interrupt_response: false },
  ],
  ['max_response_output_tokens', 4096, 'max_output_tokens', 4096],
  ['max_response_output_tokens', 'inf', 'max_output_tokens', 'inf'],
  ['instructions', '', 'instructions', ''],
  ['tools', [], 'tools', []],
  ['tools', [{ type: 'function', name: 'f' }], 'tools', [{ type: 'function', name: 'f' }]],
  ['tool_choice', 'required', 'tool_choice', 'required'],
  [
    'tool_choice',
    { type: 'function', function: { name: 'f' } },
    'tool_choice',
    { type: 'function', name: 'f' },
  ],
  ['tracing', 'auto', 'tracing', 'auto'],
  [
    'include',
    ['item.input_audio_transcription.logprobs'],
    'include',
    ['item.input_audio_transcription.logprobs'],
  ],
  ['prompt', { id: 'p' }, 'prompt', { id: 'p' }],
];

/** What GA has no room for. */
const UP_ONLY: [beta: string, Value][] = [
  ['temperature', 0.8],
  ['model', 'gpt-4o-realtime-preview'],
  ['client_secret', { value: 'ek_' }],
];

/** What beta has no name for. */
const DOWN_ONLY: [ga: string, Value][] = [
  ['type', 'realtime'],
  ['truncation', 'auto'],
  ['reasoning', { effort: 'low' }],
  ['parallel_tool_calls', true],
  ['audio.input.turn_detection.idle_timeout_ms', 5000],
  ['audio.input.noise_reduction.strength', 1],
  ['audio.input.transcription.languages', ['en']],
  ['something_new', {}],
];

/** Of the server alone, and the same in both. */
const KEPT: [string, Value][] = [
  ['id', 'sess_1'],
  ['model', 'gpt-realtime-2.1'],
  ['expires_at', 1_800_000_000],
];

function at(path: string, value: Value): Record<string, unknown> {
  const [first = '', ...rest] = path.split('.');
  return { [first]: rest.length === 0 ? value : at(rest.join('.'), value) };
}

/** Of every session that is told to a client. */
const ALWAYS = { object: 'realtime.session', temperature: 0.8 };

describe('a field of beta', () => {
  it.each(FIELDS)('%s %j goes up as %s %j, and nothing else', (beta, betaValue, ga, gaValue) => {
    expect(toGaSession({ [beta]: betaValue }, 'realtime')).toEqual({ type: 'realtime', ...at(ga, gaValue) });
  });

  it.each([...new Map(FIELDS.map(([beta, , ga]) => [beta, ga]))])(
    '%s that is null goes up as null at %s, and down again',
    (beta, ga) => {
      expect(toGaSession({ [beta]: null }, 'realtime')).toEqual({ type: 'realtime', ...at(ga, null) });
      expect(toBetaSession(at(ga, null), 0.8)).toEqual({ ...ALWAYS, [beta]: null });
    },
  );

  it.each(UP_ONLY)('%s goes no further', (beta, value) => {
    expect(toGaSession({ [beta]: value }, 'realtime')).toEqual({ type: 'realtime' });
    expect(toGaSession({ [beta]: null }, 'realtime')).toEqual({ type: 'realtime' });
  });

  it('modalities say the same in either order', () => {
    for (const modalities of [['text', 'audio'], ['audio', 'text'], ['audio']]) {
      expect(toGaSession({ modalities }, 'realtime')).toEqual({
        type: 'realtime',
        output_modalities: ['audio'],
      });
    }
  });
});

describe('a field of GA', () => {
  it.each(FIELDS)('comes down as %s %j from %s %j, and nothing else', (beta, betaValue, ga, gaValue) => {
    expect(toBetaSession(at(ga, gaValue), 0.8)).toEqual({ ...ALWAYS, [beta]: betaValue });
  });

  it.each(DOWN_ONLY)('%s comes down as nothing', (ga, value) => {
    expect(JSON.stringify(toBetaSession(at(ga, value), 0.8))).not.toContain(ga.split('.').at(-1) ?? '');
  });

  it.each(KEPT)('%s comes down as it is', (name, value) => {
    expect(toBetaSession({ [name]: value }, 0.8)).toEqual({ ...ALWAYS, [name]: value });
  });

  it('that is absent is absent', () => {
    expect(toBetaSession({ type: 'realtime', audio: { input: {}, output: {} } }, 0.8)).toEqual(ALWAYS);
  });

  it('chooses among MCP’s tools as nothing, and lists those of functions alone', () => {
    const tools = [
      { type: 'mcp', server_label: 's' },
      { type: 'function', name: 'f' },
    ];
    const tool_choice = { type: 'mcp', server_label: 's' };
    expect(toBetaSession({ tools, tool_choice }, 0.8)).toEqual({
      ...ALWAYS,
      tools: [{ type: 'function', name: 'f' }],
    });
  });
});
