import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Harness } from './testing/harness.ts';

let h: Harness;

beforeEach(() => {
  h = new Harness().connect();
});

afterEach(() => {
  h.transport.assertNothingLeft();
});

/** The person speaks from 0 to 1000 ms of the input, and the server commits it. */
function userSpeaks(itemId: string, previousId: string | null) {
  h.emit('input_audio_buffer.speech_started', { item_id: itemId, audio_start_ms: 0 });
  h.emit('input_audio_buffer.speech_stopped', { item_id: itemId, audio_end_ms: 1000 });
  h.emit('input_audio_buffer.committed', { item_id: itemId, previous_item_id: previousId });
  const item = {
    id: itemId,
    type: 'message',
    role: 'user',
    status: 'completed',
    content: [{ type: 'input_audio', transcript: null }],
  };
  h.emit('conversation.item.added', { previous_item_id: previousId, item });
  h.emit('conversation.item.done', { previous_item_id: previousId, item });
}

describe('the transcript', () => {
  it('shows the question before the answer, from the moment somebody speaks', () => {
    h.emit('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 0 });
    expect(h.message('u1')).toMatchObject({
      role: 'user',
      status: 'in-progress',
      medium: 'voice',
      transcription: 'pending',
    });
    h.answerBegins('r1', 'a1', 'u1');
    expect(h.order()).toEqual(['u1', 'a1']);
  });

  it('is in the order of the conversation, not of arrival', () => {
    h.answerBegins('r1', 'a1', 'u1');
    const content = [{ type: 'input_audio', transcript: null }];
    const item = { id: 'u1', type: 'message', role: 'user', content };
    h.emit('conversation.item.added', { previous_item_id: null, item });
    expect(h.order()).toEqual(['u1', 'a1']);
  });

  it('takes the words of the person whenever they come', () => {
    userSpeaks('u1', null);
    h.answerBegins('r1', 'a1', 'u1');
    h.itemEnds('r1', 'a1');
    h.responseEnds('r1');
    const where = { item_id: 'u1', content_index: 0 };
    h.emit('conversation.item.input_audio_transcription.delta', { ...where, delta: 'Hel' });
    expect(h.message('u1')).toMatchObject({ text: 'Hel', transcription: 'pending', status: 'completed' });
    h.emit('conversation.item.input_audio_transcription.completed', { ...where, transcript: 'Hello.' });
    expect(h.message('u1')).toMatchObject({ text: 'Hello.', transcription: 'done' });
    userSpeaks('u2', 'a1');
    const error = { code: 'audio_unintelligible', message: 'The audio could not be transcribed.' };
    h.emit('conversation.item.input_audio_transcription.failed', { item_id: 'u2', content_index: 0, error });
    expect(h.message('u2')).toMatchObject({
      transcription: 'failed',
      transcriptionError: 'The audio could not be transcribed.',
    });
  });

  it('keeps items of kinds that it does not know', () => {
    h.emit('conversation.item.added', {
      item: { id: 'x', type: 'mcp_list_tools', server_label: 's', tools: [] },
    });
    expect(h.session.item('x')).toMatchObject({ kind: 'other', type: 'mcp_list_tools' });
  });

  it('lights up the words as they are heard', () => {
    h.answerBegins('r1', 'a1', null);
    h.words('r1', 'a1', 'One two three four.');
    h.audio('r1', 'a1', 1000);
    h.itemEnds('r1', 'a1');
    expect(h.output.items.get('a1')?.ended).toBe(true);
    h.session.playbackStarted('a1', 0, 0);
    h.session.playbackPosition('a1', 12_000, 500);
    expect(h.message('a1')).toMatchObject({ audioMs: 1000, heard: { heardChars: 8, complete: true } });
    h.session.playbackEnded('a1', 24_000, 1000);
    expect(h.message('a1').heard?.heardChars).toBe(19);
    expect(h.session.phase).toBe('thinking');
    h.responseEnds('r1');
    expect(h.session.phase).toBe('idle');
  });

  it('goes from one item of an answer to the next without a pause in who speaks', () => {
    h.answerBegins('r1', 'a1', null);
    h.audio('r1', 'a1', 100);
    h.itemEnds('r1', 'a1');
    h.itemBegins('r1', 'a2', 'a1');
    h.audio('r1', 'a2', 100);
    h.itemEnds('r1', 'a2');
    h.responseEnds('r1');
    h.session.playbackStarted('a1', 0, 0);
    h.said.length = 0;
    h.session.playbackEnded('a1', 2400, 100);
    h.session.playbackStarted('a2', 0, 100);
    expect(h.payloads('phase')).toEqual([]);
    h.session.playbackEnded('a2', 2400, 200);
    expect(h.payloads('phase')).toEqual(['idle']);
  });

  it('gives the audio to listeners before the output takes it away', () => {
    const lengths: number[] = [];
    let kept: Int16Array | null = null;
    h.session.on('audio.received', ({ samples }) => {
      lengths.push(samples.length);
      kept = samples;
    });
    h.answerBegins('r1', 'a1', null);
    h.audio('r1', 'a1', 40);
    expect(lengths).toEqual([960]);
    expect(kept).toHaveLength(0);
  });

  it('deletes an item when the server has deleted it', () => {
    userSpeaks('u1', null);
    h.session.deleteItem('u1');
    expect(h.transport.take('conversation.item.delete').item_id).toBe('u1');
    expect(h.order()).toEqual(['u1']);
    h.emit('conversation.item.deleted', { item_id: 'u1' });
    expect(h.order()).toEqual([]);
    expect(h.payloads('conversation.item.deleted')).toEqual([{ itemId: 'u1' }]);
    h.emit('conversation.item.input_audio_transcription.completed', { item_id: 'u1', transcript: 'late' });
    expect(h.order()).toEqual([]);
  });

  it('deletes at once what the server never had', () => {
    userSpeaks('u1', null);
    h.session.deleteItem('u1');
    const { event_id: id } = h.transport.take('conversation.item.delete');
    h.refuse(id, 'item_delete_invalid_item_id', 'No such item.');
    expect(h.order()).toEqual([]);
    expect(h.payloads('notice')).toEqual([]);
  });

  it('forgets speech that the server threw away', () => {
    h.emit('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 0 });
    h.emit('input_audio_buffer.cleared');
    expect(h.order()).toEqual([]);
    expect(h.session.phase).toBe('idle');
  });
});
