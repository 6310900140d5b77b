/** A session whose wire carries G.711: what the home gives and gets are bytes, what the core counts is the same time as ever. */

import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../dsp/base64.ts';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import type { AudioOutput, FlushedItem } from './ports.ts';
import { Session } from './session.ts';
import { ScriptedTransport } from './testing/scripted-transport.ts';
import { testSettings } from './testing/settings.ts';

class ByteOutput implements AudioOutput<Uint8Array<ArrayBuffer>> {
  readonly enqueued: number[] = [];
  flushed: FlushedItem[] = [];
  enqueue(_itemId: string, audio: Uint8Array<ArrayBuffer>): void {
    this.enqueued.push(...audio);
  }
  end(): void {}
  flush(): Promise<FlushedItem[]> {
    return Promise.resolve(this.flushed);
  }
}

function setUp() {
  const clock = new FakeClock();
  const transport = new ScriptedTransport();
  const output = new ByteOutput();
  let ids = 0;
  const session = new Session({
    clock,
    format: 'ulaw',
    output,
    settings: testSettings,
    newId: () => String((ids += 1)),
  });
  const agreed: boolean[] = [];
  session.on('audio.format', (event) => agreed.push(event.agreed));
  const emit = (type: string, fields: object) => session.receive(JSON.stringify({ type, ...fields }));
  session.start(transport);
  const update = transport.take('session.update');
  emit('session.created', { session: { id: 'sess_1', model: 'm' } });
  const accept = (input: object | undefined, output: object | undefined) =>
    emit('session.updated', {
      session: {
        type: 'realtime',
        audio: { input: { format: input, turn_detection: TURN }, output: { format: output } },
      },
    });
  return { clock, transport, output, session, agreed, emit, accept, update };
}

const TURN = { type: 'server_vad', interrupt_response: true, create_response: true };
const PCMU = { type: 'audio/pcmu' };

describe('a session in μ-law', () => {
  it('asks for it both ways, and says that it got it', () => {
    const { update, accept, agreed } = setUp();
    expect(update.session).toMatchObject({ audio: { input: { format: PCMU }, output: { format: PCMU } } });
    expect(agreed).toEqual([]);
    accept(PCMU, PCMU);
    expect(agreed).toEqual([true]);
  });

  it.each<[string, object | undefined, object | undefined]>([
    ['only one way', PCMU, { type: 'audio/pcm', rate: 24_000 }],
    ['not at all', { type: 'audio/pcma' }, { type: 'audio/pcma' }],
    ['without a word about it', undefined, undefined],
  ])('says so when the server takes it %s', (_how, input, output) => {
    const { accept, agreed } = setUp();
    accept(input, output);
    expect(agreed).toEqual([false]);
  });

  it('says so when the server refuses the update that asked', () => {
    const { emit, agreed, update } = setUp();
    const error = {
      type: 'invalid_request_error',
      code: 'invalid_value',
      message: 'no',
      event_id: update.event_id,
    };
    emit('error', { error: { ...error, param: 'session.audio.input.format' } });
    expect(agreed).toEqual([false]);
  });

  it('passes every byte untouched, both ways, the second zero too', () => {
    const { session, transport, output, emit, accept } = setUp();
    accept(PCMU, PCMU);
    const every = Uint8Array.from({ length: 256 }, (_, n) => n);
    expect(session.appendInputAudio(every, 0)).toBe(true);
    const sent = transport.take('input_audio_buffer.append');
    expect(decodeBase64(sent.audio)).toEqual(every);
    emit('response.created', { response: { id: 'r', conversation_id: 'c' } });
    const place = { response_id: 'r', item_id: 'a', output_index: 0, content_index: 0 };
    emit('response.output_audio.delta', { ...place, delta: encodeBase64(every) });
    expect(output.enqueued).toEqual([...every]);
  });

  it('counts what was heard in milliseconds of speech, and truncates there', async () => {
    const { session, transport, output, emit, accept } = setUp();
    accept(PCMU, PCMU);
    const item = { id: 'a', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
    emit('response.created', { response: { id: 'r', conversation_id: 'c' } });
    emit('response.output_item.added', { response_id: 'r', output_index: 0, item });
    emit('conversation.item.added', { previous_item_id: null, item });
    const place = { response_id: 'r', item_id: 'a', output_index: 0, content_index: 0 };
    // A second of speech.
    emit('response.output_audio.delta', { ...place, delta: encodeBase64(new Uint8Array(8000)) });
    expect(session.item('a')).toMatchObject({ audioMs: 1000, heard: { receivedSamples: 24_000 } });
    output.flushed = [{ itemId: 'a', playedSamples: 300 * 24 }];
    emit('input_audio_buffer.speech_started', { item_id: 'u', audio_start_ms: 0 });
    await Promise.resolve();
    await Promise.resolve();
    expect(transport.take('conversation.item.truncate')).toMatchObject({ item_id: 'a', audio_end_ms: 300 });
    transport.assertNothingLeft();
  });

  it('gives the next line the speech that the lost one had not taken', async () => {
    const { session, transport, emit, accept } = setUp();
    accept(PCMU, PCMU);
    const frame = new Uint8Array(160).fill(5);
    session.appendInputAudio(frame, 0);
    transport.takeAll();
    session.suspend({ cause: 'lost', code: 1006, words: 'cut', heardToTheEnd: false });
    session.appendInputAudio(frame, 20);
    const next = new ScriptedTransport();
    session.start(next);
    expect(next.take('session.update').session).toMatchObject({ audio: { input: { format: PCMU } } });
    emit('session.created', { session: { id: 'sess_2', model: 'm' } });
    for (let n = 0; n < 20; n += 1) await Promise.resolve();
    expect(decodeBase64(next.take('input_audio_buffer.append').audio)).toEqual(new Uint8Array(320).fill(5));
    next.assertNothingLeft();
  });

  it('takes no sound of another form: that is a mistake of its home', () => {
    const { session } = setUp();
    expect(() => session.appendInputAudio(new Int16Array(480), 0)).toThrow('ulaw');
  });
});

describe('a session in PCM16', () => {
  it('tells the person when the server speaks another format, for then they hear noise', () => {
    const { session, transport } = pcm16();
    const notices: string[] = [];
    session.on('notice', ({ text }) => notices.push(text));
    session.start(transport);
    session.receive(JSON.stringify({ type: 'session.created', session: { id: 's', model: 'm' } }));
    const audio = { input: { format: PCMU }, output: { format: PCMU } };
    session.receive(JSON.stringify({ type: 'session.updated', session: { type: 'realtime', audio } }));
    expect(notices.join()).toContain('audio format');
  });
});

function pcm16() {
  const output: AudioOutput = { enqueue() {}, end() {}, flush: () => Promise.resolve([]) };
  const session = new Session({ clock: new FakeClock(), output, settings: testSettings });
  return { session, transport: new ScriptedTransport() };
}
