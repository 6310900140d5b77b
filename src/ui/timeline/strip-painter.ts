/** Draws the strips between the lanes: what the server took for speech, when audio came, and tools that ran. */

import type { TimelineModel } from '../../store/timeline-model.ts';
import type { Frame } from './mark-painter.ts';
import type { ColourName, Palette } from './palette.ts';
import { type Strip, xOf } from './time-view.ts';

/** Advance of a letter at 12 px. */
const LETTER_PX = 7.3;
const WASH = 0.35;

export class StripPainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #model: TimelineModel;

  constructor(context: CanvasRenderingContext2D, model: TimelineModel) {
    this.#context = context;
    this.#model = model;
  }

  paint(frame: Frame, palette: Palette): void {
    const { lanes, nowMs } = frame;
    const { speech, arrivals, tools } = this.#model;
    for (let at = speech.length - 1; at >= 0; at -= 1) {
      const span = speech[at];
      if (!span) continue;
      const isShown = this.#bar(frame, palette, lanes.speech, span.startMs, span.endMs ?? nowMs, 'you', 1);
      if (isShown === 'before') break;
    }
    for (let at = arrivals.length - 1; at >= 0; at -= 1) {
      const span = arrivals[at];
      if (!span) continue;
      const isShown = this.#bar(
        frame,
        palette,
        lanes.received,
        span.startMs,
        Math.max(span.endMs, span.startMs + 1),
        'assistant',
        WASH,
      );
      if (isShown === 'before') break;
    }
    for (const { startMs, endMs, name, failed } of tools) {
      const colour = failed ? 'error' : 'tool';
      const isShown = this.#bar(frame, palette, lanes.tools, startMs, endMs ?? nowMs, colour, WASH);
      if (isShown === 'shown' && frame.named) this.#name(frame, palette, startMs, name);
    }
    if (frame.named) this.#names(frame, palette);
  }

  #bar(
    { raster, pixelRatio }: Frame,
    palette: Palette,
    strip: Strip,
    startMs: number,
    endMs: number,
    colour: ColourName,
    alpha: number,
  ): 'before' | 'after' | 'shown' {
    const from = Math.round(xOf(raster, startMs));
    const to = Math.round(xOf(raster, endMs));
    if (to < 0) return 'before';
    if (from > raster.columns) return 'after';
    const context = this.#context;
    // A solid line at the top and a wash below, so that what is marked upon it can be read.
    const line = Math.min(strip.height, Math.max(1, Math.round(2 * pixelRatio)));
    const width = Math.max(1, to - from);
    context.fillStyle = palette.colour[colour];
    context.fillRect(from, strip.top + strip.height - line, width, line);
    if (alpha < 1) {
      context.globalAlpha = alpha;
      context.fillRect(from, strip.top + 1, width, strip.height - line - 1);
      context.globalAlpha = 1;
    }
    return 'shown';
  }

  /** Of a tool, behind its start. */
  #name({ raster, lanes, pixelRatio }: Frame, palette: Palette, startMs: number, name: string): void {
    const x = xOf(raster, startMs) + 3 * pixelRatio;
    this.#text(palette, name, x, lanes.tools, pixelRatio, 'ink');
  }

  /** Of the strips, at the left, on the ground so that they can be read over anything. */
  #names({ lanes, pixelRatio }: Frame, palette: Palette): void {
    const context = this.#context;
    const names: [Strip, string][] = [
      [lanes.speech, 'heard by the server'],
      [lanes.received, 'received'],
      [lanes.tools, 'tools'],
    ];
    for (const [strip, name] of names) {
      context.fillStyle = palette.colour.ground;
      context.globalAlpha = 0.8;
      context.fillRect(0, strip.top, (name.length * LETTER_PX + 12) * pixelRatio, strip.height);
      context.globalAlpha = 1;
      this.#text(palette, name, 8 * pixelRatio, strip, pixelRatio, 'ink-2');
    }
  }

  #text(
    palette: Palette,
    text: string,
    x: number,
    strip: Strip,
    pixelRatio: number,
    colour: ColourName,
  ): void {
    const context = this.#context;
    context.font = `${11 * pixelRatio}px ${palette.fontFamily}`;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillStyle = palette.colour[colour];
    context.fillText(text, x, strip.top + strip.height / 2 + pixelRatio * 0.5);
  }
}
