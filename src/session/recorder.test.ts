/** A session that was recorded and is read again tells the same conversation, whatever happened in it. */

import { describe, expect, it } from 'vitest';
import type { PlaybackFact } from './observed/recorded-notes.ts';
import { headerOf, Recorder } from './recorder.ts';
import { Harness, SAMPLES_PER_MS } from './testing/harness.ts';
import { listenTo, readBack, type Told } from './testing/told.ts';

class Recorded {
  readonly h: Harness;
  readonly recorder: Recorder;
  readonly told: () => Told;
  #file = '';

  constructor(options: ConstructorParameters<typeof Harness>[0] = {}) {
    this.h = new Harness(options);
    const { session } = this.h;
    this.told = listenTo(session);
    const header = headerOf(session.settings.asked, {
      startedAtEpochMs: Date.UTC(2026, 4, 4, 10),
      upstream: 'Emulator',
      recordedBy: 'console',
    });
    const sink = { append: (text: string) => void (this.#file += text), close: () => {} };
    this.recorder = new Recorder(sink, header, () => session.nowMs());
    this.recorder.follow((name, listener) => void session.on(name, listener));
    this.h.connect();
  }

  playback(fact: PlaybackFact): void {
    const { session, output } = this.h;
    this.recorder.playback(fact);
    const { itemId } = fact;
    if (fact.kind === 'started') session.playbackStarted(itemId, fact.atSample, fact.atMs);
    else if (fact.kind === 'underrun') session.playbackUnderrun(itemId, fact.atSample, fact.atMs);
    else if (fact.kind === 'position') {
      session.playbackPosition(itemId, fact.playedSamples, 0);
      output.play(itemId, fact.playedSamples);
    } else if (fact.kind === 'ended') {
      session.playbackEnded(itemId, fact.playedSamples, 0);
      output.finish(itemId);
    }
  }

  /** Plays an item from `fromMs` to `toMs`, in real time. */
  plays(itemId: string, fromMs: number, toMs: number): void {
    const { clock, session } = this.h;
    this.playback({ kind: 'started', itemId, atSample: fromMs * SAMPLES_PER_MS, atMs: session.nowMs() });
    for (let atMs = fromMs + 20; atMs <= toMs; atMs += 20) {
      clock.advance(20);
      this.playback({ kind: 'position', itemId, playedSamples: atMs * SAMPLES_PER_MS });
    }
  }

  speaks(itemId: string, ms: number, loudness = 8000): void {
    const { clock, session } = this.h;
    for (let atMs = 0; atMs < ms; atMs += 20) {
      const frame = Int16Array.from({ length: 480 }, (_, i) => Math.round(Math.sin(i / 5) * loudness));
      // Captured some time before it is sent, as in life.
      session.appendInputAudio(frame, session.nowMs() - 27);
      clock.advance(20);
    }
    this.h.emit('input_audio_buffer.speech_started', { item_id: itemId, audio_start_ms: 0 });
  }

  /** The same, read from its file. */
  read(): Told {
    this.h.session.dispose();
    this.recorder.close();
    return readBack(this.#file);
  }
}

async function isTheSame(recorded: Recorded): Promise<void> {
  await recorded.h.settle();
  const read = recorded.read();
  expect(read).toEqual(recorded.told());
}

describe('A recorded session', () => {
  it('has the spoken turn, the answer as it was heard, and the times of both', async () => {
    const r = new Recorded();
    r.recorder.outputLatency(31);
    r.h.session.outputLatencyMs = 31;
    r.speaks('u1', 800);
    r.h.emit('input_audio_buffer.speech_stopped', { item_id: 'u1', audio_end_ms: 780 });
    r.h.emit('input_audio_buffer.committed', { item_id: 'u1', previous_item_id: null });
    r.h.clock.advance(120);
    r.h.answerBegins('r1', 'a1', 'u1');
    r.h.words('r1', 'a1', 'It is noon.');
    r.h.audio('r1', 'a1', 600);
    r.plays('a1', 0, 200);
    r.h.emit('conversation.item.input_audio_transcription.completed', {
      item_id: 'u1',
      transcript: 'What time is it?',
    });
    r.h.itemEnds('r1', 'a1');
    r.h.responseEnds('r1', {
      usage: { input_tokens: 100, output_tokens: 50, input_token_details: { cached_tokens: 20 } },
    });
    r.plays('a1', 200, 600);
    r.playback({ kind: 'ended', itemId: 'a1', playedSamples: 600 * SAMPLES_PER_MS });
    await isTheSame(r);
  });

  it('has an interruption by voice where it was heard, and the late audio after it', async () => {
    const r = new Recorded();
    r.h.answerBegins('r1', 'a1', null);
    r.h.words('r1', 'a1', 'One two three four five six.');
    r.h.audio('r1', 'a1', 2000);
    r.plays('a1', 0, 740);
    r.speaks('u1', 200);
    await r.h.settle();
    r.h.audio('r1', 'a1', 400);
    r.h.itemEnds('r1', 'a1', 'incomplete');
    r.h.cancelled('r1');
    await isTheSame(r);
    expect(r.told().interruptions).toHaveLength(1);
  });

  it.each(['stop', 'escape', 'push-to-talk'] as const)('has what was stopped by %s', async (reason) => {
    const r = new Recorded();
    r.h.answerBegins('r1', 'a1', null);
    r.h.audio('r1', 'a1', 2000);
    r.plays('a1', 0, 300);
    r.h.session.interrupt(reason);
    await r.h.settle();
    r.h.cancelled('r1', 'client_cancelled');
    await isTheSame(r);
  });

  it('has an answer that nobody heard, and one that was stopped before it had a name', async () => {
    const r = new Recorded();
    r.h.answerBegins('r1', 'a1', null);
    r.h.audio('r1', 'a1', 500);
    r.h.session.interrupt('stop');
    await r.h.settle();
    r.h.emit('conversation.item.deleted', { item_id: 'a1' });
    r.h.cancelled('r1');
    r.h.session.createResponse();
    r.h.session.interrupt('stop');
    r.h.answerBegins('r2', 'a2', null);
    r.h.audio('r2', 'a2', 500);
    r.h.cancelled('r2');
    await isTheSame(r);
  });

  it('has a typed message from when it was typed, with the interruption that it caused', async () => {
    const r = new Recorded();
    r.h.answerBegins('r1', 'a1', null);
    r.h.audio('r1', 'a1', 2000);
    r.plays('a1', 0, 300);
    r.h.output.holdFlushes = true;
    r.h.session.sendUserText('Stop, tell me something else.');
    r.h.clock.advance(15);
    r.h.output.answerFlushes();
    await r.h.settle();
    r.h.cancelled('r1');
    r.h.answerBegins('r2', 'a2', null);
    await isTheSame(r);
  });

  it('has tool calls with their outputs and the time they took', async () => {
    const weather = { name: 'weather', description: '', parameters: {} };
    const broken = { name: 'broken', description: '', parameters: {} };
    let answer: (result: unknown) => void = () => {};
    const r = new Recorded({
      settings: { tools: [weather, broken] },
      tools: [
        {
          definition: weather,
          handler: () =>
            new Promise((resolve) => {
              answer = resolve;
            }),
        },
        { definition: broken, handler: () => Promise.reject(new Error('no network')) },
      ],
    });
    r.h.responseBegins('r1');
    r.h.toolCall('r1', 'c1', 'weather', '{"place":"Oslo"}');
    r.h.toolCall('r1', 'c2', 'broken', '{}');
    r.h.responseEnds('r1');
    await r.h.settle();
    r.h.clock.advance(640);
    answer({ sky: 'grey' });
    await r.h.settle();
    await isTheSame(r);
    expect(r.told().items).toMatchObject([{ state: 'done', durationMs: 640 }, { state: 'failed' }]);
  });

  it('has settings that were changed, and a field that was refused', async () => {
    const r = new Recorded();
    r.h.session.updateSession({ instructions: 'Be brief.', speed: 1.2 });
    r.h.accept();
    r.h.session.updateSession({ voice: 'nobody' });
    r.h.transport.take('session.update');
    const { event_id: id } = r.h.transport.take('session.update');
    r.h.refuse(id, 'invalid_value', 'No such voice.', 'session.audio.output.voice');
    await isTheSame(r);
  });

  it('has push-to-talk, from the press to the commit', async () => {
    const r = new Recorded({ settings: { turnDetection: { kind: 'none' } } });
    r.h.session.pushToTalk(true);
    for (let i = 0; i < 40; i += 1) {
      r.h.session.appendInputAudio(new Int16Array(480).fill(900), r.h.session.nowMs() - 20);
      r.h.clock.advance(20);
    }
    r.h.session.pushToTalk(false);
    r.h.emit('input_audio_buffer.committed', { item_id: 'u1', previous_item_id: null });
    r.h.answerBegins('r1', 'a1', 'u1');
    await isTheSame(r);
  });

  it('has a seam: what was lost, what went over, and what was typed meanwhile', async () => {
    const r = new Recorded();
    r.speaks('u1', 400);
    r.h.emit('input_audio_buffer.speech_stopped', { item_id: 'u1', audio_end_ms: 380 });
    r.h.emit('input_audio_buffer.committed', { item_id: 'u1', previous_item_id: null });
    r.h.emit('conversation.item.input_audio_transcription.completed', {
      item_id: 'u1',
      transcript: 'Hello.',
    });
    r.h.answerBegins('r1', 'a1', 'u1');
    r.h.words('r1', 'a1', 'One two three four five.');
    r.h.audio('r1', 'a1', 1000);
    r.plays('a1', 0, 600);
    r.h.lose();
    await r.h.settle();
    r.h.session.sendUserText('Are you there?');
    r.h.clock.advance(1800);
    await r.h.reconnect();
    r.h.answerBegins('r2', 'a2', null);
    r.h.words('r2', 'a2', 'Yes.');
    await isTheSame(r);
    expect(r.told().items.some(({ kind }) => kind === 'seam')).toBe(true);
  });

  it('ends with what was cut off by disconnecting', async () => {
    const r = new Recorded();
    r.h.answerBegins('r1', 'a1', null);
    r.h.audio('r1', 'a1', 2000);
    r.plays('a1', 0, 300);
    r.h.session.interrupt('disconnect');
    await isTheSame(r);
  });
});
