import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentile, voiceToVoiceMs } from '../lib/latency.ts';
import type { Moment, Turn } from '../session/turns.ts';
import { testTurn } from './testing/test-turn.ts';
import { cutByPerson, momentsOf, spansOf, timeToSilenceMs, toolTimeMs } from './turn-figures.ts';

const names: Moment[] = [
  'speechStart',
  'speechEnd',
  'sent',
  'detected',
  'committed',
  'responseCreated',
  'firstText',
  'firstAudio',
  'audible',
  'end',
];
const time = fc.double({ min: 0, max: 100_000, noNaN: true });
const anyTurn: fc.Arbitrary<Turn> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...names), time), { selector: ([name]) => name })
  .map((moments) => testTurn(1, { moments: Object.fromEntries(moments) }));

describe('spans', () => {
  it('are never negative, leave no gap and do not overlap, however the moments came', () => {
    fc.assert(
      fc.property(anyTurn, (turn) => {
        const spans = spansOf(turn);
        const moments = momentsOf(turn);
        expect(spans).toHaveLength(Math.max(0, moments.length - 1));
        for (const [index, { startMs, endMs, from, to }] of spans.entries()) {
          expect(endMs).toBeGreaterThanOrEqual(startMs);
          expect(startMs).toBe(turn.moments[from]);
          expect(endMs).toBe(turn.moments[to]);
          const next = spans[index + 1];
          if (next) expect(next.startMs).toBe(endMs);
        }
        const length = spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
        expect(length).toBeCloseTo((moments.at(-1)?.atMs ?? 0) - (moments[0]?.atMs ?? 0), 3);
      }),
    );
  });

  it('of the same moment keep the order in which they should come', () => {
    const turn = testTurn(1, { moments: { firstAudio: 5, firstText: 5, responseCreated: 2 } });
    expect(spansOf(turn).map(({ to }) => to)).toEqual(['firstText', 'firstAudio']);
  });
});

describe('figures', () => {
  it('give a voice-to-voice only of speech that was answered with sound, never less than nothing', () => {
    expect(voiceToVoiceMs(testTurn(1, { moments: { speechEnd: 100, audible: 740 } }))).toBe(640);
    expect(voiceToVoiceMs(testTurn(1, { moments: { speechEnd: 100, audible: 40 } }))).toBe(0);
    expect(voiceToVoiceMs(testTurn(1, { moments: { sent: 100, audible: 740 } }))).toBeNull();
    expect(voiceToVoiceMs(testTurn(1, { moments: { speechEnd: 100 } }))).toBeNull();
  });

  it('count the time of two tools at once one time', () => {
    const tool = (startMs: number, endMs: number | null) => ({
      itemId: `f${startMs}`,
      name: 'f',
      startMs,
      endMs,
      failed: false,
    });
    const tools = [tool(300, 400), tool(0, 100), tool(50, 120), tool(60, 80), tool(390, null)];
    expect(toolTimeMs(testTurn(1, { tools }), 450)).toBe(120 + 150);
  });

  it('tell silence and who cut', () => {
    const cut = (reason: 'speech' | 'seam', silentMs: number | null) =>
      testTurn(1, { interruption: { reason, causeMs: 1000, silentMs } });
    expect(timeToSilenceMs(cut('speech', 1230))).toBe(230);
    expect(timeToSilenceMs(cut('speech', null))).toBeNull();
    expect([cutByPerson(cut('speech', 1)), cutByPerson(cut('seam', 1)), cutByPerson(testTurn(1))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('have percentiles by nearest rank: one of the values, and no smaller share of them below it', () => {
    expect(percentile([], 0.5)).toBeNull();
    expect(percentile([3, 1, 2], 0.5)).toBe(2);
    expect(percentile([1, 2], 0.5)).toBe(1);
    fc.assert(
      fc.property(
        fc.array(time, { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, share) => {
          const found = percentile(values, share) ?? Number.NaN;
          expect(values).toContain(found);
          expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(
            share * values.length - 1e-9,
          );
        },
      ),
    );
  });
});
