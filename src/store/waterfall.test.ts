/** The waterfall of real records: a session is told a good exchange in any order, with time passing in between. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Harness } from '../session/testing/harness.ts';
import type { Turn } from '../session/turns.ts';
import { testTurn } from './testing/test-turn.ts';
import { voiceToVoiceMs } from '../lib/latency.ts';
import { waterfallOf } from './waterfall.ts';

type Step = (h: Harness) => void;

const exchange: Step[] = [
  (h) => h.emit('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 0 }),
  (h) => h.emit('input_audio_buffer.speech_stopped', { item_id: 'u1', audio_end_ms: 900 }),
  (h) => h.emit('input_audio_buffer.committed', { item_id: 'u1', previous_item_id: null }),
  (h) => h.responseBegins('r1'),
  (h) => h.toolCall('r1', 'f1', 'f', '{}'),
  (h) => h.responseEnds('r1'),
  (h) => h.responseBegins('r2'),
  (h) => h.itemBegins('r2', 'a1', 'u1'),
  (h) => h.words('r2', 'a1', 'Hello.'),
  (h) => h.audio('r2', 'a1', 200),
  (h) => h.session.playbackStarted('a1', 0, h.session.nowMs()),
  (h) => h.itemEnds('r2', 'a1'),
  (h) => h.session.interrupt('stop'),
  (h) => h.session.playbackEnded('a1', 4800, h.session.nowMs()),
  (h) => h.responseEnds('r2'),
];

function holds(turn: Turn): void {
  const { spans, tools } = waterfallOf(turn);
  let reached = spans[0]?.span.startMs ?? 0;
  for (const { span, from, share } of spans) {
    // Each begins where the one before it ended: no gap, no overlap, no time that runs backwards.
    expect(span.startMs).toBe(reached);
    expect(span.endMs).toBeGreaterThanOrEqual(span.startMs);
    reached = span.endMs;
    inside(from, share);
  }
  for (const { from, share } of tools) inside(from, share);
  expect(voiceToVoiceMs(turn) ?? 0).toBeGreaterThanOrEqual(0);
}

function inside(from: number, share: number): void {
  expect(from).toBeGreaterThanOrEqual(0);
  expect(share).toBeGreaterThanOrEqual(0);
  expect(from + share).toBeLessThanOrEqual(1 + 1e-9);
}

describe('a waterfall', () => {
  it('has no negative, overlapping or outlying bar, in whatever order the events of an exchange come', async () => {
    const tool = { definition: { name: 'f', description: '', parameters: {} }, handler: async () => 1 };
    const waits = fc.array(fc.nat(700), { minLength: exchange.length, maxLength: exchange.length });
    let timed = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(exchange, { minLength: exchange.length - 4 }),
        waits,
        async (steps, pauses) => {
          const h = new Harness({ tools: [tool] }).connect();
          for (const [index, step] of steps.entries()) {
            step(h);
            h.clock.advance(pauses[index] ?? 0);
            await h.settle();
            for (const turn of h.session.turns) holds(turn);
          }
          timed += h.session.turns.filter((turn) => waterfallOf(turn).spans.length > 2).length;
          h.session.dispose();
        },
      ),
      { numRuns: 200 },
    );
    // It is about waterfalls, not about empty turns.
    expect(timed).toBeGreaterThan(100);
  });

  it('begins with a tool that is known to have begun before anything else', () => {
    const turn = testTurn(1, {
      moments: { responseCreated: 500, end: 1000 },
      tools: [{ itemId: 'f1', name: 'f', startMs: 0, endMs: 250, failed: false }],
    });
    expect(waterfallOf(turn).tools[0]).toMatchObject({ from: 0, share: 0.25 });
    expect(waterfallOf(turn).spans[0]).toMatchObject({ from: 0.5, share: 0.5 });
  });
});
