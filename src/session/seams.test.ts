/** One conversation over several sessions of the server: what is over with a session, what goes on, and in which order it is told. */

import { afterEach, describe, expect, it } from 'vitest';
import { Harness, SAMPLES_PER_MS } from './testing/harness.ts';
import type { ToolHandler } from './ports.ts';
import type { SeamItem } from './types.ts';

let h: Harness;
afterEach(() => h.transport.assertNothingLeft());

/** Ids of the items that the new session is told of; takes them. */
function told(): string[] {
  const ids: string[] = [];
  while (h.transport.types[0] === 'conversation.item.create') {
    ids.push(h.transport.take('conversation.item.create').item.id ?? '');
  }
  return ids;
}

function seam(): SeamItem {
  const item = h.session.items.findLast(({ kind }) => kind === 'seam');
  if (item?.kind !== 'seam') throw new Error('there is no seam');
  return item;
}

/** A turn of the person that the server has taken and written down. */
function userSays(id: string, text: string | null, previousId: string | null = null): void {
  h.emit('input_audio_buffer.speech_started', { item_id: id, audio_start_ms: 0 });
  h.emit('input_audio_buffer.speech_stopped', { item_id: id, audio_end_ms: 900 });
  h.emit('input_audio_buffer.committed', { item_id: id, previous_item_id: previousId });
  const item = { id, type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_audio' }] };
  h.emit('conversation.item.added', { item, previous_item_id: previousId });
  if (text === null) return;
  h.emit('conversation.item.input_audio_transcription.completed', { item_id: id, transcript: text });
}

/** An answer that has arrived whole and was played to its end. */
function answerIsHeard(responseId: string, id: string, previousId: string, text: string): void {
  h.answerBegins(responseId, id, previousId);
  h.words(responseId, id, text);
  h.audio(responseId, id, 1000);
  h.itemEnds(responseId, id);
  h.responseEnds(responseId);
  h.session.playbackEnded(id, 1000 * SAMPLES_PER_MS, 0);
  h.output.finish(id);
}

function speak(fromMs: number, toMs: number): void {
  for (let atMs = fromMs; atMs < toMs; atMs += 20) {
    h.session.appendInputAudio(new Int16Array(480).fill(7), atMs);
  }
}

const pushToTalk = { settings: { turnDetection: { kind: 'none' as const } } };

describe('a new session', () => {
  it('is asked for the same settings first, told of the conversation once it is there, and only then spoken to', async () => {
    h = new Harness().connect();
    userSays('u1', 'Good morning.');
    answerIsHeard('r1', 'a1', 'u1', 'Good morning to you.');
    h.lose();
    h.session.sendUserText('Are you there?');
    expect(seam()).toMatchObject({ state: 'waiting', cause: 'lost' });

    await h.reconnect();
    expect(h.transport.take('conversation.item.create').item).toEqual({
      id: 'u1',
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: 'Good morning.' }],
    });
    expect(h.transport.take('conversation.item.create').item).toEqual({
      id: 'a1',
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Good morning to you.' }],
    });
    expect(h.transport.take('conversation.item.create').item).toMatchObject({ role: 'user' });
    h.transport.take('response.create');
    expect(seam()).toMatchObject({ state: 'resumed', crossing: { messages: 3, toolCalls: 0 } });
    expect(seam().words).toContain('3 messages carried as text');
    expect(h.payloads('mark').map(({ kind }) => kind)).toEqual(expect.arrayContaining(['seam', 'resumed']));
  });

  it('repeats what it was told, which changes nothing, and goes on behind the seam', async () => {
    h = new Harness().connect();
    userSays('u1', 'Good morning.');
    answerIsHeard('r1', 'a1', 'u1', 'Good morning to you.');
    const before = h.message('u1');
    h.lose();
    await h.reconnect();
    for (const [id, role, previousId] of [
      ['u1', 'user', null],
      ['a1', 'assistant', 'u1'],
    ]) {
      const item = {
        id,
        type: 'message',
        role,
        status: 'completed',
        content: [{ type: 'input_text', text: '?' }],
      };
      h.emit('conversation.item.added', { item, previous_item_id: previousId });
      h.emit('conversation.item.done', { item, previous_item_id: previousId });
    }
    expect(told()).toEqual(['u1', 'a1']);
    userSays('u2', 'Go on.', 'a1');
    h.answerBegins('r2', 'a2', 'u2');
    expect(h.message('u1')).toEqual(before);
    expect(h.order()).toEqual(['u1', 'a1', seam().id, 'u2', 'a2']);
  });

  it('has said nothing, so a voice that was locked is free', async () => {
    h = new Harness().connect();
    userSays('u1', 'Hi.');
    answerIsHeard('r1', 'a1', 'u1', 'Hi.');
    h.session.updateSession({ voice: 'cedar' });
    expect(h.session.settings).toMatchObject({
      voiceLocked: true,
      refused: { voice: expect.anything() as string },
    });
    h.lose();
    await h.reconnect();
    told();
    expect(h.session.settings).toMatchObject({
      voiceLocked: false,
      refused: {},
      accepted: { voice: 'cedar' },
    });
  });

  it('takes the settings that were changed while there was none', async () => {
    h = new Harness().connect();
    h.lose();
    h.session.updateSession({ instructions: 'Be kind.' });
    await h.reconnect();
    expect(h.session.settings.accepted).toMatchObject({ instructions: 'Be kind.' });
  });

  it('counts the microphone from zero, and speech still lies where the person spoke', async () => {
    h = new Harness().connect();
    speak(0, 2000);
    userSays('u1', 'Hi.');
    h.transport.takeAll();
    h.clock.advance(2000);
    h.lose({ heardToTheEnd: true });
    h.clock.advance(8000);
    await h.reconnect();
    told();
    h.transport.takeAll();
    speak(10_000, 10_400);
    h.transport.takeAll();
    h.said.length = 0;
    h.emit('input_audio_buffer.speech_started', { item_id: 'u2', audio_start_ms: 700 });
    const [started] = h.payloads('mark');
    expect(started).toMatchObject({ kind: 'speech-started', itemId: 'u2' });
    expect(started?.atMs).toBeGreaterThanOrEqual(10_000);
    expect(started?.atMs).toBeLessThan(10_400);
  });

  it('that refuses an item goes on without it, and the seam says so', async () => {
    h = new Harness().connect();
    userSays('u1', 'Hi.');
    h.lose({ cause: 'limit' });
    await h.reconnect();
    const { event_id } = h.transport.take('conversation.item.create');
    // What the lost session owed.
    h.transport.take('response.create');
    h.refuse(event_id, 'invalid_value', 'No.');
    expect(seam().crossing).toMatchObject({ refused: 1 });
    expect(seam().words).toContain('1 item that the new session refused');
    h.session.deleteItem('u1');
    expect(h.session.item('u1')).toBeNull();
  });

  it('is not spoken to by a frame of the one before', async () => {
    h = new Harness().connect();
    const late = h.transport;
    const line = h.line('response.created', { response: { id: 'r9', conversation_id: 'c' } });
    h.lose();
    h.session.receive(line, late);
    h.session.receive(line);
    await h.reconnect();
    h.session.receive(line, late);
    expect(h.session.phase).toBe('idle');
    h.session.createResponse();
    h.transport.take('response.create');
  });
});

describe('a line that is lost during an answer', () => {
  it('cuts it where it was heard; it is carried so far and not begun anew', async () => {
    h = new Harness().connect();
    userSays('u1', 'Tell me a story.');
    h.answerBegins('r1', 'a1', 'u1');
    h.words('r1', 'a1', 'Once upon a time there was a king who had a daughter');
    h.audio('r1', 'a1', 4000);
    h.session.playbackStarted('a1', 0, 0);
    h.session.playbackPosition('a1', 900 * SAMPLES_PER_MS, 0);
    h.output.play('a1', 1000 * SAMPLES_PER_MS);
    h.lose();
    await h.settle();
    const { heard, status, text } = h.message('a1');
    expect(heard).toMatchObject({ interrupted: 'seam', heardSamples: 1000 * SAMPLES_PER_MS });
    expect(status).toBe('incomplete');
    await h.reconnect();
    expect(h.transport.take('conversation.item.create').item.id).toBe('u1');
    const { item } = h.transport.take('conversation.item.create');
    const words = text.slice(0, heard?.heardChars).trim();
    expect(words.length).toBeGreaterThan(5);
    expect(item).toMatchObject({ content: [{ text: words }] });
    expect(words.length).toBeLessThan(text.length);
  });

  it('of which nothing was heard asks for it again', async () => {
    h = new Harness().connect();
    userSays('u1', 'Tell me a story.');
    h.answerBegins('r1', 'a1', 'u1');
    h.audio('r1', 'a1', 400);
    h.lose();
    await h.reconnect();
    expect(told()).toEqual(['u1']);
    h.transport.take('response.create');
    expect(seam().crossing).toMatchObject({ unheard: 1 });
  });

  it('that the person had stopped does not ask for it again', async () => {
    h = new Harness().connect();
    userSays('u1', 'Tell me a story.');
    h.answerBegins('r1', 'a1', 'u1');
    h.audio('r1', 'a1', 400);
    h.session.interrupt('stop');
    await h.settle();
    h.transport.takeAll();
    h.lose();
    await h.reconnect();
    expect(told()).toEqual(['u1']);
  });

  it('asks again once, not for ever', async () => {
    h = new Harness().connect();
    h.session.sendUserText('Crash, please.');
    h.transport.takeAll();
    h.responseBegins('r1');
    h.lose();
    await h.reconnect();
    expect(told()).toHaveLength(1);
    h.transport.take('response.create');
    h.responseBegins('r2');
    h.lose();
    await h.reconnect();
    expect(told()).toHaveLength(1);
    expect(h.payloads('notice').map(({ key }) => key)).toEqual(['answer-lost']);
  });

  it('that has arrived whole lets it play on; what is cut later is corrected', async () => {
    h = new Harness().connect();
    userSays('u1', 'Tell me a story.');
    h.answerBegins('r1', 'a1', 'u1');
    h.words('r1', 'a1', 'Once upon a time there was a king');
    h.audio('r1', 'a1', 3000);
    h.itemEnds('r1', 'a1');
    h.responseEnds('r1');
    h.session.playbackStarted('a1', 0, 0);
    h.output.play('a1', 500 * SAMPLES_PER_MS);
    h.lose();
    expect(h.output.flushes).toBe(0);
    await h.reconnect();
    h.transport.take('conversation.item.create');
    expect(h.transport.take('conversation.item.create').item).toMatchObject({
      content: [{ text: 'Once upon a time there was a king' }],
    });
    h.output.play('a1', 1000 * SAMPLES_PER_MS);
    h.session.interrupt('stop');
    await h.settle();
    const instead = h.transport.take('conversation.item.create');
    expect(instead).toMatchObject({ previous_item_id: 'a1', item: { role: 'assistant' } });
    expect(h.message('a1').text).toContain(
      JSON.stringify(instead.item).match(/"text":"([^"]+)"/)?.[1] ?? '?',
    );
    expect(h.transport.take('conversation.item.delete').item_id).toBe('a1');
    h.emit('conversation.item.added', { item: instead.item, previous_item_id: 'a1' });
    h.emit('conversation.item.deleted', { item_id: 'a1' });
    expect(h.order()).toEqual(['u1', 'a1', seam().id]);
    h.session.deleteItem('a1');
    expect(h.transport.take('conversation.item.delete').item_id).toBe(instead.item.id);
    expect(h.order()).toEqual(['u1', seam().id]);
  });

  it('while it was being silenced waits until it is known how much was heard', async () => {
    h = new Harness().connect();
    userSays('u1', 'Tell me a story.');
    h.answerBegins('r1', 'a1', 'u1');
    h.words('r1', 'a1', 'Once upon a time there was a king');
    h.audio('r1', 'a1', 3000);
    h.output.play('a1', 1000 * SAMPLES_PER_MS);
    h.output.holdFlushes = true;
    h.session.interrupt('stop');
    h.transport.takeAll();
    h.lose();
    await h.reconnect();
    h.session.sendUserText('Another one.');
    expect(h.transport.types).toEqual([]);
    expect(seam().state).toBe('waiting');
    h.output.answerFlushes();
    await h.settle();
    expect(h.transport.types).toEqual([
      'conversation.item.create',
      'conversation.item.create',
      'conversation.item.create',
      'response.create',
    ]);
    const texts = h.transport.takeAll().map((event) => JSON.stringify(event));
    expect(texts[1]).toContain('Once upon');
    expect(texts[1]).not.toContain('king');
    expect(texts[2]).toContain('Another one.');
  });
});

it('a line that is lost again while the next session is being told leaves the telling to the one after', async () => {
  h = new Harness().connect();
  userSays('u1', 'Tell me a story.');
  h.answerBegins('r1', 'a1', 'u1');
  h.audio('r1', 'a1', 3000);
  h.output.holdFlushes = true;
  h.session.interrupt('stop');
  h.transport.takeAll();
  h.lose();
  await h.reconnect();
  h.lose();
  await h.reconnect();
  expect(h.transport.types).toEqual([]);
  h.output.answerFlushes();
  await h.settle();
  expect(told()).toEqual(['u1']);
  expect(h.session.items.filter(({ kind }) => kind === 'seam')).toHaveLength(1);
});

it('a line that is lost twice in a row leaves two seams, and the whole conversation to the last session', async () => {
  h = new Harness().connect();
  userSays('u1', 'Good morning.');
  answerIsHeard('r1', 'a1', 'u1', 'Good morning to you.');
  h.lose();
  await h.reconnect();
  expect(told()).toEqual(['u1', 'a1']);
  h.session.sendUserText('Again.');
  h.transport.takeAll();
  h.lose({ heardToTheEnd: true });
  await h.reconnect();
  expect(told()).toHaveLength(3);
  h.transport.take('response.create');
  expect(h.session.items.map(({ kind }) => kind)).toEqual(['message', 'message', 'seam', 'message', 'seam']);
});

it('ends as a seam that nothing follows when the home gives up', () => {
  h = new Harness().connect();
  h.session.sendUserText('Hello?');
  h.transport.takeAll();
  h.lose();
  h.session.dispose();
  expect(seam()).toMatchObject({ state: 'ended', words: 'Connection lost. The conversation ended here.' });
  expect(h.session.items[0]).toMatchObject({ status: 'incomplete' });
});

describe('a line that is lost while a tool runs', () => {
  function withTool() {
    let answer = (_value: unknown) => {};
    const handler: ToolHandler = () => new Promise((resolve) => (answer = resolve));
    const definition = { name: 'slow', description: '', parameters: {} };
    h = new Harness({ tools: [{ definition, handler }], settings: { tools: [definition] } }).connect();
    userSays('u1', 'Do it.');
    h.responseBegins('r1');
    h.toolCall('r1', 'f1', 'slow', '{}');
    return { answer: (value: unknown) => answer(value) };
  }

  it('tells the next session of the call and its output, and asks it to go on', async () => {
    const { answer } = withTool();
    h.lose();
    expect(h.session.phase).toBe('tool');
    answer(42);
    await h.settle();
    await h.reconnect();
    const sent = h.transport.takeAll();
    expect(sent).toMatchObject([
      { item: { id: 'u1' } },
      { item: { id: 'f1', type: 'function_call', call_id: 'call_f1' } },
      { item: { type: 'function_call_output', call_id: 'call_f1', output: '42' } },
      { type: 'response.create' },
    ]);
  });

  it('that is done only in the next session answers it there', async () => {
    const { answer } = withTool();
    h.responseEnds('r1');
    h.lose();
    await h.reconnect();
    expect(told()).toEqual(['u1', 'f1']);
    answer('done');
    await h.settle();
    expect(h.transport.take('conversation.item.create').item).toMatchObject({
      type: 'function_call_output',
      call_id: 'call_f1',
    });
    h.transport.take('response.create');
  });

  it('and is done before that session knows of the call does not answer too early', async () => {
    const { answer } = withTool();
    h.lose();
    h.output.holdFlushes = true;
    // The seam waits for the exact end of what is being played.
    h.session.interrupt('stop');
    await h.reconnect();
    answer(1);
    await h.settle();
    h.output.answerFlushes();
    await h.settle();
    const types = h.transport.takeAll().map((event) => ('item' in event ? event.item.type : event.type));
    expect(types.indexOf('function_call_output')).toBeGreaterThan(types.indexOf('function_call'));
  });
});

describe('a line that is lost while the person speaks', () => {
  it('sends the whole sentence again, with what was said meanwhile, and shows it once', async () => {
    h = new Harness().connect();
    speak(0, 1000);
    h.emit('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 300 });
    h.transport.takeAll();
    h.lose({ heardToTheEnd: true });
    speak(1000, 1500);
    expect(h.session.item('u1')).not.toBeNull();
    await h.reconnect();
    const sent = h.transport.takeAll();
    expect(sent.every(({ type }) => type === 'input_audio_buffer.append')).toBe(true);
    const bytes = sent.reduce(
      (sum, event) => sum + ('audio' in event ? Buffer.from(event.audio, 'base64').length : 0),
      0,
    );
    // From 300 ms, where the server had heard the speech begin.
    expect(bytes / 2 / SAMPLES_PER_MS).toBe(1200);
    expect(h.session.item('u1')).toBeNull();
    expect(seam().crossing).toMatchObject({ resentMs: 1200, lostMs: 0 });
  });

  it('sends again all that no session had taken for a turn, when nobody knows since when it was not heard', async () => {
    h = new Harness().connect();
    speak(0, 900);
    userSays('u1', 'Hi.');
    speak(900, 3000);
    h.transport.takeAll();
    h.lose();
    await h.reconnect();
    expect(told()).toEqual(['u1']);
    h.transport.take('response.create');
    expect(h.transport.takeAll().length).toBeGreaterThan(3);
    expect(seam().crossing).toMatchObject({ resentMs: 2100 });
  });

  it('keeps the last seconds only, and says how much of the rest was lost', async () => {
    h = new Harness().connect();
    h.lose();
    speak(0, 20_000);
    await h.reconnect();
    h.transport.takeAll();
    expect(seam().crossing).toMatchObject({ resentMs: 15_000, lostMs: 5000 });
  });

  it('that was a turn without a transcript gives the next session its sound, and asks for the answer', async () => {
    h = new Harness().connect();
    speak(0, 900);
    h.transport.takeAll();
    userSays('u1', null);
    h.lose();
    await h.reconnect();
    const { item } = h.transport.take('conversation.item.create');
    expect(item).toMatchObject({ id: 'u1', content: [{ type: 'input_audio' }] });
    h.transport.take('response.create');
    expect(seam().crossing).toMatchObject({ recordings: 1, messages: 0 });
    h.emit('conversation.item.input_audio_transcription.completed', { item_id: 'u1', transcript: 'Hm.' });
    expect(h.message('u1').text).toBe('Hm.');
  });

  it('with the button held sends it with the rest when the button comes up', async () => {
    h = new Harness(pushToTalk).connect();
    h.session.pushToTalk(true);
    h.transport.take('input_audio_buffer.clear');
    speak(0, 400);
    h.transport.takeAll();
    h.lose({ heardToTheEnd: true });
    speak(400, 600);
    await h.reconnect();
    speak(600, 800);
    h.session.pushToTalk(false);
    const sent = h.transport.takeAll();
    expect(sent.map(({ type }) => type).slice(-2)).toEqual(['input_audio_buffer.commit', 'response.create']);
    const bytes = sent.reduce(
      (sum, event) => sum + ('audio' in event ? Buffer.from(event.audio, 'base64').length : 0),
      0,
    );
    expect(bytes / 2 / SAMPLES_PER_MS).toBe(800);
  });

  it('keeps turns that began and ended meanwhile apart', async () => {
    h = new Harness(pushToTalk).connect();
    h.lose();
    for (const fromMs of [0, 1000]) {
      h.session.pushToTalk(true);
      speak(fromMs, fromMs + 300);
      h.session.pushToTalk(false);
    }
    await h.reconnect();
    expect(h.transport.takeAll().map(({ type }) => type)).toEqual([
      'response.create',
      'input_audio_buffer.append',
      'input_audio_buffer.commit',
      'input_audio_buffer.append',
      'input_audio_buffer.commit',
    ]);
  });
});
