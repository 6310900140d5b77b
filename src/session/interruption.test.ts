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

const speak = (itemId = 'u1') =>
  h.emit('input_audio_buffer.speech_started', { item_id: itemId, audio_start_ms: 0 });

describe('interrupting by voice', () => {
  it('silences at once, and cuts the answer at the whole millisecond heard', async () => {
    answerPlays(733.5);
    expect(h.session.phase).toBe('speaking');
    speak();
    expect(h.output.flushes).toBe(1);
    expect(h.session.phase).toBe('hearing');
    await h.settle();
    expect(h.transport.take('conversation.item.truncate')).toMatchObject({
      item_id: 'a1',
      content_index: 0,
      audio_end_ms: 733,
    });
    expect(h.message('a1').heard).toMatchObject({
      receivedSamples: 48_000,
      heardSamples: 733.5 * SAMPLES_PER_MS,
      interrupted: 'speech',
      truncatedAtMs: 733,
    });
    expect(h.payloads('conversation.interrupted')).toEqual([
      {
        reason: 'speech',
        items: [{ itemId: 'a1', receivedSamples: 48_000, heardSamples: 17_604, truncatedAtMs: 733 }],
      },
    ]);
  });

  it('leaves cancelling to the server, and keeps the words that were not heard', async () => {
    answerPlays(500);
    speak();
    await h.settle();
    h.transport.take('conversation.item.truncate');
    h.words('r1', 'a1', ' Nine ten.');
    h.itemEnds('r1', 'a1', 'incomplete');
    h.cancelled('r1');
    const { text, heard, status } = h.message('a1');
    expect(text).toBe('One two three four five six seven eight. Nine ten.');
    expect(status).toBe('incomplete');
    expect(text.slice(0, heard?.heardChars)).toBe('One ');
  });

  it('cuts an answer that was generated whole before the interruption, and cancels nothing', async () => {
    answerPlays(500);
    h.itemEnds('r1', 'a1');
    h.responseEnds('r1');
    speak();
    await h.settle();
    expect(h.transport.take('conversation.item.truncate').audio_end_ms).toBe(500);
    expect(h.message('a1')).toMatchObject({ status: 'completed', forgotten: false });
  });

  it('cuts the answer that sounds and deletes those that wait', async () => {
    answerPlays(1500);
    h.itemBegins('r1', 'a2', 'a1');
    h.audio('r1', 'a2', 300);
    h.itemBegins('r1', 'a3', 'a2');
    h.audio('r1', 'a3', 300);
    speak();
    await h.settle();
    expect(h.transport.take('conversation.item.truncate')).toMatchObject({
      item_id: 'a1',
      audio_end_ms: 1500,
    });
    expect(h.transport.take('conversation.item.delete').item_id).toBe('a2');
    expect(h.transport.take('conversation.item.delete').item_id).toBe('a3');
    h.emit('conversation.item.deleted', { item_id: 'a2' });
    expect(h.order()).toEqual(['a1', 'a2', 'a3', 'u1']);
    expect(h.message('a2')).toMatchObject({ forgotten: true, heard: { truncatedAtMs: 0, heardChars: 0 } });
  });

  it('deletes an answer of which nothing was heard, because the server refuses a cut at 0', async () => {
    answerPlays(0);
    speak();
    await h.settle();
    expect(h.transport.take('conversation.item.delete').item_id).toBe('a1');
    expect(h.message('a1')).toMatchObject({
      forgotten: true,
      text: 'One two three four five six seven eight.',
    });
  });

  it('never cuts past what was received, whatever the output reports', async () => {
    answerPlays(9000);
    speak();
    await h.settle();
    expect(h.transport.take('conversation.item.truncate').audio_end_ms).toBe(2000);
  });

  it('drops and counts audio of the interrupted answer that still comes', async () => {
    answerPlays(500);
    speak();
    h.audio('r1', 'a1', 100);
    await h.settle();
    h.transport.take('conversation.item.truncate');
    h.audio('r1', 'a1', 50);
    expect(h.output.items.size).toBe(0);
    expect(h.session.counters.lateSamples).toBe(150 * SAMPLES_PER_MS);
    expect(h.message('a1').heard?.lateSamples).toBe(150 * SAMPLES_PER_MS);
    expect(h.message('a1').heard?.receivedSamples).toBe(48_000);
  });

  it('drops audio of an item of the cancelled response that was not known yet, and has it forgotten', async () => {
    answerPlays(500);
    speak();
    await h.settle();
    h.transport.take('conversation.item.truncate');
    h.itemBegins('r1', 'a2', 'a1');
    h.audio('r1', 'a2', 100);
    expect(h.transport.take('conversation.item.delete').item_id).toBe('a2');
    h.audio('r1', 'a2', 100);
    expect(h.output.items.size).toBe(0);
    expect(h.session.counters.lateSamples).toBe(200 * SAMPLES_PER_MS);
  });

  it('tells the server nothing of an answer outside the conversation, which it does not hold', async () => {
    h.emit('response.created', { response: { id: 'oob', conversation_id: null } });
    const item = { id: 'a1', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
    h.emit('response.output_item.added', { response_id: 'oob', item });
    h.audio('oob', 'a1', 1000);
    h.output.play('a1', 4800);
    speak();
    await h.settle();
    expect(h.message('a1').heard).toMatchObject({ interrupted: 'speech', heardSamples: 4800 });
  });

  it('lets the next answer sound', async () => {
    answerPlays(500);
    speak();
    await h.settle();
    h.transport.take('conversation.item.truncate');
    h.cancelled('r1');
    h.answerBegins('r2', 'a2', 'u1');
    h.audio('r2', 'a2', 100);
    expect(h.output.items.get('a2')?.receivedSamples).toBe(2400);
  });

  it('does nothing when nobody is answering', async () => {
    speak();
    await h.settle();
    expect(h.output.flushes).toBe(0);
    expect(h.payloads('conversation.interrupted')).toEqual([]);
  });

  it.each([{ interruptResponse: false }, { kind: 'none' as const }])(
    'does not happen when the server does not interrupt: %j',
    async (change) => {
      const { turnDetection } = h.session.settings.asked;
      h.session.updateSession({
        turnDetection: 'kind' in change ? { kind: 'none' } : Object.assign({}, turnDetection, change),
      });
      h.transport.take('session.update');
      h.accept();
      answerPlays(500);
      speak();
      await h.settle();
      expect(h.output.flushes).toBe(0);
    },
  );

  it('does not end an answer that was heard to its end', async () => {
    answerPlays(2000);
    h.itemEnds('r1', 'a1');
    h.responseEnds('r1');
    h.session.playbackEnded('a1', 48_000, 0);
    h.output.finish('a1');
    speak();
    await h.settle();
    expect(h.message('a1').heard).toMatchObject({ interrupted: null, heardChars: 40 });
  });
});
