import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Harness, SAMPLES_PER_MS } from './testing/harness.ts';

let h: Harness;

beforeEach(() => {
  h = new Harness().connect();
});

afterEach(() => {
  h.transport.assertNothingLeft();
});

/** Two seconds of audio of `a1` are received and `playedMs` of it have sounded. */
function answerPlays(playedMs: number) {
  h.answerBegins('r1', 'a1', null);
  h.words('r1', 'a1', 'One two three four five six seven eight.');
  h.audio('r1', 'a1', 2000);
  if (playedMs === 0) return;
  h.session.playbackStarted('a1', 0, h.session.nowMs());
  h.session.playbackPosition('a1', Math.floor(playedMs) * SAMPLES_PER_MS, h.session.nowMs());
  h.output.play('a1', playedMs * SAMPLES_PER_MS);
}

describe('interrupting by hand', () => {
  it.each(['stop', 'escape'] as const)('silences, cancels and cuts: %s', async (reason) => {
    answerPlays(250);
    h.session.interrupt(reason);
    h.transport.take('response.cancel');
    await h.settle();
    expect(h.transport.take('conversation.item.truncate').audio_end_ms).toBe(250);
    expect(h.message('a1').heard?.interrupted).toBe(reason);
  });

  it('stops an answer that the server has not begun yet, as soon as it begins', async () => {
    h.emit('input_audio_buffer.speech_started', { audio_start_ms: 0, item_id: 'u1' });
    h.emit('input_audio_buffer.speech_stopped', { audio_end_ms: 900, item_id: 'u1' });
    h.session.interrupt('stop');
    h.session.interrupt('escape');
    await h.settle();
    expect(h.transport.types).toEqual([]);
    h.answerBegins('r1', 'a1', 'u1');
    h.transport.take('response.cancel');
    h.audio('r1', 'a1', 200);
    expect(h.session.counters.lateSamples).toBe(200 * SAMPLES_PER_MS);
    // Nobody heard it, so the model should not remember it either.
    h.transport.take('conversation.item.delete');
    h.cancelled('r1', 'client_cancelled');
    // The next answer is another one.
    h.answerBegins('r2', 'a2', 'a1');
    h.audio('r2', 'a2', 100);
    expect(h.message('a2').heard?.receivedSamples).toBe(100 * SAMPLES_PER_MS);
  });

  it('lets the answer come when the person spoke again after Stop', async () => {
    h.emit('input_audio_buffer.speech_started', { audio_start_ms: 0, item_id: 'u1' });
    h.emit('input_audio_buffer.speech_stopped', { audio_end_ms: 900, item_id: 'u1' });
    h.session.interrupt('stop');
    h.emit('input_audio_buffer.speech_started', { audio_start_ms: 1500, item_id: 'u2' });
    h.emit('input_audio_buffer.speech_stopped', { audio_end_ms: 2500, item_id: 'u2' });
    await h.settle();
    h.answerBegins('r1', 'a1', 'u2');
    h.audio('r1', 'a1', 100);
    expect(h.message('a1').heard?.receivedSamples).toBe(100 * SAMPLES_PER_MS);
  });

  it('does once what is pressed twice', async () => {
    h.output.holdFlushes = true;
    answerPlays(250);
    h.session.interrupt('stop');
    h.session.interrupt('stop');
    h.session.interrupt('escape');
    h.output.answerFlushes();
    await h.settle();
    h.session.interrupt('stop');
    await h.settle();
    expect(h.output.flushes).toBe(1);
    expect(h.transport.types).toEqual(['response.cancel', 'conversation.item.truncate']);
    h.transport.takeAll();
    expect(h.payloads('conversation.interrupted')).toHaveLength(1);
  });

  it('also silences what began while the first interruption was waiting for its positions', async () => {
    h.output.holdFlushes = true;
    answerPlays(250);
    h.session.interrupt('stop');
    h.cancelled('r1', 'client_cancelled');
    h.answerBegins('r2', 'a2', 'a1');
    h.audio('r2', 'a2', 100);
    h.session.interrupt('stop');
    expect(h.output.flushes).toBe(2);
    h.output.answerFlushes();
    await h.settle();
    expect(h.transport.types).toEqual([
      'response.cancel',
      'response.cancel',
      'conversation.item.truncate',
      'conversation.item.delete',
    ]);
    h.transport.takeAll();
  });

  it('stops a response that has not begun to sound', async () => {
    h.responseBegins('r1');
    expect(h.session.phase).toBe('thinking');
    h.session.interrupt('escape');
    h.transport.take('response.cancel');
    await h.settle();
    expect(h.payloads('conversation.interrupted')).toEqual([{ reason: 'escape', items: [] }]);
  });

  it('stops a response that was asked for and has no name yet', async () => {
    h.session.createResponse();
    h.transport.take('response.create');
    h.session.interrupt('stop');
    h.session.interrupt('stop');
    h.transport.take('response.cancel');
    h.answerBegins('r1', 'a1', null);
    h.audio('r1', 'a1', 100);
    expect(h.transport.take('conversation.item.delete').item_id).toBe('a1');
    expect(h.output.items.size).toBe(0);
    await h.settle();
  });

  it('takes it in good part that there was nothing to cancel', async () => {
    answerPlays(250);
    h.session.interrupt('stop');
    const { event_id: id } = h.transport.take('response.cancel');
    await h.settle();
    h.transport.take('conversation.item.truncate');
    h.refuse(id, 'response_cancel_not_active', 'Cancellation failed: no active response found');
    expect(h.payloads('notice')).toEqual([]);
  });

  it('cuts where the caller says, when it is asked to cancel with a position', async () => {
    answerPlays(250);
    h.session.cancelResponse('a1', 2400 + 5);
    h.transport.take('response.cancel');
    await h.settle();
    expect(h.transport.take('conversation.item.truncate').audio_end_ms).toBe(250);
    h.cancelled('r1');
    h.answerBegins('r2', 'a2', 'a1');
    h.audio('r2', 'a2', 1000);
    h.session.cancelResponse('a2', 2400 + 5);
    h.transport.take('response.cancel');
    await h.settle();
    expect(h.transport.take('conversation.item.truncate')).toMatchObject({
      item_id: 'a2',
      audio_end_ms: 100,
    });
  });

  it('writes down what was heard when the person disconnects, at once and without a word to the server', () => {
    answerPlays(250);
    h.session.interrupt('disconnect');
    h.session.dispose();
    expect(h.message('a1').heard).toMatchObject({ interrupted: 'disconnect', truncatedAtMs: 250 });
    h.transport.takeAll();
  });
});

describe('a typed message', () => {
  it('interrupts, is sent after the cut, and is answered once the response has ended', async () => {
    answerPlays(400);
    h.session.sendUserText('Wait, shorter please.');
    h.transport.take('response.cancel');
    h.transport.assertNothingLeft();
    await h.settle();
    h.transport.take('conversation.item.truncate');
    const { item } = h.transport.take('conversation.item.create');
    expect(item).toMatchObject({
      role: 'user',
      content: [{ type: 'input_text', text: 'Wait, shorter please.' }],
    });
    h.transport.assertNothingLeft();
    h.cancelled('r1', 'client_cancelled');
    h.transport.take('response.create');
    expect(h.message('a1').heard?.interrupted).toBe('text');
  });

  it('is shown at once, and completed when the server has it', () => {
    h.session.sendUserText('Hello');
    const { item } = h.transport.take('conversation.item.create');
    h.transport.take('response.create');
    const id = item.id ?? '';
    expect(h.message(id)).toMatchObject({
      text: 'Hello',
      medium: 'text',
      status: 'in-progress',
      role: 'user',
    });
    h.emit('conversation.item.added', { previous_item_id: null, item: { ...item, status: 'completed' } });
    expect(h.message(id)).toMatchObject({ text: 'Hello', status: 'completed', transcription: 'off' });
  });

  it('asks for one answer however many were typed', async () => {
    answerPlays(400);
    h.session.sendUserText('First.');
    h.session.sendUserText('Second.');
    await h.settle();
    h.transport.take('response.cancel');
    h.transport.take('conversation.item.truncate');
    const texts = [
      h.transport.take('conversation.item.create'),
      h.transport.take('conversation.item.create'),
    ];
    expect(texts.map(({ item }) => JSON.stringify(item))).toEqual([
      expect.stringContaining('First.'),
      expect.stringContaining('Second.'),
    ]);
    h.cancelled('r1', 'client_cancelled');
    h.transport.take('response.create');
  });

  it('says that it was not taken when the server refuses it', () => {
    h.session.sendUserText('Hello');
    const { event_id: id, item } = h.transport.take('conversation.item.create');
    h.transport.take('response.create');
    h.refuse(id, 'invalid_value', 'Text is too long.');
    expect(h.message(item.id ?? '').status).toBe('incomplete');
    expect(h.payloads('notice')[0]?.text).toContain('Text is too long.');
  });

  it('is not sent when it is blank', () => {
    h.session.sendUserText('  \n');
    expect(h.order()).toEqual([]);
  });
});
