/** Turns as a session tells them, with the server's lines and the clock moved by hand. */

import { beforeEach, describe, expect, it } from 'vitest';
import { turnCostUsd } from '../pricing/totals.ts';
import { Harness, SAMPLES_PER_MS } from './testing/harness.ts';
import type { Turn } from './turns.ts';

let h: Harness;

beforeEach(() => {
  h = new Harness().connect();
});

/** 20 ms of the microphone: a square wave as loud as `amplitude`. */
function frame(amplitude: number): Int16Array {
  return new Int16Array(20 * SAMPLES_PER_MS).fill(amplitude);
}

/** Session time moves to `ms`. */
function at(ms: number): void {
  h.clock.advance(ms - h.session.nowMs());
}

/** The microphone from 0: loud from `fromMs` to `toMs`, a faint room around it, up to `endMs`. */
function microphone(fromMs: number, toMs: number, endMs: number): void {
  for (let ms = 0; ms < endMs; ms += 20)
    h.session.appendInputAudio(frame(ms >= fromMs && ms < toMs ? 8000 : 5), ms);
}

function turn(index = -1): Turn {
  const found = h.session.turns.at(index);
  if (!found) throw new Error('there is no such turn');
  return found;
}

/** A person speaks from 400 to 1200 ms; the server notices at 1750 and commits at 1760. */
function speak(itemId = 'u1'): void {
  microphone(400, 1200, 1740);
  at(700);
  h.emit('input_audio_buffer.speech_started', { item_id: itemId, audio_start_ms: 100 });
  at(1750);
  h.emit('input_audio_buffer.speech_stopped', { item_id: itemId, audio_end_ms: 1720 });
  at(1760);
  h.emit('input_audio_buffer.committed', { item_id: itemId, previous_item_id: null });
}

/** Answers with 400 ms of sound: created at 1800, text 1900, audio 1950, heard from 2010, done at 2100. */
function answer(responseId = 'r1', itemId = 'a1', usage?: Record<string, unknown>): void {
  at(1800);
  h.answerBegins(responseId, itemId, 'u1');
  at(1900);
  h.words(responseId, itemId, 'Hello.');
  at(1950);
  h.audio(responseId, itemId, 400);
  at(2020);
  h.session.playbackStarted(itemId, 0, 2010);
  at(2100);
  h.itemEnds(responseId, itemId);
  h.responseEnds(responseId, usage ? { usage } : {});
}

const usageOf = (text: number, audio: number, cachedText: number, cachedAudio: number) => ({
  input_tokens: text + audio,
  output_tokens: 30,
  input_token_details: {
    text_tokens: text,
    audio_tokens: audio,
    cached_tokens: cachedText + cachedAudio,
    cached_tokens_details: { text_tokens: cachedText, audio_tokens: cachedAudio },
  },
  output_token_details: { text_tokens: 10, audio_tokens: 20 },
});

describe('a spoken turn', () => {
  it('has every moment on the session’s clock, the end of speech from the sound itself', () => {
    h.session.outputLatencyMs = 25;
    speak();
    answer();
    at(2420);
    h.session.playbackEnded('a1', 400 * SAMPLES_PER_MS, 2410);
    expect(turn()).toMatchObject({
      id: 'turn_1',
      number: 1,
      trigger: 'speech',
      itemId: 'u1',
      speechEndFrom: 'sound',
      outputLatencyMs: 25,
      moments: {
        speechStart: 400,
        speechEnd: 1200,
        detected: 1750,
        committed: 1760,
        responseCreated: 1800,
        firstText: 1900,
        firstAudio: 1950,
        audible: 2035,
        end: 2445,
      },
      responses: [{ id: 'r1', startMs: 1800, endMs: 2100, outcome: 'completed' }],
      interruption: null,
      spokeOver: false,
    });
  });

  it('ends where the server’s silence began when the sound does not tell', () => {
    for (let ms = 0; ms < 1740; ms += 20) h.session.appendInputAudio(frame(0), ms);
    h.emit('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 100 });
    h.emit('input_audio_buffer.speech_stopped', { item_id: 'u1', audio_end_ms: 1720 });
    expect(turn()).toMatchObject({ speechEndFrom: 'server', moments: { speechEnd: 1220 } });
  });

  it('does not begin before the server takes the sound for speech that ended', () => {
    microphone(400, 1200, 1740);
    h.emit('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 100 });
    h.emit('input_audio_buffer.cleared');
    expect(h.session.turns).toEqual([]);
  });

  it('is told anew at each change and never altered', () => {
    const told: Turn[] = [];
    h.session.on('turn', (changed) => told.push(changed));
    speak();
    const early = turn();
    const copy = structuredClone(early);
    answer();
    expect(early).toEqual(copy);
    expect(told.at(-1)).toBe(turn());
    expect(new Set(told).size).toBe(told.length);
  });

  it('says when the assistant began while the person spoke', () => {
    speak();
    at(1800);
    h.answerBegins('r1', 'a1', 'u1');
    h.audio('r1', 'a1', 400);
    h.session.updateSession({
      turnDetection: {
        kind: 'semantic_vad',
        eagerness: 'auto',
        createResponse: true,
        interruptResponse: false,
      },
    });
    h.accept();
    h.emit('input_audio_buffer.speech_started', { item_id: 'u2', audio_start_ms: 1730 });
    h.session.playbackStarted('a1', 0, 2500);
    expect(turn().spokeOver).toBe(true);
  });
});

describe('other turns', () => {
  it('begin with a typed message and have no voice-to-voice', () => {
    at(100);
    h.session.sendUserText('Hello');
    const [item] = h.session.items;
    at(130);
    const wire = {
      id: item?.id,
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: 'Hello' }],
    };
    h.emit('conversation.item.added', { item: wire, previous_item_id: null });
    at(150);
    h.answerBegins('r1', 'a1', item?.id ?? null);
    expect(turn()).toMatchObject({
      trigger: 'text',
      itemId: item?.id,
      speechEndFrom: null,
      moments: { sent: 100, committed: 130, responseCreated: 150 },
    });
  });

  it('count from the release of the talk button', () => {
    h = new Harness({ settings: { turnDetection: { kind: 'none' } } }).connect();
    h.session.pushToTalk(true);
    for (let ms = 40; ms < 500; ms += 20) h.session.appendInputAudio(frame(8000), ms);
    at(500);
    h.session.pushToTalk(false);
    at(520);
    h.emit('input_audio_buffer.committed', { item_id: 'u1', previous_item_id: null });
    expect(turn()).toMatchObject({
      trigger: 'talk-button',
      speechEndFrom: 'button',
      moments: { speechStart: 40, speechEnd: 500, committed: 520 },
    });
  });

  it('are a response without new words, and one outside the conversation', () => {
    speak();
    answer();
    h.answerBegins('r2', 'a2', 'a1');
    h.emit('response.created', { response: { id: 'r3', conversation_id: null } });
    h.responseEnds('r3', { conversation_id: null, usage: usageOf(10, 0, 0, 0) });
    expect(h.session.turns.map(({ trigger }) => trigger)).toEqual(['speech', 'request', 'aside']);
    expect(turn().responses).toMatchObject([{ id: 'r3', story: { cache: 'first' } }]);
  });
});

describe('tools', () => {
  it('run within the turn, and the answer to their outputs belongs to it', async () => {
    let finish = () => {};
    const handler = () =>
      new Promise<string>((resolve) => {
        finish = () => resolve('sunny');
      });
    const definition = { name: 'weather', description: '', parameters: {} };
    h = new Harness({ tools: [{ definition, handler }], settings: { tools: [definition] } }).connect();
    speak();
    at(1800);
    h.responseBegins('r1');
    h.toolCall('r1', 'f1', 'weather', '{}');
    h.responseEnds('r1');
    await h.settle();
    at(2300);
    finish();
    await h.settle();
    at(2350);
    h.answerBegins('r2', 'a1', 'f1');
    expect(h.session.turns).toHaveLength(1);
    expect(turn()).toMatchObject({
      tools: [{ itemId: 'f1', name: 'weather', startMs: 1800, endMs: 2300, failed: false }],
      responses: [{ id: 'r1' }, { id: 'r2' }],
      moments: { responseCreated: 1800 },
    });
  });
});

describe('an interruption', () => {
  it('by voice counts from the first sound of it to silence', async () => {
    h.session.outputLatencyMs = 10;
    speak();
    at(1800);
    h.answerBegins('r1', 'a1', 'u1');
    h.audio('r1', 'a1', 4000);
    h.session.playbackStarted('a1', 0, 2000);
    for (let ms = 1740; ms < 2600; ms += 20) h.session.appendInputAudio(frame(ms >= 2400 ? 8000 : 5), ms);
    at(2620);
    h.output.holdFlushes = true;
    h.emit('input_audio_buffer.speech_started', { item_id: 'u2', audio_start_ms: 2100 });
    at(2633);
    h.output.play('a1', 600 * SAMPLES_PER_MS);
    h.output.answerFlushes();
    await h.settle();
    expect(turn()).toMatchObject({
      itemId: 'u1',
      interruption: { reason: 'speech', causeMs: 2400, silentMs: 2643 },
      moments: { end: 2643 },
    });
  });

  it('before anything was heard has no time to silence, and what arrives late is not its audio', async () => {
    speak();
    at(1800);
    h.responseBegins('r1');
    h.session.interrupt('stop');
    await h.settle();
    h.itemBegins('r1', 'a1', 'u1');
    h.audio('r1', 'a1', 100);
    expect(turn().interruption).toEqual({ reason: 'stop', causeMs: 1800, silentMs: null });
    expect(turn().moments.firstAudio).toBeUndefined();
  });
});

describe('money', () => {
  it('is the service’s count at the rates of the model that answered, transcription apart', () => {
    speak();
    h.emit('conversation.item.input_audio_transcription.completed', {
      item_id: 'u1',
      content_index: 0,
      transcript: 'Hi.',
      usage: { type: 'duration', seconds: 60 },
    });
    answer('r1', 'a1', usageOf(500, 100, 0, 0));
    expect(turn().responses[0]?.model).toBe('gpt-realtime-2.1');
    expect(turn().transcription?.model).toBe('gpt-transcribe');
    // 500 × 4 + 100 × 32 + 10 × 24 + 20 × 64 = 6720 millionths, and 0.0045 for the minute.
    expect(turnCostUsd(turn())).toBeCloseTo(0.00672 + 0.0045, 12);
  });

  it('tells what broke the cache between two responses', () => {
    speak();
    answer('r1', 'a1', usageOf(1000, 600, 0, 0));
    h.session.updateSession({ instructions: 'Sing.' });
    h.accept();
    h.responseBegins('r2');
    h.responseEnds('r2', { usage: usageOf(1010, 700, 0, 0) });
    h.responseBegins('r3');
    h.responseEnds('r3', { usage: usageOf(1020, 720, 1010, 700) });
    const stories = h.session.turns.flatMap(({ responses }) => responses.map(({ story }) => story));
    expect(stories.map((story) => story?.cache)).toEqual(['first', 'instructions', 'kept']);
    expect(stories[1]?.missed).toEqual({ text: 1000, audio: 600, image: 0 });
  });

  it('of an answer that was cut is told as such to the next', async () => {
    speak();
    answer('r1', 'a1', usageOf(1000, 600, 0, 0));
    h.session.playbackPosition('a1', 100 * SAMPLES_PER_MS, 2110);
    h.session.interrupt('stop');
    await h.settle();
    h.responseBegins('r2');
    h.responseEnds('r2', { usage: usageOf(1000, 600, 500, 0) });
    expect(turn().responses[0]?.story).toMatchObject({ cache: 'truncated', changes: ['truncated'] });
  });
});

describe('a line that is lost', () => {
  it('before the answer was heard leaves the turn waiting for the next one', async () => {
    speak();
    at(1800);
    h.answerBegins('r1', 'a1', 'u1');
    h.lose();
    await h.reconnect();
    at(2500);
    h.answerBegins('r2', 'a2', null);
    h.audio('r2', 'a2', 100);
    h.session.playbackStarted('a2', 0, 2600);
    expect(h.session.turns).toHaveLength(1);
    expect(turn()).toMatchObject({
      responses: [{ id: 'r1', endMs: 1800, outcome: 'incomplete' }, { id: 'r2' }],
      interruption: null,
      moments: { speechEnd: 1200, audible: 2600 },
    });
  });

  it('makes the context new to the session that goes on', async () => {
    speak();
    answer('r1', 'a1', usageOf(1000, 600, 0, 0));
    h.session.playbackEnded('a1', 400 * SAMPLES_PER_MS, 2410);
    h.lose();
    await h.reconnect();
    h.responseBegins('r2');
    h.responseEnds('r2', { usage: usageOf(1000, 0, 0, 0) });
    expect(turn().responses[0]?.story?.cache).toBe('session');
  });
});
