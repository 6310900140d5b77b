import { describe, expect, it } from 'vitest';
import type { TimelineBatch } from '../engine/engine.messages.ts';
import type { Mark, MarkKind } from '../session/types.ts';
import type { TimeRange } from './assistant-audio.ts';
import { makeColumns } from './peak-lane.ts';
import { ALWAYS, TimelineModel } from './timeline-model.ts';

function loud(startBin: number, count: number) {
  return { startBin, bins: new Int8Array(count * 3).fill(127) };
}

function mark(kind: MarkKind, atMs: number, itemId: string | null = null): Mark {
  return { kind, atMs, label: '', itemId };
}

function batch(patch: Partial<TimelineBatch> = {}): TimelineBatch {
  return {
    nowMs: 0,
    microphone: [],
    items: [],
    segments: [],
    arrivals: [],
    marks: [],
    queuedMs: 0,
    ...patch,
  };
}

function make() {
  const clock = { at: 0, nowMs: () => clock.at, after: () => () => {} };
  return { clock, model: new TimelineModel(clock) };
}

describe('TimelineModel', () => {
  it('shows the microphone where the session heard it', () => {
    const { model } = make();
    model.apply(batch({ nowMs: 130, microphone: [loud(10, 3)] }));
    const out = makeColumns(5);
    model.readMicrophone(out, 5, 90, 10);
    expect([...out.max]).toEqual([0, 1, 1, 1, 0]);
  });

  it('keeps marks in order of time, however they arrive', () => {
    const { model } = make();
    model.apply(batch({ marks: [mark('connected', 0), mark('response-created', 500)] }));
    model.apply(batch({ marks: [mark('speech-stopped', 300), mark('first-audio', 700)] }));
    expect(model.marks.map((each) => each.atMs)).toEqual([0, 300, 500, 700]);
    expect(model.firstMarkFrom(301)).toBe(2);
    expect(model.firstMarkFrom(9000)).toBe(4);
  });

  it('makes gaps of lost lines and their replacement, which end what was being said; time goes on in them', () => {
    const { clock, model } = make();
    const marks = [mark('connected', 0), mark('speech-started', 100), mark('seam', 500)];
    model.apply(batch({ nowMs: 600, marks }));
    expect(model.gaps).toEqual([{ startMs: 500, endMs: null }]);
    expect(model.speech).toEqual([{ startMs: 100, endMs: 500 }]);
    clock.at = 5000;
    expect(model.moving).toBe(true);
    model.apply(batch({ nowMs: 5600, marks: [mark('resumed', 5500), mark('seam', 6000)] }));
    model.apply(batch({ nowMs: 7000, marks: [mark('disconnected', 7000)] }));
    expect(model.gaps).toEqual([
      { startMs: 500, endMs: 5500 },
      { startMs: 6000, endMs: 7000 },
    ]);
    expect(model.summary()).toContain('went on in a new session once');
    model.reset();
    expect(model.gaps).toEqual([]);
  });

  it('makes spans of speech from its start and stop, and ends an open one at a disconnect', () => {
    const { model } = make();
    model.apply(
      batch({
        marks: [mark('speech-started', 100), mark('speech-stopped', 400), mark('speech-started', 900)],
      }),
    );
    expect(model.speech).toEqual([
      { startMs: 100, endMs: 400 },
      { startMs: 900, endMs: null },
    ]);
    model.apply(batch({ marks: [mark('disconnected', 1000)] }));
    expect(model.speech.at(-1)).toEqual({ startMs: 900, endMs: 1000 });
  });

  it('ignores a stop without a start', () => {
    const { model } = make();
    model.apply(batch({ marks: [mark('speech-stopped', 400)] }));
    expect(model.speech).toEqual([]);
  });

  it('leaves an answer alone that begins in the batch that cuts the former one', () => {
    const { model } = make();
    model.apply(
      batch({
        nowMs: 1000,
        items: [{ itemId: 'a', run: loud(0, 100) }],
        queuedMs: 900,
        segments: [{ id: 1, itemId: 'a', startMs: 900, fromSample: 0, lengthSamples: 2400 }],
      }),
    );
    model.apply(
      batch({
        nowMs: 3000,
        marks: [mark('interrupted', 1100, 'a')],
        items: [{ itemId: 'b', run: loud(0, 100) }],
        queuedMs: 1000,
      }),
    );
    expect(model.unheard(0, 1e9).map((span) => [span.kind, span.itemId])).toEqual([
      ['cut', 'a'],
      ['queued', 'b'],
    ]);
  });

  it('says which stretch of sound changed, and that all did at a reset', () => {
    const { model } = make();
    const changes: TimeRange[] = [];
    model.subscribe((changed) => changes.push({ ...changed }));
    model.apply(batch({ nowMs: 50, microphone: [loud(3, 2)] }));
    model.apply(batch({ nowMs: 60, marks: [mark('committed', 55)] }));
    model.reset();
    expect(changes[0]).toEqual({ fromMs: 30, toMs: 50 });
    expect((changes[1]?.fromMs ?? 0) > (changes[1]?.toMs ?? 0)).toBe(true);
    expect(changes[2]).toEqual(ALWAYS);
  });

  it('raises a meter with the voice and lets it fall when nothing is reported any more', () => {
    const { clock, model } = make();
    model.levels();
    model.apply(batch({ nowMs: 100, microphone: [loud(0, 10)] }));
    clock.at = 50;
    const up = model.levels();
    expect(up.you).toBeGreaterThan(0.5);
    expect(up.assistant).toBe(0);
    clock.at = 2000;
    expect(model.levels().you).toBeLessThan(0.05);
  });

  it('lets the assistant’s meter follow what is heard, not what is received', () => {
    const { clock, model } = make();
    model.levels();
    model.apply(batch({ nowMs: 1000, items: [{ itemId: 'a', run: loud(0, 100) }], queuedMs: 1000 }));
    clock.at = 50;
    expect(model.levels().assistant).toBe(0);
    model.apply(
      batch({
        nowMs: 1050,
        segments: [{ id: 1, itemId: 'a', startMs: 1000, fromSample: 0, lengthSamples: 1200 }],
        queuedMs: 950,
      }),
    );
    clock.at = 60;
    expect(model.levels().assistant).toBeGreaterThan(0.1);
  });

  it('tells in a sentence what happened', () => {
    const { model } = make();
    expect(model.summary()).toBe('No sound yet.');
    model.apply(
      batch({
        nowMs: 20_000,
        marks: [
          mark('connected', 0),
          mark('speech-started', 1000),
          mark('speech-stopped', 2000),
          mark('interrupted', 12_400, 'a'),
          mark('error', 13_000),
        ],
        items: [{ itemId: 'a', run: loud(0, 10) }],
        segments: [{ id: 1, itemId: 'a', startMs: 3000, fromSample: 0, lengthSamples: 2400 }],
      }),
    );
    expect(model.summary()).toBe('You spoke once, assistant once; last interruption at 0:12; 1 error.');
  });

  it('moves while connected and stands still after', () => {
    const { clock, model } = make();
    model.apply(batch({ nowMs: 0, marks: [mark('connected', 0)] }));
    clock.at = 5000;
    expect([model.moving, model.nowMs()]).toEqual([true, 5000]);
    model.apply(batch({ nowMs: 5000, marks: [mark('disconnected', 5000)] }));
    clock.at = 9000;
    expect(model.moving).toBe(false);
  });

  it('holds an hour of both voices in less than ten megabytes', () => {
    const { model } = make();
    for (let minute = 0; minute < 60; minute += 1) {
      const itemId = `item_${minute}`;
      model.apply(
        batch({
          nowMs: minute * 60_000,
          microphone: [loud(minute * 6000, 6000)],
          items: [{ itemId, run: loud(0, 6000) }],
          segments: [
            { id: minute, itemId, startMs: minute * 60_000, fromSample: 0, lengthSamples: 1_440_000 },
          ],
        }),
      );
    }
    expect(model.bytes).toBeLessThan(10_000_000);
  });

  it('forgets everything at a reset', () => {
    const { model } = make();
    model.apply(
      batch({
        nowMs: 900,
        microphone: [loud(0, 5)],
        marks: [mark('connected', 0), mark('speech-started', 5)],
      }),
    );
    model.reset();
    expect([model.empty, model.marks, model.speech, model.nowMs(), model.moving]).toEqual([
      true,
      [],
      [],
      0,
      false,
    ]);
  });
});
