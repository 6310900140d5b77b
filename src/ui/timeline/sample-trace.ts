/**
 * Sound so near that single samples count: read from the engine for the stretch that is shown and a little around it, and drawn as a line.
 * Owns the samples at hand and what is on its way.
 */

import type { Palette } from './palette.ts';
import { excursion, type Lanes, type Raster, timeAt } from './time-view.ts';

/** Peaks of 10 ms say nothing more below so many milliseconds a column. */
export const TRACE_BELOW_MS = 2;
const SAMPLES_PER_MS = 24;
/** Read beyond what is shown on either side, as a share of it. */
const MARGIN = 0.5;
/** While sound still comes in, what is shown is read again so often. */
const AGAIN_MS = 400;

export interface TraceSamples {
  you: Int16Array;
  assistant: Int16Array;
}

export type ReadTrace = (fromMs: number, toMs: number) => Promise<TraceSamples>;

export class SampleTrace {
  readonly #read: ReadTrace;
  readonly #onRead: () => void;
  #held: { fromMs: number; toMs: number; version: number; readAtMs: number; samples: TraceSamples } | null =
    null;
  #isReading = false;

  constructor(read: ReadTrace, onRead: () => void) {
    this.#read = read;
    this.#onRead = onRead;
  }

  /** What was read is of another session. */
  forget(): void {
    this.#held = null;
  }

  /** Draws both lanes; false when the samples are not at hand yet, and then asks for them. `version` changes with the sound. */
  paint(
    context: CanvasRenderingContext2D,
    raster: Raster,
    lanes: Lanes,
    palette: Palette,
    { version, pageMs }: { version: number; pageMs: number },
  ): boolean {
    const fromMs = timeAt(raster, 0);
    const toMs = timeAt(raster, raster.columns);
    const held = this.#held;
    const covers = held !== null && held.fromMs <= Math.max(0, fromMs) && held.toMs >= toMs;
    const isOld = held !== null && held.version !== version && pageMs - held.readAtMs > AGAIN_MS;
    if (!covers || isOld) void this.#fetch(fromMs, toMs, version, pageMs);
    if (!covers) return false;
    const { you, assistant } = held.samples;
    context.lineWidth = Math.max(1, raster.msPerColumn < 0.2 ? 1.5 : 1);
    context.strokeStyle = palette.colour.you;
    line(context, raster, you, held.fromMs, lanes.youMid, lanes.reach);
    context.strokeStyle = palette.colour.assistant;
    line(context, raster, assistant, held.fromMs, lanes.assistantMid, lanes.reach);
    return true;
  }

  async #fetch(fromMs: number, toMs: number, version: number, pageMs: number): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    const marginMs = (toMs - fromMs) * MARGIN;
    const first = Math.max(0, fromMs - marginMs);
    const last = toMs + marginMs;
    try {
      const samples = await this.#read(first, last);
      this.#held = { fromMs: first, toMs: last, version, readAtMs: pageMs, samples };
    } finally {
      this.#isReading = false;
    }
    this.#onRead();
  }
}

/** A line through the samples; where several share a column, from the least to the greatest of them. */
function line(
  context: CanvasRenderingContext2D,
  raster: Raster,
  samples: Int16Array,
  fromMs: number,
  mid: number,
  reach: number,
): void {
  const perColumn = raster.msPerColumn * SAMPLES_PER_MS;
  const at = (column: number) => (timeAt(raster, column) - fromMs) * SAMPLES_PER_MS;
  const y = (sample: number) => mid - excursion(sample / 32_768) * reach;
  context.beginPath();
  if (perColumn <= 2) {
    const first = Math.max(0, Math.floor(at(0)));
    const last = Math.min(samples.length - 1, Math.ceil(at(raster.columns)));
    for (let i = first; i <= last; i += 1) {
      const x = (i - at(0)) / perColumn;
      context.lineTo(x, y(samples[i] ?? 0));
    }
  } else {
    for (let column = 0; column < raster.columns; column += 1) {
      const first = Math.max(0, Math.floor(at(column)));
      const last = Math.min(samples.length, Math.floor(at(column + 1)));
      let least = 0;
      let greatest = 0;
      for (let i = first; i < last; i += 1) {
        const sample = samples[i] ?? 0;
        if (i === first || sample < least) least = sample;
        if (i === first || sample > greatest) greatest = sample;
      }
      if (last <= first) continue;
      context.lineTo(column + 0.5, y(greatest));
      context.lineTo(column + 0.5, y(least));
    }
  }
  context.stroke();
}
