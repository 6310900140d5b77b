import { describe, expect, it } from 'vitest';
import { speakFormants } from './formant-voice.ts';
import { VOICE_NAMES } from './voices.ts';

const rms = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);

describe('the built-in voice', () => {
  it.each(['Hello there.', 'Привет, как дела?', '你好', '42'])(
    'says %s audibly, without clipping',
    (text) => {
      const samples = speakFormants(text, { voice: 'alloy', speed: 1 });
      expect(rms(samples)).toBeGreaterThan(0.03);
      expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(0.6001);
      expect(samples.length / 24_000).toBeGreaterThan(0.1);
    },
  );

  it('is silent, not empty, when there is nothing to say', () => {
    const samples = speakFormants(' … ', { voice: 'alloy', speed: 1 });
    expect(samples.length).toBeGreaterThanOrEqual(2400);
    expect(rms(samples)).toBe(0);
  });

  it('speaks slower and faster', () => {
    const seconds = (speed: number) => speakFormants('hello there', { voice: 'ash', speed }).length;
    expect(seconds(0.5) / seconds(1)).toBeCloseTo(2, 1);
    expect(seconds(1.5) / seconds(1)).toBeCloseTo(1 / 1.5, 1);
  });

  it('sounds different in each voice', () => {
    const spoken = VOICE_NAMES.map((voice) =>
      speakFormants('aaa', { voice, speed: 1 }).slice(0, 4000).join(),
    );
    expect(new Set(spoken).size).toBe(VOICE_NAMES.length);
  });
});
