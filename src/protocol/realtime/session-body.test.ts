import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldOfParam, fromSession, type SessionFields, toSessionBody } from './session-body.ts';

const text = fc.string({ maxLength: 20 });
const flags = { createResponse: fc.boolean(), interruptResponse: fc.boolean() };
const fields: fc.Arbitrary<Partial<SessionFields>> = fc.record(
  {
    voice: fc.oneof(fc.constantFrom('marin', 'alloy', 'voice_abc'), text),
    instructions: text,
    outputModality: fc.constantFrom('audio' as const, 'text' as const),
    turnDetection: fc.oneof(
      fc.record({
        kind: fc.constant('server_vad' as const),
        threshold: fc.float({ min: 0, max: 1, noNaN: true }),
        prefixPaddingMs: fc.nat(2000),
        silenceDurationMs: fc.nat(2000),
        idleTimeoutMs: fc.option(fc.integer({ min: 5000, max: 30_000 })),
        ...flags,
      }),
      fc.record({
        kind: fc.constant('semantic_vad' as const),
        eagerness: fc.constantFrom('low' as const, 'medium' as const, 'high' as const, 'auto' as const),
        ...flags,
      }),
      fc.constant({ kind: 'none' as const }),
    ),
    transcription: fc.option(fc.record({ model: text, language: text, prompt: text })),
    noiseReduction: fc.option(fc.constantFrom('near_field' as const, 'far_field' as const)),
    speed: fc.float({ min: 0.25, max: 1.5, noNaN: true }),
    maxOutputTokens: fc.oneof(fc.constant('inf' as const), fc.integer({ min: 1, max: 4096 })),
    tools: fc.array(
      fc.record({
        name: text,
        description: text,
        parameters: fc.constant({ type: 'object', properties: {} }),
      }),
    ),
    toolChoice: fc.constantFrom('auto' as const, 'none' as const, 'required' as const),
  },
  { requiredKeys: [] },
);

describe('the session body', () => {
  it('comes back from the wire as it was sent: nothing lost, nothing added', () => {
    fc.assert(
      fc.property(fields, (patch) => {
        const wire: unknown = JSON.parse(JSON.stringify(toSessionBody(patch)));
        expect(fromSession(wire)).toEqual(patch);
      }),
    );
  });

  it('holds only what was given', () => {
    expect(toSessionBody({ instructions: '' })).toEqual({ type: 'realtime', instructions: '' });
    expect(toSessionBody({ speed: 1.2 })).toEqual({ type: 'realtime', audio: { output: { speed: 1.2 } } });
    expect(toSessionBody({})).toEqual({ type: 'realtime' });
  });

  it('never asks for another model', () => {
    expect(toSessionBody({ model: 'gpt-realtime-2.1' })).toEqual({ type: 'realtime' });
  });

  it('says null for what is off and nothing for what is not mentioned', () => {
    expect(toSessionBody({ turnDetection: { kind: 'none' }, transcription: null }).audio?.input).toEqual({
      turn_detection: null,
      transcription: null,
    });
    expect(fromSession({ audio: { input: { turn_detection: null } } })).toEqual({
      turnDetection: { kind: 'none' },
    });
    expect(fromSession({ audio: { input: {} } })).toEqual({});
  });

  it('clears a language that was set, since leaving it out would keep it', () => {
    const previous = { transcription: { model: 'gpt-transcribe', language: 'de', prompt: '' } };
    const transcription = { model: 'gpt-transcribe', language: '', prompt: '' };
    expect(toSessionBody({ transcription }, { previous }).audio?.input?.transcription).toEqual({
      model: 'gpt-transcribe',
      language: '',
    });
    expect(toSessionBody({ transcription }).audio?.input?.transcription).toEqual({ model: 'gpt-transcribe' });
  });

  it('asks for 24 kHz PCM both ways when told to', () => {
    const { audio } = toSessionBody({}, { audioFormat: { type: 'audio/pcm', rate: 24_000 } });
    expect(audio?.input?.format).toEqual({ type: 'audio/pcm', rate: 24_000 });
    expect(audio?.output?.format).toEqual({ type: 'audio/pcm', rate: 24_000 });
  });

  it('reads the session that the service sends first', () => {
    const session = {
      type: 'realtime',
      model: 'gpt-realtime-2.1',
      output_modalities: ['audio'],
      tools: [{ type: 'mcp', server_label: 'x' }],
      tool_choice: { type: 'function', name: 'f' },
      audio: {
        input: {
          noise_reduction: { type: 'near_field', strength: 1 },
          turn_detection: { type: 'server_vad' },
        },
        output: { voice: { id: 'voice_1' }, speed: 1 },
      },
    };
    expect(fromSession(session)).toEqual({
      model: 'gpt-realtime-2.1',
      outputModality: 'audio',
      tools: [],
      noiseReduction: 'near_field',
      turnDetection: {
        kind: 'server_vad',
        threshold: 0.5,
        prefixPaddingMs: 300,
        silenceDurationMs: 500,
        idleTimeoutMs: null,
        createResponse: true,
        interruptResponse: true,
      },
      voice: 'voice_1',
      speed: 1,
    });
  });

  it('reads anything without a throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => fromSession(value) !== null));
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.jsonValue(),
        (input, output) => fromSession({ audio: { input, output } }) !== null,
      ),
    );
  });

  it('finds the field that an error names', () => {
    expect(fieldOfParam('session.audio.output.voice')).toBe('voice');
    expect(fieldOfParam('session.tools[0].name')).toBe('tools');
    expect(fieldOfParam('session.audio.input.turn_detection.threshold')).toBe('turnDetection');
    expect(fieldOfParam('session.tool_choice')).toBe('toolChoice');
    expect(fieldOfParam('session.something')).toBeNull();
    expect(fieldOfParam(null)).toBeNull();
  });
});
