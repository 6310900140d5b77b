/** One beta event → GA, judged by the emulator's own list of what GA allows, which knows no beta name at all. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { realtimePatch, transcriptionPatch } from '../../../relay-server/emulator/config/session-schema.ts';
import { parseClientFrame } from '../../../relay-server/emulator/wire/client-events.ts';
import { toGaClientEvent } from './client-events.ts';
import { betaClientEvent, betaTranscriptionUpdate } from './testing/arbitrary-client.ts';

const BETA_ONLY = [
  'modalities',
  'voice',
  'input_audio_format',
  'output_audio_format',
  'input_audio_transcription',
  'input_audio_noise_reduction',
  'turn_detection',
  'max_response_output_tokens',
  'temperature',
  'client_secret',
];

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

describe('a client event', () => {
  it('is accepted by a strict GA server, whatever it is', () => {
    fc.assert(
      fc.property(betaClientEvent, (event) => {
        const ga = toGaClientEvent({ ...event });
        expect(parseClientFrame(JSON.stringify(ga))).toMatchObject({ ok: true });
        if (ga['type'] === 'session.update') {
          expect(realtimePatch.safeParse(ga['session']).error?.issues ?? []).toEqual([]);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('takes no beta name into its body', () => {
    fc.assert(
      fc.property(betaClientEvent, (event) => {
        const ga = toGaClientEvent({ ...event });
        const keys = [...keysOf(ga['session']), ...keysOf(ga['response'])];
        expect(keys.filter((key) => BETA_ONLY.includes(key))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('is not translated twice, and the one that came is not changed', () => {
    fc.assert(
      fc.property(betaClientEvent, (event) => {
        const before = structuredClone(event);
        const ga = toGaClientEvent({ ...event });
        expect(toGaClientEvent(ga)).toEqual(ga);
        expect(event).toEqual(before);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps what people wrote: instructions, texts, tools and their parameters', () => {
    fc.assert(
      fc.property(betaClientEvent, (event) => {
        const ga = toGaClientEvent({ ...event });
        for (const body of ['session', 'response'] as const) {
          const before = (event as Record<string, unknown>)[body] as Record<string, unknown> | undefined;
          const after = ga[body] as Record<string, unknown> | undefined;
          expect(after?.['instructions']).toEqual(before?.['instructions']);
          expect(after?.['tools']).toEqual(before?.['tools']);
          expect(after?.['metadata']).toEqual(before?.['metadata']);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('of a session that only transcribes is accepted by a strict GA server', () => {
    fc.assert(
      fc.property(betaTranscriptionUpdate, (event) => {
        const ga = toGaClientEvent({ ...event });
        expect(ga['type']).toBe('session.update');
        expect(transcriptionPatch.safeParse(ga['session']).error?.issues ?? []).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [{ type: 'input_audio_buffer.append', audio: 'AAAA' }],
    [{ type: 'response.create' }],
    [{ type: 'response.create', response: null }],
    [{ type: 'session.update' }],
    [{ type: 'session.update', session: null }],
    [{ type: 'conversation.item.create', item: 7 }],
    [{ type: 'no.such.event', temperature: 1 }],
    [{ temperature: 1 }],
  ])('that needs no translation is the same object: %j', (event) => {
    expect(toGaClientEvent(event)).toBe(event);
  });
});
