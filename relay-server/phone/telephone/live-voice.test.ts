import { describe, expect, it } from 'vitest';
import { LiveVoice } from './live-voice.ts';

/** 20 ms that can be told from silence and from others. */
const frame = (value: number) => new Int16Array(480).fill(value);
const isSilent = (ulaw: Uint8Array) => ulaw.every((byte) => byte === 0xff);

/** Twice, because the filter keeps a little back. */
function spoken(voice: LiveVoice, frames: number): void {
  for (let n = 0; n < frames; n += 1) voice.speak(frame(8000));
}

describe('a live voice', () => {
  it('goes out a frame each 20 ms', () => {
    const voice = new LiveVoice();
    let sent = 0;
    for (let tick = 0; tick < 50; tick += 1) {
      spoken(voice, 1);
      sent += voice.due().length;
    }
    expect(sent).toBeGreaterThanOrEqual(48);
    expect(sent).toBeLessThanOrEqual(50);
  });

  it('that is late goes out late, and whole', () => {
    const voice = new LiveVoice();
    spoken(voice, 10);
    const first = Array.from({ length: 9 }, () => voice.due()).flat();
    const during = Array.from({ length: 8 }, () => voice.due()).flat();
    spoken(voice, 9);
    const after = voice.due();
    expect(during.length).toBeLessThanOrEqual(1);
    expect([...first.slice(1), ...during, ...after].some(isSilent)).toBe(false);
    expect(first.length + during.length + after.length).toBeGreaterThanOrEqual(17);
  });

  it('that stays out is silent', () => {
    const voice = new LiveVoice();
    const due = Array.from({ length: 60 }, () => voice.due()).flat();
    expect(due).toHaveLength(50);
    expect(due.every(isSilent)).toBe(true);
  });

  it('that comes far too fast loses its past', () => {
    const voice = new LiveVoice();
    spoken(voice, 100);
    expect(
      Array.from({ length: 100 }, () => voice.due())
        .flat()
        .filter((each) => !isSilent(each)).length,
    ).toBeLessThan(21);
  });
});
