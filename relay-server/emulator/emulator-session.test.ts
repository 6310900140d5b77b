/** One session without a socket: bad input and the end. Turns and answers are tested in their own folders. */

import { describe, expect, it } from 'vitest';
import { base64Of, SessionHarness, settle, silencePcm16, speak } from './testing/session-harness.ts';

describe('the end', () => {
  it('leaves no timer behind', async () => {
    const h = new SessionHarness();
    h.update({ audio: { input: { transcription: { model: 'whisper-1' } } } });
    h.ask('/late');
    await h.pass(300);
    h.send({ type: 'response.cancel' });
    speak(h);
    h.session.dispose();
    await settle();
    expect(h.clock.pending).toBe(0);
    h.forget();
    await h.pass(2000);
    expect(h.events).toEqual([]);
  });
});

describe('bad input', () => {
  it('is answered with an error that names the event, and changes nothing', () => {
    const h = new SessionHarness();
    h.forget();
    h.session.receive('{');
    h.send({ type: 'input_audio_buffer.append', audio: '***', event_id: 'e1' });
    h.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(3).toString('base64'), event_id: 'e2' });
    h.send({ type: 'input_audio_buffer.append', audio: 'A'.repeat(21 * 1024 * 1024), event_id: 'e3' });
    h.send({ type: 'input_audio_buffer.append', audio: base64Of(silencePcm16(20)) });
    h.send({ type: 'input_audio_buffer.commit', event_id: 'e4' });
    h.send({ type: 'conversation.item.delete', item_id: 'ghost', event_id: 'e5' });
    h.send({
      type: 'conversation.item.truncate',
      item_id: 'ghost',
      content_index: 0,
      audio_end_ms: 0,
      event_id: 'e6',
    });
    h.send({ type: 'output_audio_buffer.clear', event_id: 'e7' });
    expect(h.errors.map(({ code, event_id }) => [code, event_id])).toEqual([
      ['invalid_json', null],
      ['invalid_value', 'e1'],
      ['invalid_value', 'e2'],
      ['invalid_value', 'e3'],
      ['input_audio_buffer_commit_empty', 'e4'],
      ['item_delete_invalid_item_id', 'e5'],
      ['item_truncate_invalid_item_id', 'e6'],
      ['invalid_value', 'e7'],
    ]);
    expect(h.errors[4]?.message).toBe(
      'Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has 20.00ms of audio.',
    );
    expect(h.events).toHaveLength(8);
  });

  it('cannot truncate what was never spoken', () => {
    const h = new SessionHarness();
    const content = [{ type: 'output_text', text: 'x' }];
    h.send({
      type: 'conversation.item.create',
      item: { id: 'a', type: 'message', role: 'assistant', content },
    });
    h.send({ type: 'conversation.item.truncate', item_id: 'a', content_index: 0, audio_end_ms: 10 });
    expect(h.errors[0]).toMatchObject({
      code: 'unsupported_content_type',
      message: 'Only model output audio messages can be truncated',
    });
  });

  it('clears the buffer when it is told to', () => {
    const h = new SessionHarness();
    h.update({ audio: { input: { turn_detection: null } } });
    h.hear(silencePcm16(500));
    h.send({ type: 'input_audio_buffer.clear' });
    h.send({ type: 'input_audio_buffer.commit' });
    expect(h.of('input_audio_buffer.cleared')).toHaveLength(1);
    expect(h.errors[0]?.message).toContain('0.00ms');
  });
});
