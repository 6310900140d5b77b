import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePcm16, encodePcm16 } from '../dsp/pcm16-base64.ts';
import { redactHeader, redactLine, type Redaction } from './redact.ts';
import { restoreLengths } from './restore-lengths.ts';
import { type FileHeader, type FileLine, fileLine, headerLine } from './session-file.ts';
import { SessionReader } from './session-reader.ts';

const BOTH: Redaction = { audio: true, text: true };
const TEXT: Redaction = { audio: false, text: true };
const AUDIO: Redaction = { audio: true, text: false };

const header: FileHeader = {
  sidetone: 1,
  startedAt: '2026-05-04T10:00:00.000Z',
  sampleRateHz: 24_000,
  upstream: 'Emulator',
  model: 'gpt-realtime',
  recordedBy: 'console',
  title: 'Talk with Zaphod',
  session: { type: 'realtime', instructions: 'You are Zaphod.', audio: { output: { voice: 'marin' } } },
};

function line(event: object, dir: FileLine['dir'] = 'server'): FileLine {
  return { t: 1, dir, text: JSON.stringify(event), event: true };
}

function redacted(event: object, redaction: Redaction): unknown {
  return JSON.parse(redactLine(line(event), redaction).text);
}

/** Something a person said or typed: known by its mark, which nothing else has. */
const said = fc.string().map((words) => `${words}‹said›${words}`);
/** The same, and one that looks like a name of something. */
const spoken = fc.oneof(said, fc.constant('zaphod_spoke'));
/** Anything in which something said may stand, names of fields too, as an event that nobody knows yet may have it. */
const strange = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    spoken,
    fc.integer(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(said, tie('value'), { maxKeys: 3 }),
  ),
})).value;
const sound = fc.int16Array({ maxLength: 60 }).map(encodePcm16);
const events = fc.oneof(
  fc.record({ type: fc.constant('input_audio_buffer.append'), audio: sound }),
  fc.record({
    type: fc.constant('response.output_audio.delta'),
    item_id: fc.constant('item_1'),
    delta: sound,
  }),
  fc.record({ type: fc.constant('response.output_audio_transcript.delta'), delta: spoken }),
  fc.record({
    type: fc.constantFrom('conversation.item.create', 'conversation.item.done'),
    item: fc.record({
      type: fc.constant('message'),
      role: fc.constant('user'),
      content: fc.array(
        fc.record({
          type: fc.constant('input_audio'),
          text: spoken,
          transcript: spoken,
          audio: sound,
          image_url: spoken,
        }),
      ),
      arguments: spoken,
      output: spoken,
      name: spoken,
    }),
  }),
  fc.record({
    type: fc.constant('session.update'),
    session: fc.record({
      instructions: spoken,
      prompt: strange,
      tools: fc.array(fc.record({ type: fc.constant('function'), description: spoken, parameters: strange })),
      audio: fc.record({
        input: fc.record({ transcription: fc.record({ prompt: spoken, language: said }) }),
      }),
    }),
  }),
  fc.record({ type: fc.constant('error'), error: fc.record({ message: spoken, code: said, param: said }) }),
  fc.record({ type: fc.constant('input_audio_buffer.dtmf_event_received'), event: spoken }),
  fc.record({
    type: said,
    id: said,
    to: spoken,
    name: spoken,
    model: said,
    data: strange,
    response: strange,
  }),
  fc.record({ type: fc.constant('sidetone.interrupted'), summary: spoken, facts: strange }),
);
const lines: fc.Arbitrary<FileLine> = fc.record({
  t: fc.nat(),
  dir: fc.constantFrom('client', 'server', 'note'),
  text: events.map((event) => JSON.stringify(event)),
  event: fc.constant(true),
});

describe('A redacted session file', () => {
  it('holds nothing that a person said or typed, wherever it stood', () => {
    fc.assert(
      fc.property(fc.array(lines), (written) => {
        const file =
          headerLine(redactHeader(header, BOTH)) +
          written.map((each) => fileLine(redactLine(each, BOTH))).join('');
        expect(file).not.toContain('‹said›');
        expect(file).not.toMatch(/zaphod/i);
      }),
    );
  });

  it('keeps the order, the times and the kinds of all that happened', () => {
    fc.assert(
      fc.property(fc.array(lines), fc.constantFrom(BOTH, TEXT, AUDIO), (written, redaction) => {
        const reader = new SessionReader();
        const head = headerLine(redactHeader(header, redaction));
        const read = reader.push(
          head + written.map((each) => fileLine(redactLine(each, redaction))).join(''),
        );
        expect(reader.damage).toBeNull();
        expect(read.map(({ t, dir }) => [t, dir])).toEqual(written.map(({ t, dir }) => [t, dir]));
        const kind = (each: FileLine) => (JSON.parse(each.text) as { type: string }).type;
        const known = (type: string) => (type.includes('‹said›') && redaction.text ? '' : type);
        expect(read.map(kind)).toEqual(written.map(kind).map(known));
      }),
    );
  });

  it('opens with sound of the length that was taken out, and with no field that the API does not have', () => {
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 500 }), (pcm16) => {
        const event = { type: 'response.output_audio.delta', item_id: 'item_1', delta: encodePcm16(pcm16) };
        const opened: unknown = JSON.parse(restoreLengths(redactLine(line(event), AUDIO)).text);
        expect(opened).toEqual({ ...event, delta: expect.any(String) });
        expect(decodePcm16((opened as typeof event).delta)).toHaveLength(pcm16.length);
      }),
    );
  });

  it('without its sound keeps every word, and without its words every sound', () => {
    const audio = encodePcm16(Int16Array.of(1, 2, 3));
    const item = { type: 'message', content: [{ type: 'input_audio', audio, transcript: 'Hello there' }] };
    expect(redacted({ type: 'conversation.item.done', item }, AUDIO)).toEqual({
      type: 'conversation.item.done',
      item: {
        type: 'message',
        content: [
          {
            type: 'input_audio',
            audio: '',
            transcript: 'Hello there',
            sidetone_removed: { audio: { bytes: 6 } },
          },
        ],
      },
    });
    expect(redacted({ type: 'conversation.item.done', item }, TEXT)).toEqual({
      type: 'conversation.item.done',
      item: {
        type: 'message',
        content: [
          { type: 'input_audio', audio, transcript: '', sidetone_removed: { transcript: { chars: 11 } } },
        ],
      },
    });
  });

  it('keeps what a bug report is about: ids, choices, figures, the names of tools, where playback was', () => {
    const kept = [
      {
        type: 'error',
        error: { type: 'invalid_request_error', code: 'unknown_parameter', param: 'session.voice' },
      },
      {
        type: 'response.done',
        response: {
          id: 'resp_1',
          status: 'cancelled',
          status_details: { type: 'cancelled', reason: 'turn_detected' },
          usage: { total_tokens: 12, input_token_details: { cached_tokens: 3 } },
          output: [{ id: 'item_1', type: 'function_call', name: 'get_weather', call_id: 'call_1' }],
        },
      },
      {
        type: 'session.updated',
        session: {
          type: 'realtime',
          model: 'gpt-realtime-2',
          max_output_tokens: 'inf',
          output_modalities: ['audio'],
          audio: { input: { format: { type: 'audio/pcm', rate: 24_000 }, turn_detection: null } },
        },
      },
      { type: 'rate_limits.updated', rate_limits: [{ name: 'tokens', limit: 10, remaining: 9 }] },
      {
        type: 'sidetone.playback',
        summary: '',
        itemId: 'item_1',
        facts: { kind: 'position', playedSamples: 7 },
      },
    ];
    for (const event of kept) expect(redacted(event, BOTH)).toEqual(event);
  });

  it('takes out long base64 under a name that it does not know together with the sound', () => {
    const image_url = `data:image/png;base64,${'iVBORw0KGgo'.repeat(30)}`;
    const picture = { type: 'x', image_url, note: 'short' };
    expect(JSON.parse(restoreLengths(redactLine(line(picture), AUDIO)).text)).toMatchObject({
      image_url: '',
    });
    expect(redacted(picture, AUDIO)).toMatchObject({
      image_url: '',
      note: 'short',
    });
  });

  it('does not keep what it cannot look into', () => {
    const torn: FileLine = { t: 1, dir: 'server', text: '{"delta":"AAAA', event: false };
    expect(redactLine(torn, AUDIO)).toEqual({ ...torn, text: '' });
  });

  it('can be redacted again: what was taken before is still said', () => {
    const once = redactLine(line({ type: 'input_audio_buffer.append', audio: 'AQACAA==' }), AUDIO);
    expect(redactLine(once, TEXT).text).toBe(once.text);
    expect(redactHeader(redactHeader(header, AUDIO), TEXT).redacted).toEqual(['audio', 'text']);
  });

  it('says in its header what is missing', () => {
    const { title, ...rest } = redactHeader(header, AUDIO);
    expect(title).toBe('Talk with Zaphod');
    expect(rest.redacted).toEqual(['audio']);
    expect(redactHeader(header, TEXT)).toMatchObject({
      redacted: ['text'],
      session: { type: 'realtime', instructions: '', audio: { output: { voice: 'marin' } } },
    });
  });

  it('that claims more sound than a frame can hold is not believed', () => {
    const claim = { type: 'x', audio: '', sidetone_removed: { audio: { bytes: 1e12 } } };
    expect(restoreLengths(line(claim)).text.length).toBeLessThan(24_000_000);
  });
});
