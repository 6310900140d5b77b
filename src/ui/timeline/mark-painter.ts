/** Draws the time line's marks: each kind has a shape and a place of its own, so that they are told apart without colour. */

import type { Mark } from '../../session/types.ts';
import type { TimelineModel } from '../../store/timeline-model.ts';
import type { ColourName } from './palette.ts';
import type { Pen } from './pen.ts';
import { type Lanes, type Raster, timeAt, xOf } from './time-view.ts';

/** How long before the left edge a mark may lie and still reach in: the wait between a response and its sound. */
const LOOK_BACK_MS = 30_000;
/** As wide as the widest word beside a mark. */
const WORD_PX = 90;
/** Marks of one kind closer together cannot be told apart: of a burst's thousands a few hundred are drawn. */
const APART_PX = 4;
/** Advance of a letter of the wire's type at 12 px, with a little room. */
const LETTER_PX = 7.5;

export interface Frame {
  raster: Raster;
  lanes: Lanes;
  pixelRatio: number;
  nowMs: number;
  /** Strips have room for words. */
  named: boolean;
  /** Session times: where the pointer is in whichever panel, what was chosen, and what is being played; null = nothing. */
  hoverMs: number | null;
  chosenMs: number | null;
  playheadMs: number | null;
  /** Grows as sound comes in; with the page's time. */
  version: number;
  pageMs: number;
}

export function paintMarks(pen: Pen, model: TimelineModel, frame: Frame): void {
  const { raster, lanes } = frame;
  const { marks } = model;
  const endMs = timeAt(raster, raster.columns);
  const words = { cuts: new WordLine(pen), top: new WordLine(pen) };
  const drawnAt = new Map<Mark['kind'], number>();
  let askedAtX: number | null = null;
  for (let at = model.firstMarkFrom(timeAt(raster, 0) - LOOK_BACK_MS); at < marks.length; at += 1) {
    const mark = marks[at];
    if (!mark || mark.atMs > endMs) break;
    const x = Math.round(xOf(raster, mark.atMs));
    if (mark.kind === 'response-created') askedAtX = x;
    if (mark.kind === 'first-audio-heard' && askedAtX !== null) {
      // From asking to hearing: where the time went.
      pen.dots(askedAtX, x, lanes.axisBottom, 2, 'assistant');
      askedAtX = null;
    }
    if (x < -pen.px(WORD_PX) || x - (drawnAt.get(mark.kind) ?? Number.NEGATIVE_INFINITY) < pen.px(APART_PX))
      continue;
    drawnAt.set(mark.kind, x);
    paintMark(pen, words, lanes, mark, x);
  }
}

/** Words beside marks, all on one line: one that would run into the word before it is left out. Its mark stays, and hover names it. */
class WordLine {
  readonly #pen: Pen;
  #freeFromX = Number.NEGATIVE_INFINITY;

  constructor(pen: Pen) {
    this.#pen = pen;
  }

  write(text: string, markX: number, y: number, colour: ColourName): void {
    if (markX < this.#freeFromX) return;
    this.#pen.word(text, markX + this.#pen.px(5), y, colour);
    this.#freeFromX = markX + this.#pen.px(5 + text.length * LETTER_PX);
  }
}

function paintMark(
  pen: Pen,
  words: { cuts: WordLine; top: WordLine },
  lanes: Lanes,
  mark: Mark,
  x: number,
): void {
  switch (mark.kind) {
    case 'connected':
    case 'disconnected':
      pen.vertical(x, 0, lanes.height, 'ink-3', 1);
      return;
    case 'seam':
    case 'resumed':
      pen.dashes(x, 0, lanes.height, 'ink-2', 1.5);
      if (mark.kind === 'resumed') words.top.write('new session', x, pen.px(14), 'ink-2');
      return;
    // The ends of the underline that the painter draws for the stretch between them.
    case 'speech-started':
      pen.vertical(x, lanes.axisTop - pen.px(6), lanes.axisTop, 'you', 2);
      return;
    case 'speech-stopped':
      pen.vertical(x - 1, lanes.axisTop - pen.px(6), lanes.axisTop, 'you', 2);
      return;
    case 'response-created':
      pen.ring(x, lanes.axisBottom + pen.px(4), 3, 'assistant');
      return;
    case 'first-audio':
      pen.vertical(x, lanes.axisBottom, lanes.axisBottom + pen.px(6), 'assistant', 1);
      return;
    case 'first-audio-heard':
      pen.triangle(x, lanes.axisBottom + pen.px(4), 4, 'right', 'assistant');
      return;
    case 'interrupted':
      // A clean edge: nothing of the answer was heard beyond it.
      pen.vertical(x, lanes.axisBottom, lanes.height, 'ink', 2);
      words.cuts.write(mark.itemId === null ? 'stopped' : 'cut', x, lanes.tools.top - pen.px(3), 'ink');
      return;
    case 'truncated':
      pen.ring(x, lanes.tools.top - pen.px(4), 2.5, 'ink');
      return;
    case 'underrun':
      pen.triangle(x, lanes.height - pen.px(2), 4, 'up', 'ink');
      return;
    case 'settings-changed':
      pen.ring(x, lanes.axisTop - pen.px(4), 2, 'ink-2');
      return;
    case 'error':
      pen.vertical(x, 0, lanes.height, 'error', 1.5);
      // At the top: an error often cuts the answer at the same moment.
      words.top.write('error', x, pen.px(14), 'error');
      return;
    case 'committed':
    case 'first-text':
    case 'response-done':
      pen.vertical(x, lanes.axisBottom, lanes.axisBottom + pen.px(4), 'ink-3', 1);
      return;
  }
}
