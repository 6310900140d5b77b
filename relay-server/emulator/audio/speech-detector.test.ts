import { describe, expect, it } from 'vitest';
import { silencePcm16, speechPcm16 } from '../testing/session-harness.ts';
import { loadFvad } from './fvad.ts';
import { gateDbOf, SpeechDetector, type SpeechEdge } from './speech-detector.ts';

const classifiers = await loadFvad();
const MS = 24;

function join(...parts: Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function edgesOf(
  pcm16: Int16Array,
  {
    threshold = 0.5,
    silenceMs = 500,
    block = 480,
  }: { threshold?: number; silenceMs?: number; block?: number } = {},
): SpeechEdge[] {
  const detector = new SpeechDetector(classifiers.create(), { threshold, silenceMs });
  const edges: SpeechEdge[] = [];
  for (let at = 0; at < pcm16.length; at += block)
    edges.push(...detector.push(pcm16.subarray(at, at + block)));
  detector.dispose();
  return edges;
}

const scaled = (pcm16: Int16Array, gain: number) => pcm16.map((sample) => Math.round(sample * gain));

/** White noise from a fixed seed. */
function noise(ms: number, amplitude: number): Int16Array {
  let seed = 7;
  return Int16Array.from({ length: ms * MS }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.round((seed / 2_147_483_648 - 1) * amplitude);
  });
}

const twoTurns = join(
  silencePcm16(1000),
  speechPcm16(1500),
  silencePcm16(1000),
  speechPcm16(800),
  silencePcm16(1000),
);

describe('the speech detector', () => {
  it('finds both turns, each begun and ended within 150 ms of the truth', () => {
    const edges = edgesOf(twoTurns);
    expect(edges.map(({ kind }) => kind)).toEqual(['started', 'stopped', 'started', 'stopped']);
    const truthMs = [1000, 2500 + 500, 3500, 4300 + 500];
    // The synthetic speech begins and ends inside words, some of whose sounds are quiet.
    edges.forEach(({ atSample }, n) => {
      expect(Math.abs(atSample / MS - (truthMs[n] ?? 0))).toBeLessThan(150);
    });
  });

  it('does not depend on how the stream is cut', () => {
    const wanted = edgesOf(twoTurns);
    for (const block of [1, 97, 240, 4800, twoTurns.length])
      expect(edgesOf(twoTurns, { block })).toEqual(wanted);
  });

  it('waits for the silence that it is told to wait for', () => {
    const [, short] = edgesOf(twoTurns, { silenceMs: 200 });
    const [, long] = edgesOf(twoTurns, { silenceMs: 700 });
    expect(((long?.atSample ?? 0) - (short?.atSample ?? 0)) / MS).toBe(500);
  });

  it('hears nothing in silence', () => {
    expect(edgesOf(silencePcm16(5000))).toEqual([]);
  });

  it.each([200, 800, 2500])(
    'hears no speech in steady noise of amplitude %i, from its first sample on',
    (amplitude) => {
      expect(edgesOf(noise(5000, amplitude))).toEqual([]);
    },
  );

  it('does not take clicks for speech', () => {
    const clicks = silencePcm16(3000).map((_, n) => (n % (500 * MS) < 5 * MS ? 20_000 : 0));
    expect(edgesOf(clicks)).toEqual([]);
  });

  it('needs louder speech at a higher threshold', () => {
    const quiet = join(silencePcm16(600), scaled(speechPcm16(1000), 0.06), silencePcm16(800));
    expect(edgesOf(quiet, { threshold: 0.2 })).toHaveLength(2);
    expect(edgesOf(quiet, { threshold: 0.95 })).toEqual([]);
    expect(gateDbOf(0)).toBeLessThan(gateDbOf(0.5));
    expect(gateDbOf(1)).toBe(-25);
  });

  it('finds speech in noise', () => {
    const speech = join(silencePcm16(1000), speechPcm16(1500), silencePcm16(1500));
    const mixed = noise(4000, 500).map((sample, n) =>
      Math.max(-32_768, Math.min(32_767, sample + (speech[n] ?? 0))),
    );
    expect(edgesOf(mixed).map(({ kind }) => kind)).toEqual(['started', 'stopped']);
  });

  it('forgets the turn when it is ended from outside', () => {
    const detector = new SpeechDetector(classifiers.create(), { threshold: 0.5, silenceMs: 300 });
    detector.push(silencePcm16(400));
    detector.push(speechPcm16(500));
    expect(detector.speaking).toBe(true);
    detector.endTurn();
    expect(detector.push(silencePcm16(2000))).toEqual([]);
    detector.dispose();
  });

  it('counts from where the stream stood when it was made', () => {
    const detector = new SpeechDetector(classifiers.create(), { threshold: 0.5, silenceMs: 300 }, 100_000);
    const [started] = detector.push(join(silencePcm16(1000), speechPcm16(500)));
    expect(started?.atSample).toBeGreaterThan(100_000 + 900 * MS);
    detector.dispose();
  });
});
