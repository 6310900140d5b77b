/**
 * A server that has lost its mind: its lines in any order, repeated and left out, while a person does anything at all. The
 * session must not throw, and the promises that hold in good order must hold here.
 */

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Harness } from './testing/harness.ts';
import type { ScriptedTransport } from './testing/scripted-transport.ts';
import type { Turn } from './turns.ts';
import type { InterruptReason } from './types.ts';

type Step = (h: Harness) => void;

/** What must be true of the records of turns at any moment. */
function turnsHold(turns: readonly Turn[]): void {
  const responses = turns.flatMap((turn) => turn.responses);
  expect(new Set(responses.map(({ id }) => id)).size).toBe(responses.length);
  expect(turns.map(({ number }) => number)).toEqual(turns.map((_, index) => index + 1));
  for (const { moments, tools, interruption } of turns) {
    expect(Object.values(moments).every(Number.isFinite)).toBe(true);
    const { speechStart = 0, speechEnd = speechStart } = moments;
    expect(speechEnd).toBeGreaterThanOrEqual(speechStart);
    for (const { startMs, endMs } of tools) expect(endMs ?? startMs).toBeGreaterThanOrEqual(startMs);
    if (interruption?.silentMs) expect(interruption.silentMs).toBeGreaterThanOrEqual(interruption.causeMs);
  }
  for (const { startMs, endMs } of responses) expect(endMs ?? startMs).toBeGreaterThanOrEqual(startMs);
}

const responseIds = ['r1', 'r2', 'r3'];
const itemIds = ['a1', 'a2', 'u1', 'f1'];

const serverStep: fc.Arbitrary<Step> = fc
  .record({
    what: fc.nat(17),
    r: fc.constantFrom(...responseIds),
    i: fc.constantFrom(...itemIds),
    previous: fc.option(fc.constantFrom(...itemIds)),
    n: fc.nat(400),
    status: fc.constantFrom('completed', 'incomplete', 'cancelled', 'failed'),
  })
  .map(({ what, r, i, previous, n, status }): Step => {
    const steps: Step[] = [
      (h) => h.responseBegins(r),
      (h) => h.responseEnds(r, { status, usage: { input_tokens: n } }),
      (h) => h.itemBegins(r, i, previous),
      (h) => h.audio(r, i, n),
      (h) => h.audio(r, i, n),
      (h) => h.words(r, i, ` word${n}`),
      (h) => h.itemEnds(r, i, status),
      (h) => h.toolCall(r, i, 'f', n % 2 ? '{}' : '{'),
      (h) => h.emit('input_audio_buffer.speech_started', { item_id: i, audio_start_ms: n }),
      (h) => h.emit('input_audio_buffer.speech_stopped', { item_id: i, audio_end_ms: n }),
      (h) => h.emit('input_audio_buffer.committed', { item_id: i, previous_item_id: previous }),
      (h) => h.emit('input_audio_buffer.cleared'),
      (h) => h.emit('conversation.item.deleted', { item_id: i }),
      (h) => h.emit('conversation.item.truncated', { item_id: i, content_index: 0, audio_end_ms: n }),
      (h) =>
        h.emit('conversation.item.input_audio_transcription.completed', { item_id: i, transcript: 'Hm.' }),
      (h) =>
        h.emit('input_audio_buffer.timeout_triggered', { item_id: i, audio_start_ms: n, audio_end_ms: 0 }),
      (h) => h.refuse(null, 'conversation_already_has_active_response'),
      (h) => h.accept(),
    ];
    return steps[what] ?? (() => {});
  });

const personStep: fc.Arbitrary<Step> = fc
  .record({
    what: fc.nat(10),
    i: fc.constantFrom(...itemIds),
    n: fc.nat(20_000),
    reason: fc.constantFrom<InterruptReason>('speech', 'text', 'stop', 'escape', 'push-to-talk'),
  })
  .map(({ what, i, n, reason }): Step => {
    const steps: Step[] = [
      (h) => h.session.sendUserText('Hello'),
      (h) => h.session.createResponse(),
      (h) => h.session.interrupt(reason),
      (h) => h.session.playbackStarted(i, 0, n),
      (h) => h.session.playbackPosition(i, n, n),
      (h) => h.session.playbackEnded(i, n, n),
      (h) => h.session.playbackUnderrun(i, n, n),
      (h) => h.output.play(i, n),
      (h) => h.session.deleteItem(i),
      (h) => h.session.cancelResponse(i, n),
      (h) => h.session.updateSession({ speed: 0.5 + (n % 10) / 10, turnDetection: { kind: 'none' } }),
    ];
    return steps[what] ?? (() => {});
  });

it('keeps its promises whatever the server sends, in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 3, arbitrary: serverStep }, personStep), { maxLength: 60 }),
      async (steps) => {
        const tool = { definition: { name: 'f', description: '', parameters: {} }, handler: async () => 1 };
        const h = new Harness({ tools: [tool] }).connect();
        let asked = 0;
        const received = new Map<string, number>();
        h.session.on('audio.received', ({ itemId, samples }) => {
          received.set(itemId, (received.get(itemId) ?? 0) + samples.length);
        });
        const check = () => {
          for (const event of h.transport.takeAll()) {
            if (event.type === 'response.create') asked += 1;
            if (event.type !== 'conversation.item.truncate') continue;
            expect(Number.isInteger(event.audio_end_ms)).toBe(true);
            expect(event.audio_end_ms).toBeGreaterThan(0);
            expect(event.audio_end_ms * 24).toBeLessThanOrEqual(received.get(event.item_id) ?? 0);
          }
          expect(asked).toBeLessThanOrEqual(1);
          const order = h.order();
          expect(new Set(order).size).toBe(order.length);
          turnsHold(h.session.turns);
          for (const item of h.session.items) {
            if (item.kind !== 'message' || item.heard === null) continue;
            expect(item.heard.heardSamples).toBeLessThanOrEqual(item.heard.receivedSamples);
            expect(item.heard.heardChars).toBeLessThanOrEqual(item.text.length);
          }
        };
        // Whatever the server says of any response, or a refusal, answers the request that is under way.
        h.session.on('realtime.event', ({ direction, event }) => {
          if (direction !== 'server' || !('kind' in event) || event.kind !== 'known') return;
          const { type } = event.event;
          if (type === 'response.created' || type === 'response.done' || type === 'error') asked = 0;
        });
        for (const step of steps) {
          step(h);
          check();
        }
        await h.settle();
        check();
        h.session.dispose();
        expect(h.clock.pending).toBe(0);
        await h.settle();
      },
    ),
    { numRuns: 300 },
  );
});

it('survives the good conversation shuffled, doubled and thinned', async () => {
  const good: Step[] = [
    (h) => h.emit('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 0 }),
    (h) => h.emit('input_audio_buffer.speech_stopped', { item_id: 'u1', audio_end_ms: 900 }),
    (h) => h.emit('input_audio_buffer.committed', { item_id: 'u1', previous_item_id: null }),
    (h) => h.responseBegins('r1'),
    (h) => h.itemBegins('r1', 'a1', 'u1'),
    (h) => h.words('r1', 'a1', 'Hello '),
    (h) => h.audio('r1', 'a1', 200),
    (h) => h.words('r1', 'a1', 'there.'),
    (h) => h.audio('r1', 'a1', 200),
    (h) => h.itemEnds('r1', 'a1'),
    (h) => h.responseEnds('r1'),
  ];
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...good, ...good], { minLength: 5 }), async (steps) => {
      const h = new Harness().connect();
      for (const step of steps) step(h);
      await h.settle();
      const order = h.order();
      expect(order.every((id) => id === 'u1' || id === 'a1')).toBe(true);
      const placed = good[4] !== undefined && steps.includes(good[4]);
      if (placed && order.length === 2) expect(order).toEqual(['u1', 'a1']);
      h.session.dispose();
    }),
    { numRuns: 200 },
  );
});

it('keeps its promises over lines that are lost at any moment, and while they come back', async () => {
  const lineStep = fc.constantFrom<Step>(
    (h) => h.lose(),
    (h) => h.lose({ heardToTheEnd: true, cause: 'limit' }),
    (h) => h.openLine(),
    (h) => h.openLine(),
    (h) => h.beginSession(),
    (h) => h.beginSession(),
    (h) => h.output.answerFlushes(),
    (h) => h.session.appendInputAudio(new Int16Array(480).fill(7), h.session.nowMs()),
    (h) => h.session.pushToTalk(h.session.phase !== 'hearing'),
    (h) => h.clock.advance(300),
  );
  const wait: Step = () => {};
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          { weight: 3, arbitrary: serverStep },
          { weight: 2, arbitrary: personStep },
          { weight: 3, arbitrary: lineStep },
          fc.constant(wait),
        ),
        { maxLength: 80 },
      ),
      fc.boolean(),
      async (steps, slowOutput) => {
        const tool = { definition: { name: 'f', description: '', parameters: {} }, handler: async () => 1 };
        const h = new Harness({ tools: [tool] }).connect();
        h.output.holdFlushes = slowOutput;
        let first = true;
        const check = (line: ScriptedTransport) => {
          const events = line.takeAll();
          const created = new Set<string>();
          const calls = new Set<string>();
          for (const event of events) {
            if (event.type !== 'conversation.item.create') continue;
            const { item } = event;
            expect(created.has(item.id ?? '')).toBe(false);
            created.add(item.id ?? '');
            if (item.type === 'function_call') calls.add(item.call_id ?? '');
            // A call of this very session the server knows by itself.
            const own = h.callsOn(line);
            if (item.type === 'function_call_output') {
              expect(calls.has(item.call_id) || own.has(item.call_id)).toBe(true);
            }
          }
          const spoke = events.filter(({ type }) => type !== 'session.update');
          if (!first && !h.hasSession(line)) expect(spoke).toEqual([]);
          first = false;
        };
        for (const step of steps) {
          const line = h.transport;
          step(h);
          if (h.transport !== line) check(line);
          if (step === wait) await h.settle();
          const order = h.order();
          expect(new Set(order).size).toBe(order.length);
        }
        await h.settle();
        check(h.transport);
        const seams = h.session.items.flatMap((item) => (item.kind === 'seam' ? [item] : []));
        expect(seams.slice(0, -1).every(({ state }) => state === 'resumed')).toBe(true);
        h.session.dispose();
        expect(h.session.items.some((item) => item.kind === 'seam' && item.state === 'waiting')).toBe(false);
        expect(h.clock.pending).toBe(0);
        await h.settle();
      },
    ),
    { numRuns: 400 },
  );
});
