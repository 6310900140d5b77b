import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Harness, SAMPLES_PER_MS } from './testing/harness.ts';

let h: Harness;

beforeEach(() => {
  h = new Harness().connect();
});

afterEach(() => {
  h.transport.assertNothingLeft();
});

const frame = (ms = 20) => new Int16Array(ms * SAMPLES_PER_MS);

describe('the microphone', () => {
  it('is sent as base64, and its committed audio is found on the session’s clock', () => {
    for (let i = 0; i < 60; i += 1) expect(h.session.appendInputAudio(frame(), 5000 + i * 20)).toBe(true);
    const sent = h.transport.takeAll();
    expect(sent).toHaveLength(60);
    expect(sent[0]).toMatchObject({ type: 'input_audio_buffer.append', audio: 'A'.repeat(1280) });
    expect(h.session.phase).toBe('listening');
    h.emit('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 100 });
    h.emit('input_audio_buffer.speech_stopped', { item_id: 'u1', audio_end_ms: 1100 });
    h.emit('input_audio_buffer.committed', { item_id: 'u1', previous_item_id: null });
    expect(h.payloads('input.committed')).toEqual([{ itemId: 'u1', startMs: 5100, endMs: 6100 }]);
    expect(h.message('u1')).toMatchObject({ startedAtMs: 5100, audioMs: 1000 });
    expect(h.session.phase).toBe('thinking');
  });

  it('counts frames that the connection does not take, and does not put them on the input’s clock', () => {
    h.transport.open = false;
    expect(h.session.appendInputAudio(frame(), 0)).toBe(false);
    expect(h.session.counters.unsentFrames).toBe(1);
    h.transport.open = true;
    h.session.appendInputAudio(frame(), 400);
    h.transport.take('input_audio_buffer.append');
    h.emit('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 10 });
    expect(h.message('u1').startedAtMs).toBe(410);
  });

  it('measures from the last sound, not from the end of the silence that the server waited for', () => {
    for (let i = 0; i < 100; i += 1) h.session.appendInputAudio(frame(), i * 20);
    h.transport.takeAll();
    h.emit('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 0 });
    h.emit('input_audio_buffer.speech_stopped', { item_id: 'u1', audio_end_ms: 1800 });
    h.emit('input_audio_buffer.committed', { item_id: 'u1' });
    h.answerBegins('r1', 'a1', 'u1');
    h.audio('r1', 'a1', 100);
    h.session.playbackStarted('a1', 0, 2100);
    const measured = { speechEnd: 1300, audible: 2100 };
    expect(h.session.turns).toMatchObject([{ moments: measured }]);
    h.session.playbackStarted('a1', 480, 2500);
    expect(h.session.turns).toMatchObject([{ moments: measured }]);
  });

  it('counts underruns and marks them', () => {
    h.answerBegins('r1', 'a1', null);
    h.audio('r1', 'a1', 100);
    h.session.playbackStarted('a1', 0, 50);
    h.session.playbackUnderrun('a1', 2400, 150);
    expect(h.session.counters.underruns).toBe(1);
    expect(h.payloads('mark').at(-1)).toMatchObject({ kind: 'underrun', atMs: 150, itemId: 'a1' });
    expect(h.message('a1').heard?.heardSamples).toBe(2400);
  });
});
