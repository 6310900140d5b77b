import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Harness, SAMPLES_PER_MS } from './testing/harness.ts';

let h: Harness;

beforeEach(() => {
  h = new Harness({ settings: { turnDetection: { kind: 'none' } } }).connect();
});

afterEach(() => {
  h.transport.assertNothingLeft();
});

function talk(ms: number, fromMs: number): void {
  for (let at = 0; at < ms; at += 20) {
    h.session.appendInputAudio(new Int16Array(20 * SAMPLES_PER_MS), fromMs + at);
    h.clock.advance(20);
  }
}

const appended = () =>
  h.transport.takeAll().filter((event) => event.type === 'input_audio_buffer.append').length;

describe('push-to-talk', () => {
  it('sends the microphone only while the button is held', () => {
    talk(100, 0);
    expect(appended()).toBe(0);
    h.session.pushToTalk(true);
    h.session.pushToTalk(true);
    h.transport.take('input_audio_buffer.clear');
    expect(h.session.phase).toBe('hearing');
    talk(200, 100);
    expect(appended()).toBe(10);
    h.session.pushToTalk(false);
    h.session.pushToTalk(false);
    h.transport.take('input_audio_buffer.commit');
    h.transport.take('response.create');
    talk(100, 300);
    expect(h.session.phase).toBe('thinking');
  });

  it('gives the item its audio, and measures from the release', () => {
    h.session.pushToTalk(true);
    talk(500, 40);
    h.session.pushToTalk(false);
    h.transport.takeAll();
    h.emit('input_audio_buffer.committed', { item_id: 'u1', previous_item_id: null });
    expect(h.payloads('input.committed')).toEqual([{ itemId: 'u1', startMs: 40, endMs: 500 }]);
    expect(h.message('u1')).toMatchObject({ medium: 'voice', startedAtMs: 40, audioMs: 460 });
    h.answerBegins('r1', 'a1', 'u1');
    h.audio('r1', 'a1', 100);
    h.session.playbackStarted('a1', 0, 900);
    expect(h.session.turns).toMatchObject([{ moments: { speechEnd: 500, audible: 900 } }]);
  });

  it('throws a short press away and says so', () => {
    h.session.pushToTalk(true);
    h.transport.take('input_audio_buffer.clear');
    talk(80, 0);
    expect(appended()).toBe(4);
    h.session.pushToTalk(false);
    h.transport.take('input_audio_buffer.clear');
    expect(h.payloads('notice')[0]).toMatchObject({ key: 'push-to-talk-short', level: 'info' });
    h.session.pushToTalk(true);
    h.transport.take('input_audio_buffer.clear');
    expect(h.payloads('notice.cleared')).toContain('push-to-talk-short');
  });

  it('interrupts the answer, and asks for the next one when that has ended', async () => {
    h.answerBegins('r1', 'a1', null);
    h.audio('r1', 'a1', 1000);
    h.output.play('a1', 300 * SAMPLES_PER_MS);
    h.session.pushToTalk(true);
    await h.settle();
    expect(h.transport.types).toEqual([
      'response.cancel',
      'input_audio_buffer.clear',
      'conversation.item.truncate',
    ]);
    h.transport.takeAll();
    talk(200, 0);
    h.session.pushToTalk(false);
    expect(h.transport.takeAll().at(-1)?.type).toBe('input_audio_buffer.commit');
    h.cancelled('r1', 'client_cancelled');
    h.transport.take('response.create');
    expect(h.message('a1').heard).toMatchObject({ interrupted: 'push-to-talk', truncatedAtMs: 300 });
  });

  it('is of no effect while the server listens by itself', () => {
    const server = new Harness().connect();
    server.session.pushToTalk(true);
    server.session.pushToTalk(false);
    server.transport.assertNothingLeft();
  });

  it('takes the first audio only after it was asked for, although the server has not answered yet', () => {
    const fresh = new Harness({ settings: { turnDetection: { kind: 'none' } } });
    fresh.session.start(fresh.transport);
    fresh.transport.take('session.update');
    const vad = { audio: { input: { turn_detection: { type: 'server_vad' } } } };
    fresh.emit('session.created', { session: { id: 's', model: 'm', ...vad } });
    expect(fresh.session.appendInputAudio(new Int16Array(480), 0)).toBe(false);
    fresh.transport.assertNothingLeft();
  });
});
