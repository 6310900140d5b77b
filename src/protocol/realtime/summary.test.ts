import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as build from './build.ts';
import { parseServerEvent, serverEventTypes } from './parse.ts';
import { formatsAfter, PCM16_FORMATS } from './audio-format.ts';
import { describeEvent, summarise } from './summary.ts';

const server = (value: unknown) => parseServerEvent(JSON.stringify(value));
/** One second of silence. */
const secondOfAudio = 'A'.repeat(64_000);

describe('summaries', () => {
  it('tell milliseconds of audio and never show base64', () => {
    const append = build.inputAudioAppend('e', secondOfAudio);
    expect(summarise('client', append)).toBe('microphone');
    const delta = server({
      type: 'response.output_audio.delta',
      response_id: 'r',
      item_id: 'i',
      content_index: 0,
      delta: secondOfAudio,
    });
    expect(summarise('server', delta)).toBe('speech');
    const retrieved = server({
      type: 'conversation.item.retrieved',
      item: {
        id: 'i',
        type: 'message',
        role: 'assistant',
        content: [{ type: 'audio', audio: secondOfAudio }],
      },
    });
    expect(summarise('server', retrieved)).not.toContain('AAAA');
  });

  it('name what an update changes', () => {
    const event = build.sessionUpdate('e', {
      type: 'realtime',
      instructions: 'Speak like a pirate.',
      audio: { input: { turn_detection: null }, output: { voice: 'cedar' } },
    });
    expect(summarise('client', event)).toBe(
      'voice cedar · push-to-talk · instructions “Speak like a pirate.”',
    );
  });

  it('say why an event was not understood', () => {
    expect(summarise('server', parseServerEvent('{'))).toBe('the frame is not JSON');
    expect(summarise('server', server({ type: 'x.y' }))).toBe('an event this console does not know');
  });

  it('say how a response ended', () => {
    const event = server({
      type: 'response.done',
      response: {
        id: 'r',
        status: 'failed',
        status_details: { type: 'failed', error: { code: 'insufficient_quota', message: 'You exceeded it' } },
        usage: { input_tokens: 10, output_tokens: 2 },
      },
    });
    expect(summarise('server', event)).toBe(
      'failed · insufficient_quota · You exceeded it · 10 tokens in, 2 out',
    );
    expect(describeEvent('server', event).level).toBe('error');
  });

  it('are one line of text for any event that parses', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...serverEventTypes),
        fc.dictionary(
          fc.constantFrom('delta', 'text', 'item_id', 'response_id', 'item', 'response', 'part'),
          fc.jsonValue(),
        ),
        (type, rest) => {
          const event = server({ item_id: 'i', response_id: 'r', call_id: 'c', delta: '', ...rest, type });
          const line = summarise('server', event);
          expect(typeof line).toBe('string');
          expect(describeEvent('server', event).type).toBe(event.kind === 'malformed' ? 'malformed' : type);
        },
      ),
    );
  });
});

describe('describeEvent', () => {
  it('gives deltas of one stream one key, and structural events none', () => {
    const delta = (itemId: string, type = 'response.output_audio.delta') =>
      describeEvent(
        'server',
        server({ type, response_id: 'r', item_id: itemId, content_index: 0, delta: 'AAAA' }),
      );
    expect(delta('a')).toMatchObject({ itemId: 'a', responseId: 'r', isAudioDelta: true, level: 'normal' });
    expect(delta('a').streamKey).toBe(delta('a').streamKey);
    expect(delta('a').streamKey).not.toBe(delta('b').streamKey);
    expect(delta('a').streamKey).not.toBe(delta('a', 'response.output_audio_transcript.delta').streamKey);
    expect(
      describeEvent('server', server({ type: 'response.created', response: { id: 'r' } })),
    ).toMatchObject({
      responseId: 'r',
      streamKey: null,
    });
  });

  it('tells the length of sound by the format that the session has', () => {
    const told = {
      type: 'session.updated',
      session: { audio: { input: { format: { type: 'audio/pcmu' } } } },
    };
    const formats = formatsAfter(PCM16_FORMATS, told);
    const append = build.inputAudioAppend('e', Buffer.alloc(160).toString('base64'));
    expect(describeEvent('client', append, formats).audioMs).toBe(20);
    expect(formatsAfter(formats, { type: 'response.created' })).toEqual(formats);
  });

  it('folds the microphone’s frames', () => {
    const append = describeEvent('client', build.inputAudioAppend('e', secondOfAudio.slice(0, 1280)));
    expect(append).toMatchObject({
      audioMs: 20,
      isAudioDelta: true,
      streamKey: 'client:input_audio_buffer.append',
    });
  });

  it('takes stopping twice for less than an error', () => {
    const error = (code: string) => server({ type: 'error', error: { code, message: 'm' } });
    expect(describeEvent('server', error('response_cancel_not_active')).level).toBe('warning');
    expect(describeEvent('server', error('invalid_value')).level).toBe('error');
  });

  it('takes notes of ours as they are', () => {
    const note = { type: 'sidetone.underrun', summary: 'ran dry', level: 'warning', itemId: 'i' } as const;
    expect(summarise('note', note)).toBe('ran dry');
    expect(describeEvent('note', note)).toMatchObject({
      type: 'sidetone.underrun',
      level: 'warning',
      itemId: 'i',
    });
  });
});
