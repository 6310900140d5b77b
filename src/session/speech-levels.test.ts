import { describe, expect, it } from 'vitest';
import { SpeechLevels } from './speech-levels.ts';

/** From 0, 20 ms frames; `loudness` by session time of each sample. */
function listen(endMs: number, loudness: (ms: number) => number): SpeechLevels {
  const levels = new SpeechLevels();
  for (let ms = 0; ms < endMs; ms += 20) {
    levels.add(
      Int16Array.from({ length: 480 }, (_, i) => loudness(ms + i / 24) * (i % 2 === 0 ? 1 : -1)),
      24_000,
      ms,
    );
  }
  return levels;
}

describe('speech in the levels', () => {
  it('is found to 5 ms, between two words too', () => {
    const word = (ms: number) => (ms >= 300 && ms < 500) || (ms >= 700 && ms < 1005);
    const levels = listen(1600, (ms) => (word(ms) ? 6000 : 10));
    expect([levels.firstSound(0, 1600), levels.lastSound(0, 1600)]).toEqual([300, 1005]);
    expect(levels.lastSound(0, 600)).toBe(500);
  });

  it('stands out from a loud room', () => {
    const levels = listen(1600, (ms) => (ms >= 400 && ms < 900 ? 6000 : 500));
    expect([levels.firstSound(0, 1600), levels.lastSound(0, 1600)]).toEqual([400, 900]);
  });

  it('is not there in silence, nor outside what was heard, nor where all is as loud', () => {
    expect(listen(500, () => 3).lastSound(0, 500)).toBeNull();
    expect(listen(500, () => 6000).firstSound(900, 1200)).toBeNull();
    expect(listen(500, () => 6000).lastSound(0, 500)).toBeNull();
  });

  it('of more than half a minute ago is forgotten', () => {
    const levels = listen(31_000, (ms) => (ms < 500 || ms >= 30_900 ? 6000 : 10));
    expect(levels.lastSound(0, 900)).toBeNull();
    expect(levels.firstSound(30_000, 31_000)).toBe(30_900);
  });
});
