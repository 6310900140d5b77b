import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { silentLogger } from '../logger.ts';
import { findFliteBinary, FliteVoice, readableByFlite } from './flite-voice.ts';
import { formantVoice, speakFormants } from './formant-voice.ts';
import { withFallback } from './voice-box.ts';

const manner = { voice: 'alloy', speed: 1 };
const wasmPath = findFliteBinary();
const rms = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);

function flite(path: string): FliteVoice {
  const voice = new FliteVoice(path);
  onTestFinished(() => voice.dispose());
  return voice;
}

describe('text for flite', () => {
  it('loses accents and typography, not words', () => {
    expect(readableByFlite('“Café” – it’s 5 €')).toBe('"Cafe", it\'s 5');
  });
});

describe('the fallback', () => {
  it('speaks when the first voice cannot, and says once why', async () => {
    const warn = vi.fn();
    const broken = { speak: () => Promise.reject(new Error('no thread')), dispose: vi.fn() };
    const voice = withFallback(broken, formantVoice, { ...silentLogger, warn });
    const spoken = [await voice.speak('Hello.', manner), await voice.speak('Hello.', manner)];
    expect(spoken[1]).toEqual(speakFormants('Hello.', manner));
    expect(warn.mock.calls).toEqual([[{ cause: 'no thread' }, 'speaking with the built-in voice']]);
    voice.dispose();
    expect(broken.dispose).toHaveBeenCalledOnce();
  });

  it('takes over from a flite whose binary is broken', async () => {
    const voice = withFallback(flite(import.meta.filename), formantVoice, silentLogger);
    expect(await voice.speak('Hello.', manner)).toEqual(speakFormants('Hello.', manner));
  });
});

// The package is optional: without it there is nothing to test here, and the built-in voice speaks.
describe.skipIf(wasmPath === null)('flite', () => {
  const path = wasmPath ?? '';

  it('speaks a sentence at 24 kHz, about as long as a person would', async () => {
    const samples = await flite(path).speak('You spoke for 2.3 seconds.', manner);
    expect(samples.length / 24_000).toBeGreaterThan(1.2);
    expect(samples.length / 24_000).toBeLessThan(3.5);
    expect(rms(samples)).toBeGreaterThan(0.03);
    expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(1);
  });

  it('speaks as loudly in every speaker', async () => {
    const voice = flite(path);
    for (const name of ['alloy', 'ash', 'cedar', 'echo']) {
      const db =
        20 * Math.log10(rms(await voice.speak('This is how loud I am today.', { voice: name, speed: 1 })));
      expect(Math.abs(db + 20)).toBeLessThan(3);
    }
  });

  it('honours the speed', async () => {
    const voice = flite(path);
    const seconds = async (speed: number) =>
      (await voice.speak('Hello there, my friend.', { voice: 'sage', speed })).length;
    expect((await seconds(0.5)) / (await seconds(1))).toBeGreaterThan(1.7);
    expect((await seconds(1.5)) / (await seconds(1))).toBeLessThan(0.75);
  });

  it('answers in the order of the questions', async () => {
    const voice = flite(path);
    const lengths = await Promise.all(
      ['Hi.', 'This one is a good deal longer.'].map((text) => voice.speak(text, manner)),
    );
    expect(lengths[0]?.length).toBeLessThan(lengths[1]?.length ?? 0);
  });

  it('leaves other scripts to another voice', async () => {
    await expect(flite(path).speak('Привет!', manner)).rejects.toThrow('English');
  });

  it('takes text that looks like an option for text', async () => {
    const samples = await flite(path).speak('-voice none', manner);
    expect(rms(samples)).toBeGreaterThan(0.01);
  });

  it('speaks no more when it was closed', async () => {
    const voice = flite(path);
    const spoken = voice.speak('Hello.', manner);
    voice.dispose();
    await expect(spoken).rejects.toThrow('closed');
    await expect(voice.speak('Hello.', manner)).rejects.toThrow('closed');
  });
});
