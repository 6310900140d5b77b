/**
 * Strokes one frame of the waveform: ground, graticule, sound, unheard sound, marks, playhead. Owns how things look; where they are comes
 * from `time-view.ts`, what there is from the model. Reads, never changes either.
 */

import type { UnheardSpan } from '../../store/assistant-audio.ts';
import { type Columns, makeColumns } from '../../store/peak-lane.ts';
import type { TimelineModel } from '../../store/timeline-model.ts';
import { LaneTiles } from './lane-tiles.ts';
import { type Frame, paintMarks } from './mark-painter.ts';
import { Pen } from './pen.ts';
import type { ColourName, Palette } from './palette.ts';
import { SampleTrace, type ReadTrace, TRACE_BELOW_MS } from './sample-trace.ts';
import { StripPainter } from './strip-painter.ts';
import { excursion, minorTicks, tickLabel, tickStepMs, timeAt, xOf } from './time-view.ts';

/** Labels of the axis are at least so far apart. */
const LABEL_GAP_PX = 84;
const HATCH_PX = 5;

export class WaveformPainter {
  readonly #model: TimelineModel;
  readonly #context: CanvasRenderingContext2D;
  readonly tiles: LaneTiles;
  readonly trace: SampleTrace;
  readonly #strips: StripPainter;
  #palette: Palette;
  #hatches = new Map<string, CanvasPattern | null>();
  #columns: Columns = makeColumns(512);

  constructor(
    model: TimelineModel,
    context: CanvasRenderingContext2D,
    palette: Palette,
    reading: { read: ReadTrace; onRead: () => void },
  ) {
    this.#model = model;
    this.#context = context;
    this.#palette = palette;
    this.tiles = new LaneTiles(model);
    this.trace = new SampleTrace(reading.read, reading.onRead);
    this.#strips = new StripPainter(context, model);
  }

  setPalette(palette: Palette): void {
    this.#palette = palette;
    this.#hatches.clear();
  }

  paint(frame: Frame): void {
    const context = this.#context;
    const { raster, lanes } = frame;
    context.clearRect(0, 0, raster.columns, lanes.height);
    const playhead = Math.round(xOf(raster, frame.nowMs));
    this.#future(frame, playhead);
    this.#graticule(frame);
    this.#gaps(frame);
    this.#strips.paint(frame, this.#palette);
    const isNear = raster.msPerColumn < TRACE_BELOW_MS;
    if (!isNear || !this.trace.paint(context, raster, lanes, this.#palette, frame)) {
      this.tiles.paint(context, raster, lanes, this.#palette);
    }
    for (const span of this.#model.unheard(timeAt(raster, 0), timeAt(raster, raster.columns)))
      this.#unheard(frame, span);
    const pen = new Pen(context, this.#palette, frame.pixelRatio);
    paintMarks(pen, this.#model, frame);
    pen.vertical(playhead, 0, lanes.height, 'ink', 1);
    pen.triangle(playhead, 0, 4, 'down', 'ink');
    this.#cursors(pen, frame);
  }

  #cursors(pen: Pen, { raster, lanes, hoverMs, chosenMs, playheadMs }: Frame): void {
    const at = (ms: number) => Math.round(xOf(raster, ms));
    if (hoverMs !== null) pen.vertical(at(hoverMs), 0, lanes.height, 'ink-3', 1);
    if (chosenMs !== null) {
      pen.vertical(at(chosenMs), 0, lanes.height, 'focus', 1);
      pen.triangle(at(chosenMs), lanes.height, 5, 'up', 'focus');
    }
    if (playheadMs !== null) {
      pen.vertical(at(playheadMs) - 1, 0, lanes.height, 'ink', 2);
      pen.triangle(at(playheadMs), 0, 5, 'down', 'ink');
    }
  }

  /** After the present there is only what is queued: a different ground says so. */
  #future({ raster, lanes }: Frame, playhead: number): void {
    if (playhead >= raster.columns) return;
    this.#context.fillStyle = this.#palette.colour.sunken;
    this.#context.fillRect(playhead, 0, raster.columns - playhead, lanes.height);
  }

  #graticule(frame: Frame): void {
    const { raster, lanes, pixelRatio } = frame;
    const context = this.#context;
    const { colour, fontFamily } = this.#palette;
    const hair = Math.max(1, Math.round(pixelRatio));
    const stepMs = tickStepMs(raster.msPerColumn * pixelRatio, LABEL_GAP_PX);
    const minor = minorTicks(stepMs);
    context.fillStyle = colour.line;
    context.fillRect(0, lanes.youMid, raster.columns, 1);
    context.fillRect(0, lanes.assistantMid, raster.columns, 1);
    context.fillRect(0, lanes.axisTop, raster.columns, hair);
    context.fillRect(0, lanes.axisBottom - hair, raster.columns, hair);
    context.font = `${12 * pixelRatio}px ${fontFamily}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const endMs = timeAt(raster, raster.columns);
    const tick = Math.round(3 * pixelRatio);
    for (let at = Math.max(0, Math.floor(timeAt(raster, 0) / stepMs)) * minor; ; at += 1) {
      const timeMs = (at * stepMs) / minor;
      if (timeMs > endMs) break;
      const x = Math.round(xOf(raster, timeMs));
      const labelled = at % minor === 0;
      context.fillStyle = colour.line;
      if (labelled) {
        context.fillRect(x, 0, hair, lanes.axisTop);
        context.fillRect(x, lanes.axisBottom, hair, lanes.height - lanes.axisBottom);
        context.fillStyle = colour['ink-2'];
        context.fillText(
          tickLabel(timeMs, stepMs),
          x,
          (lanes.axisTop + lanes.axisBottom) / 2 + pixelRatio * 0.5,
        );
      } else {
        context.fillStyle = colour['ink-3'];
        context.fillRect(x, lanes.axisTop, hair, tick);
        context.fillRect(x, lanes.axisBottom - tick, hair, tick);
      }
    }
  }

  /** No session was there: hatched across both lanes, behind whatever sounded all the same. */
  #gaps({ raster, lanes, pixelRatio, nowMs }: Frame): void {
    const context = this.#context;
    const { gaps } = this.#model;
    for (let at = gaps.length - 1; at >= 0; at -= 1) {
      const gap = gaps[at];
      if (!gap) continue;
      const from = Math.max(0, Math.round(xOf(raster, gap.startMs)));
      const to = Math.min(raster.columns, Math.round(xOf(raster, gap.endMs ?? nowMs)));
      if (to <= 0) break;
      if (to <= from) continue;
      context.fillStyle = this.#palette.colour.sunken;
      context.fillRect(from, 0, to - from, lanes.height);
      this.#fillHatch('line', pixelRatio, raster.leftColumn, () =>
        context.fillRect(from, 0, to - from, lanes.height),
      );
    }
  }

  /** Sound that nobody heard: its outline, hatched. Queued in the assistant's hue, lost in grey. */
  #unheard({ raster, lanes, pixelRatio }: Frame, span: UnheardSpan): void {
    const context = this.#context;
    const from = Math.max(0, Math.round(xOf(raster, span.startMs)));
    const to = Math.min(raster.columns, Math.round(xOf(raster, span.endMs)));
    const count = to - from;
    if (count <= 0) return;
    if (count > this.#columns.max.length) this.#columns = makeColumns(count * 2);
    this.#model.readUnheard(
      this.#columns,
      count,
      span,
      timeAt(raster, from) - span.startMs,
      raster.msPerColumn,
    );
    const { min, max } = this.#columns;
    const mid = lanes.assistantMid;
    // Silence still has a body, or one could not see that it was queued.
    const least = Math.max(1, Math.round(pixelRatio));
    const name: ColourName = span.kind === 'queued' ? 'assistant' : 'note';
    context.beginPath();
    context.moveTo(from, mid);
    for (let i = 0; i < count; i += 1)
      context.lineTo(from + i, mid - Math.max(least, excursion(max[i] ?? 0) * lanes.reach));
    context.lineTo(to, mid);
    for (let i = count - 1; i >= 0; i -= 1) {
      context.lineTo(from + i, mid + Math.max(least, -excursion(min[i] ?? 0) * lanes.reach));
    }
    context.closePath();
    const colour = this.#palette.colour[name];
    context.fillStyle = colour;
    context.globalAlpha = 0.12;
    context.fill();
    context.globalAlpha = 1;
    this.#fillHatch(name, pixelRatio, raster.leftColumn, () => context.fill());
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.globalAlpha = 0.6;
    context.stroke();
    context.globalAlpha = 1;
  }

  /** The hatching scrolls with the sound instead of standing still behind it. */
  #fillHatch(name: ColourName, pixelRatio: number, leftColumn: number, fill: () => void): void {
    const hatch = this.#hatch(name, pixelRatio);
    if (!hatch) return;
    hatch.setTransform(new DOMMatrix([1, 0, 0, 1, -leftColumn, 0]));
    this.#context.fillStyle = hatch;
    fill();
  }

  #hatch(name: ColourName, pixelRatio: number): CanvasPattern | null {
    const known = this.#hatches.get(name);
    if (known !== undefined) return known;
    const size = Math.round(HATCH_PX * pixelRatio);
    const canvas = document.createElement('canvas');
    canvas.width = size;
    canvas.height = size;
    const context = canvas.getContext('2d');
    if (context) {
      context.strokeStyle = this.#palette.colour[name];
      context.lineWidth = pixelRatio;
      context.beginPath();
      // Three strokes, so that the corners of neighbouring cells join.
      for (const shift of [-size, 0, size]) {
        context.moveTo(shift - 1, size + 1);
        context.lineTo(shift + size + 1, -1);
      }
      context.stroke();
    }
    const pattern = this.#context.createPattern(canvas, 'repeat');
    this.#hatches.set(name, pattern);
    return pattern;
  }
}
