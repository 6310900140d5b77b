/**
 * Drawn sound, kept in strips of pixels. A column of the raster covers the same time for as long as the zoom lasts, so what was drawn
 * once is only moved; new sound costs its own columns. Owns the strips; what is on them comes from the model.
 */

import type { TimeRange } from '../../store/assistant-audio.ts';
import { type Columns, makeColumns } from '../../store/peak-lane.ts';
import type { TimelineModel } from '../../store/timeline-model.ts';
import type { Palette } from './palette.ts';
import { excursion, type Lanes, type Raster } from './time-view.ts';

const TILE_COLUMNS = 256;
/** A column may show bins of a neighbour: of the coarse level, sixteen of 10 ms. */
const NEIGHBOUR_MS = 170;
/** Tiles kept beyond those on screen, so that scrolling back and forth draws nothing anew. */
const SPARE_TILES = 8;

interface Tile {
  context: CanvasRenderingContext2D;
  /** Columns of the tile that must be drawn anew; `from >= to` = none. */
  from: number;
  to: number;
  /** Frame in which it was last on screen. */
  usedAt: number;
}

/** Peaks behind, RMS in front: the second tone of a hue. */
const PEAK_ALPHA = 0.42;

export class LaneTiles {
  readonly #model: TimelineModel;
  readonly #tiles = new Map<number, Tile>();
  readonly #columns: Columns = makeColumns(TILE_COLUMNS);
  #msPerColumn = 0;
  #lanes: Lanes | null = null;
  #palette: Palette | null = null;
  #frame = 0;
  #drawnColumns = 0;

  constructor(model: TimelineModel) {
    this.#model = model;
  }

  /** Columns drawn anew since it was made: what scrolling costs. */
  get drawnColumns(): number {
    return this.#drawnColumns;
  }

  /** What was drawn of this stretch is out of date. */
  invalidate(range: TimeRange): void {
    if (range.fromMs > range.toMs || this.#msPerColumn === 0) return;
    const first = (range.fromMs - NEIGHBOUR_MS) / this.#msPerColumn;
    const last = (range.toMs + NEIGHBOUR_MS) / this.#msPerColumn;
    for (const [index, tile] of this.#tiles) {
      const start = index * TILE_COLUMNS;
      const from = Math.max(0, Math.floor(first - start));
      const to = Math.min(TILE_COLUMNS, Math.ceil(last - start));
      if (from >= to) continue;
      tile.from = tile.from < tile.to ? Math.min(tile.from, from) : from;
      tile.to = Math.max(tile.to, to);
    }
  }

  /** Puts the sound of the raster's columns on a canvas of the same height. */
  paint(target: CanvasRenderingContext2D, raster: Raster, lanes: Lanes, palette: Palette): void {
    const same =
      raster.msPerColumn === this.#msPerColumn && lanes === this.#lanes && palette === this.#palette;
    if (!same) {
      this.#tiles.clear();
      this.#msPerColumn = raster.msPerColumn;
      this.#lanes = lanes;
      this.#palette = palette;
    }
    this.#frame += 1;
    const first = Math.floor(raster.leftColumn / TILE_COLUMNS);
    const last = Math.floor((raster.leftColumn + raster.columns - 1) / TILE_COLUMNS);
    for (let index = Math.max(0, first); index <= last; index += 1) {
      const tile = this.#tile(index, lanes);
      if (!tile) return;
      if (tile.from < tile.to) this.#draw(tile, index, lanes, palette);
      target.drawImage(tile.context.canvas, index * TILE_COLUMNS - raster.leftColumn, 0);
    }
    if (this.#tiles.size > last - first + 1 + SPARE_TILES) this.#drop();
  }

  #tile(index: number, lanes: Lanes): Tile | null {
    let tile = this.#tiles.get(index);
    if (!tile) {
      const canvas = document.createElement('canvas');
      canvas.width = TILE_COLUMNS;
      canvas.height = lanes.height;
      const context = canvas.getContext('2d');
      if (!context) return null;
      tile = { context, from: 0, to: TILE_COLUMNS, usedAt: 0 };
      this.#tiles.set(index, tile);
    }
    tile.usedAt = this.#frame;
    return tile;
  }

  #draw(tile: Tile, index: number, lanes: Lanes, palette: Palette): void {
    const { context, from } = tile;
    const count = tile.to - from;
    const startMs = (index * TILE_COLUMNS + from) * this.#msPerColumn;
    context.clearRect(from, 0, count, lanes.height);
    this.#model.readMicrophone(this.#columns, count, startMs, this.#msPerColumn);
    this.#stroke(context, from, count, lanes.youMid, lanes.reach, palette.colour.you);
    this.#model.readAssistant(this.#columns, count, startMs, this.#msPerColumn);
    this.#stroke(context, from, count, lanes.assistantMid, lanes.reach, palette.colour.assistant);
    this.#drawnColumns += count;
    tile.from = 0;
    tile.to = 0;
  }

  #stroke(
    context: CanvasRenderingContext2D,
    x: number,
    count: number,
    mid: number,
    reach: number,
    colour: string,
  ): void {
    const { min, max, rms } = this.#columns;
    context.fillStyle = colour;
    context.globalAlpha = PEAK_ALPHA;
    this.#bars(context, x, count, mid, reach, max, min);
    context.globalAlpha = 1;
    this.#bars(context, x, count, mid, reach, rms, null);
  }

  /** Upright bars from `above` to `below` (or mirrored). Neighbours of one height are one rectangle: silence costs next to nothing. */
  #bars(
    context: CanvasRenderingContext2D,
    x: number,
    count: number,
    mid: number,
    reach: number,
    above: Float32Array,
    below: Float32Array | null,
  ): void {
    let from = 0;
    let top = 0;
    let bottom = 0;
    for (let i = 0; i <= count; i += 1) {
      const nextTop = i < count ? Math.round(excursion(above[i] ?? 0) * reach) : -1;
      const nextBottom = below ? Math.round(-excursion(below[i] ?? 0) * reach) : nextTop;
      if (nextTop === top && nextBottom === bottom) continue;
      if (top + bottom > 0) context.fillRect(x + from, mid - top, i - from, top + bottom);
      from = i;
      top = nextTop;
      bottom = nextBottom;
    }
  }

  #drop(): void {
    for (const [index, tile] of this.#tiles) {
      if (tile.usedAt !== this.#frame) this.#tiles.delete(index);
    }
  }
}
