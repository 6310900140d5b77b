import { expect, it } from 'vitest';
import { TimeCursor } from './time-cursor.ts';

it('tells each choice with who made it, and moves only when there was one', () => {
  const cursor = new TimeCursor();
  const told: string[] = [];
  cursor.onChoice((moment, source) => told.push(`${source} ${moment?.atMs ?? 'nothing'}`));
  const stop = cursor.onMove((source) => told.push(`move ${source}`));
  cursor.choose({ atMs: 5 }, 'log');
  // The same again is a wish to go there again.
  cursor.choose({ atMs: 5 }, 'log');
  cursor.hover(7, 'waveform');
  cursor.hover(7, 'waveform');
  cursor.play(8);
  stop();
  cursor.hover(9, 'turns');
  expect(told).toEqual(['log 5', 'log 5', 'move waveform', 'move player']);
});

it('forgets everything with the session', () => {
  const cursor = new TimeCursor();
  const told: unknown[] = [];
  cursor.choose({ atMs: 5, rowSeq: 2 }, 'log');
  cursor.hover(6, 'log');
  cursor.play(7);
  cursor.onChoice((moment) => told.push(moment));
  cursor.reset();
  cursor.reset();
  expect([cursor.chosen, cursor.hoverMs, cursor.playheadMs]).toEqual([null, null, null]);
  expect(told).toEqual([null]);
});
