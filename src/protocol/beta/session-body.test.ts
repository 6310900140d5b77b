/** The session's fields, both ways. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBetaSession, toGaSession } from './session-body.ts';
import { betaSession, betaSettings } from './testing/arbitrary-client.ts';
import { gaSession } from './testing/arbitrary-server.ts';

const FLAT = [
  'modalities',
  'voice',
  'speed',
  'input_audio_format',
  'output_audio_format',
  'input_audio_transcription',
  'input_audio_noise_reduction',
  'turn_detection',
  'max_response_output_tokens',
  'temperature',
  'client_secret',
];

/** What the reference client sends at first. */
const REFERENCE = {
  modalities: ['text', 'audio'],
  instructions: '',
  voice: 'verse',
  input_audio_format: 'pcm16',
  output_audio_format: 'g711_ulaw',
  input_audio_transcription: null,
  turn_detection: null,
  tools: [],
  tool_choice: 'auto',
  temperature: 0.8,
  max_response_output_tokens: 4096,
};

describe('a beta session body', () => {
  it('is nested as GA wants it, null as null, without what GA has no room for', () => {
    expect(toGaSession(REFERENCE, 'realtime')).toEqual({
      type: 'realtime',
      output_modalities: ['audio'],
      instructions: '',
      tools: [],
      tool_choice: 'auto',
      max_output_tokens: 4096,
      audio: {
        input: { format: { type: 'audio/pcm', rate: 24_000 }, transcription: null, turn_detection: null },
        output: { format: { type: 'audio/pcmu' }, voice: 'verse' },
      },
    });
  });

  it('that says nothing stays empty', () => {
    expect(toGaSession({}, 'realtime')).toEqual({ type: 'realtime' });
    expect(toGaSession({ temperature: 1, model: 'm', client_secret: {} }, 'realtime')).toEqual({
      type: 'realtime',
    });
  });

  it('leaves no beta name behind, and adds no audio that was not mentioned', () => {
    fc.assert(
      fc.property(betaSession, (body) => {
        const ga = toGaSession(body, 'realtime');
        expect(Object.keys(ga).filter((key) => FLAT.includes(key) || key === 'model')).toEqual([]);
        const mentions = FLAT.some((key) => /audio|voice|speed|turn/.test(key) && Object.hasOwn(body, key));
        expect(Object.hasOwn(ga, 'audio')).toBe(mentions);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps null and absent apart in every field', () => {
    fc.assert(
      fc.property(fc.subarray([...FLAT, 'instructions', 'tracing', 'include']), (keys) => {
        const ga = toGaSession(Object.fromEntries(keys.map((key) => [key, null])), 'realtime');
        const kept = keys.filter((key) => key !== 'temperature' && key !== 'client_secret');
        const back = toBetaSession(ga, 0.8);
        for (const key of FLAT.filter((name) => name !== 'temperature')) {
          expect(Object.hasOwn(back, key)).toBe(kept.includes(key));
          if (kept.includes(key)) expect(back[key]).toBeNull();
        }
      }),
    );
  });

  it('comes back as it went, but for the order of its modalities', () => {
    fc.assert(
      fc.property(betaSettings, (body) => {
        const { object, temperature, ...back } = toBetaSession(toGaSession(body, 'realtime'), 0.7);
        const { modalities } = body;
        const sorted = modalities === undefined ? {} : { modalities: modalities.toSorted() };
        expect(back).toEqual({ ...body, ...sorted });
        expect({ object, temperature }).toEqual({ object: 'realtime.session', temperature: 0.7 });
      }),
      { numRuns: 1000 },
    );
  });

  it('is not translated twice, in neither direction', () => {
    fc.assert(
      fc.property(betaSession, gaSession, (body, session) => {
        const ga = toGaSession(body, 'realtime');
        expect(toGaSession(ga, 'realtime')).toEqual(ga);
        const beta = toBetaSession({ ...session }, 0.8);
        expect(toBetaSession(beta, 0.1)).toEqual(beta);
      }),
      { numRuns: 1000 },
    );
  });

  it('that mixes both shapes is one body, and what GA does not know goes up to be refused', () => {
    expect(
      toGaSession(
        { voice: 'ash', audio: { output: { speed: 1.1 } }, mood: 'good', modalities: ['smell'] },
        'realtime',
      ),
    ).toEqual({
      type: 'realtime',
      audio: { output: { speed: 1.1, voice: 'ash' } },
      mood: 'good',
      output_modalities: ['smell'],
    });
    expect(toGaSession({ input_audio_format: 'mp3' }, 'realtime')).toMatchObject({
      audio: { input: { format: { type: 'mp3' } } },
    });
  });

  it('with a key that means something to JavaScript is only a body', () => {
    const body: Record<string, unknown> = JSON.parse('{"__proto__": {"voice": "ash"}, "speed": 1}');
    expect(JSON.stringify(toGaSession(body, 'realtime'))).toBe(
      '{"type":"realtime","__proto__":{"voice":"ash"},"audio":{"output":{"speed":1}}}',
    );
  });

  it('of a session that only transcribes has no modalities in GA', () => {
    expect(
      toGaSession(
        { modalities: ['text'], turn_detection: null, input_audio_format: 'g711_alaw' },
        'transcription',
      ),
    ).toEqual({
      type: 'transcription',
      audio: { input: { turn_detection: null, format: { type: 'audio/pcma' } } },
    });
  });
});
