import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BACKLOG_MS, SpeechBacklog } from './speech-backlog.ts';

const FRAME = 480;
/** A frame whose samples say when it was captured. */
const frame = (atMs: number) => new Int16Array(FRAME).fill(atMs / 20);

function speak(backlog: SpeechBacklog, fromMs: number, toMs: number): void {
  for (let atMs = fromMs; atMs < toMs; atMs += 20) backlog.add(frame(atMs), atMs);
}

const times = (backlog: SpeechBacklog) =>
  backlog
    .list()
    .map((entry) =>
      entry.kind === 'speech'
        ? `${entry.capturedAtMs}+${entry.audio.length / 24}`
        : `end ${entry.startMs}-${entry.endMs}`,
    );

describe('speech that waits for a session', () => {
  it('is given in blocks of half a second, and a gap in it stays a gap', () => {
    const backlog = new SpeechBacklog('pcm16');
    speak(backlog, 0, 600);
    speak(backlog, 2000, 2040);
    expect(times(backlog)).toEqual(['0+500', '500+100', '2000+40']);
  });

  it('is a copy: the frame may be used again', () => {
    const backlog = new SpeechBacklog('pcm16');
    const samples = frame(20);
    backlog.add(samples, 20);
    samples.fill(0);
    expect(backlog.read(20, 40)?.[0]).toBe(1);
  });

  it('keeps turns apart', () => {
    const backlog = new SpeechBacklog('pcm16');
    speak(backlog, 0, 40);
    backlog.endTurn(0, 45);
    backlog.endTurn(0, 46);
    speak(backlog, 100, 120);
    expect(times(backlog)).toEqual(['0+40', 'end 0-45', '100+20']);
  });

  it('forgets what is taken care of, the end of a turn with it', () => {
    const backlog = new SpeechBacklog('pcm16');
    speak(backlog, 0, 100);
    backlog.endTurn(0, 110);
    speak(backlog, 200, 240);
    backlog.forgetBefore(110);
    expect(times(backlog)).toEqual(['200+40']);
    expect(backlog.droppedMs).toBe(0);
  });

  it('reads a stretch whole or not at all', () => {
    const backlog = new SpeechBacklog('pcm16');
    speak(backlog, 1000, 2000);
    expect(backlog.read(1000, 1100)?.length).toBe(5 * FRAME);
    expect(backlog.read(1011, 1101)?.[0]).toBe(50);
    expect(backlog.read(500, 1100)).toBeNull();
    expect(backlog.read(3000, 4000)).toBeNull();
  });

  it('is bounded, loses the oldest first, and counts what it lost', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1200 }), { maxLength: 60 }), (lengthsMs) => {
        const backlog = new SpeechBacklog('pcm16');
        let atMs = 0;
        for (const lengthMs of lengthsMs) {
          backlog.add(new Int16Array(lengthMs * 24), atMs);
          atMs += lengthMs;
          if (lengthMs % 3 === 0) backlog.endTurn(atMs - lengthMs, atMs);
        }
        const entries = backlog.list();
        const keptMs = entries.reduce(
          (sum, entry) => sum + (entry.kind === 'speech' ? entry.audio.length / 24 : 0),
          0,
        );
        expect(keptMs).toBeLessThanOrEqual(BACKLOG_MS);
        expect(keptMs + backlog.droppedMs).toBeCloseTo(atMs, 6);
        expect(entries[0]?.kind).not.toBe('turn-end');
      }),
    );
  });
});
