import { describe, expect, it } from 'vitest';
import { applyPatch } from './apply-patch.ts';
import { defaultConfig, echoConfig, type SessionConfig } from './session-config.ts';

const fresh = defaultConfig('realtime', 'sess_1', 'gpt-realtime-2.1', 1_800_000_000);
const transcription = defaultConfig('transcription', 'sess_2', '', 1_800_000_000);

function patched(config: SessionConfig, session: object, assistantHasSpoken = false): SessionConfig {
  const result = applyPatch(config, { type: 'realtime', ...session }, assistantHasSpoken);
  if (!result.ok) throw new Error(result.error.message);
  return result.config;
}

function refusal(session: unknown, config = fresh, assistantHasSpoken = false) {
  const result = applyPatch(config, session, assistantHasSpoken);
  return result.ok ? null : { code: result.error.code, param: result.error.param };
}

describe('session.update', () => {
  it('changes what it names and leaves the rest', () => {
    const next = patched(fresh, { audio: { output: { speed: 1.2 } }, instructions: 'Be brief.' });
    expect(next).toEqual({ ...fresh, instructions: 'Be brief.', output: { ...fresh.output, speed: 1.2 } });
  });

  it('clears with null, "" and []', () => {
    const full = patched(fresh, {
      instructions: 'x',
      tools: [{ type: 'function', name: 'get_weather' }],
      audio: { input: { transcription: { model: 'whisper-1' }, noise_reduction: { type: 'near_field' } } },
    });
    const input = { transcription: null, noise_reduction: null, turn_detection: null };
    const cleared = patched(full, { instructions: '', tools: [], audio: { input } });
    expect([cleared.instructions, cleared.tools]).toEqual(['', []]);
    expect(cleared.input).toEqual({ ...fresh.input, ...input });
  });

  it('merges turn detection of the same type and starts another type from its defaults', () => {
    const loud = patched(fresh, {
      audio: { input: { turn_detection: { type: 'server_vad', threshold: 0.9 } } },
    });
    expect(loud.input.turn_detection).toMatchObject({ threshold: 0.9, silence_duration_ms: 200 });
    const longer = { type: 'server_vad', silence_duration_ms: 700 };
    expect(
      patched(loud, { audio: { input: { turn_detection: longer } } }).input.turn_detection,
    ).toMatchObject({
      threshold: 0.9,
      silence_duration_ms: 700,
    });
    const semantic = patched(loud, { audio: { input: { turn_detection: { type: 'semantic_vad' } } } });
    expect(semantic.input.turn_detection).toEqual({
      type: 'semantic_vad',
      eagerness: 'auto',
      create_response: true,
      interrupt_response: true,
    });
  });

  it('keeps the model, whatever it is told', () => {
    expect(patched(fresh, { model: 'gpt-realtime-mini' }).model).toBe('gpt-realtime-2.1');
  });

  it('applies nothing when one field is bad', () => {
    const session = { type: 'realtime', instructions: 'new', audio: { output: { speed: 9 } } };
    expect(refusal(session)).toEqual({ code: 'invalid_value', param: 'session.audio.output.speed' });
  });

  it.each([
    [{}, 'missing_required_parameter', 'session.type'],
    [undefined, 'missing_required_parameter', 'session'],
    [{ type: 'realtime', modalities: ['text'] }, 'unknown_parameter', 'session.modalities'],
    [{ type: 'realtime', temperature: 0.8 }, 'unknown_parameter', 'session.temperature'],
    [
      { type: 'realtime', audio: { output: { voice: 'bob' } } },
      'invalid_value',
      'session.audio.output.voice',
    ],
    [
      { type: 'realtime', output_modalities: ['text', 'audio'] },
      'invalid_value',
      'session.output_modalities',
    ],
    [{ type: 'realtime', max_output_tokens: 4097 }, 'invalid_value', 'session.max_output_tokens'],
    [
      { type: 'realtime', tools: [{ type: 'function' }] },
      'missing_required_parameter',
      'session.tools[0].name',
    ],
    [{ type: 'realtime', tools: [{ type: 'mcp' }] }, 'invalid_value', 'session.tools[0].type'],
    [
      { type: 'realtime', audio: { input: { turn_detection: { type: 'server_vad', idle_timeout_ms: 10 } } } },
      'invalid_value',
      'session.audio.input.turn_detection.idle_timeout_ms',
    ],
    [
      { type: 'realtime', audio: { input: { format: { type: 'audio/pcm', rate: 16_000 } } } },
      'invalid_value',
      'session.audio.input.format.rate',
    ],
    [{ type: 'transcription' }, 'invalid_value', 'session.type'],
  ])('refuses %j with %s', (session, code, param) => {
    expect(refusal(session)).toEqual({ code, param });
  });

  it('locks the voice once the assistant has spoken, but takes the same voice again', () => {
    const other = { type: 'realtime', audio: { output: { voice: 'cedar' } } };
    const same = { type: 'realtime', audio: { output: { voice: 'alloy' } } };
    expect(refusal(other, fresh, false)).toBeNull();
    expect(refusal(other, fresh, true)).toEqual({
      code: 'cannot_update_voice',
      param: 'session.audio.output.voice',
    });
    expect(refusal(same, fresh, true)).toBeNull();
  });

  it('does not let tracing change once it is set', () => {
    const traced = patched(fresh, { tracing: 'auto' });
    expect(refusal({ type: 'realtime', tracing: 'auto' }, traced)).toBeNull();
    expect(refusal({ type: 'realtime', tracing: null }, traced)?.param).toBe('session.tracing');
  });

  it('wants no turn detection for a streaming transcription model', () => {
    const streaming = { transcription: { model: 'gpt-live-transcribe' } };
    expect(refusal({ type: 'transcription', audio: { input: streaming } }, transcription)).toEqual({
      code: 'invalid_value',
      param: 'session.audio.input.turn_detection',
    });
    const pushed = { ...streaming, turn_detection: null };
    expect(refusal({ type: 'transcription', audio: { input: pushed } }, transcription)).toBeNull();
  });
});

describe('the echo of a session', () => {
  it('is whole from the start', () => {
    expect(echoConfig(fresh)).toMatchObject({
      type: 'realtime',
      object: 'realtime.session',
      id: 'sess_1',
      model: 'gpt-realtime-2.1',
      output_modalities: ['audio'],
      tools: [],
      tool_choice: 'auto',
      max_output_tokens: 'inf',
      tracing: null,
      truncation: 'auto',
      expires_at: 1_800_003_600,
      audio: {
        input: { format: { type: 'audio/pcm', rate: 24_000 }, turn_detection: { silence_duration_ms: 200 } },
        output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'alloy', speed: 1 },
      },
    });
  });

  it('of a transcription session has neither model nor output', () => {
    const echoed = echoConfig(transcription);
    expect(Object.keys(echoed).toSorted()).toEqual(['audio', 'expires_at', 'id', 'object', 'type']);
  });
});
