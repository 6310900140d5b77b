/**
 * The waveform outside React: size, view, pointer and keys, and when to draw. Owns the view and the canvas's context; tells the panel only
 * what people must see in words. Everything it opens ends with its scope.
 */

import { type Clock, systemClock } from '../../lib/clock.ts';
import type { Scope } from '../../lib/scope.ts';
import type { FrameScheduler, PainterHandle } from '../../store/frame-scheduler.ts';
import type { TimelineModel } from '../../store/timeline-model.ts';
import type { Mark } from '../../session/types.ts';
import type { CursorSource, TimeCursor } from '../../store/time-cursor.ts';
import { hoverLines, nearestMark } from './mark-words.ts';
import type { ReadTrace } from './sample-trace.ts';
import { readPalette, watchTheme } from './palette.ts';
import {
  DEFAULT_MS_PER_PX,
  fit,
  follow,
  type Lanes,
  lanesOf,
  namesStrips,
  pan,
  reveal,
  type Raster,
  rasterOf,
  shownWords,
  timeAt,
  type TimeView,
  toStart,
  xOf,
  zoom,
  ZOOM_STEP,
} from './time-view.ts';
import { WaveformPainter } from './waveform-painter.ts';

export interface Hover {
  /** CSS pixels from the left edge of the canvas. */
  x: number;
  lines: string[];
}

export interface WaveformParts {
  canvas: HTMLCanvasElement;
  /** An empty element for reading colours. */
  probe: HTMLElement;
  model: TimelineModel;
  frames: FrameScheduler;
  /** The instant that all panels share. */
  cursor: TimeCursor;
  /** Samples of both sides for the nearest zooms. */
  readTrace: ReadTrace;
  /** True while the view follows the session. */
  onLive: (live: boolean) => void;
  /** Another stretch of time is shown. */
  onView: () => void;
  onHover: (hover: Hover | null) => void;
}

/** How near a mark the pointer must be to name it. */
const HOVER_REACH_PX = 7;
/** Running time moves the picture some forty pixels a second: thirty pictures show it, sixty cost twice as much. */
const LIVE_FRAME_MS = 30;
const PAGE_PAN_SHARE = 0.8;
/** A wheel that counts in lines moves about one row of the log for each. */
const WHEEL_LINE_PX = 24;
const WHEEL_ZOOM_PER_PX = 0.0025;
/** A pointer that moves less between down and up has chosen a moment. */
const CLICK_PX = 4;

export class WaveformController {
  readonly #parts: WaveformParts;
  readonly #clock: Clock;
  readonly #painter: WaveformPainter | null;
  readonly #frame: PainterHandle;
  #view: TimeView = { msPerPx: DEFAULT_MS_PER_PX, leftMs: null };
  #widthPx = 0;
  #heightPx = 0;
  #pixelRatio = 1;
  #lanes: Lanes = lanesOf(0, 1);
  #pointerX: number | null = null;
  #dragX: number | null = null;
  /** How far the pointer has moved since it went down. */
  #draggedPx = 0;
  /** What the last frame showed; the next is drawn only when something differs. */
  #shown = '';
  #stale = true;
  #paintedMs = Number.NEGATIVE_INFINITY;
  #paintedVersion = -1;

  constructor(scope: Scope, parts: WaveformParts, clock: Clock = systemClock) {
    this.#parts = parts;
    this.#clock = clock;
    const { canvas, probe, model, frames } = parts;
    const context = canvas.getContext('2d');
    const reading = { read: parts.readTrace, onRead: () => this.#touch() };
    this.#painter = context ? new WaveformPainter(model, context, readPalette(probe), reading) : null;
    this.#frame = frames.add(() => this.#draw());
    scope.add(() => this.#frame.dispose());
    scope.add(
      model.subscribe((changed) => {
        if (model.empty) this.#painter?.trace.forget();
        this.#painter?.tiles.invalidate(changed);
        this.#frame.invalidate();
      }),
    );
    watchTheme(scope, () => {
      this.#painter?.setPalette(readPalette(probe));
      this.#touch();
    });
    scope.add(parts.cursor.onMove((source) => this.#cursorMoved(source)));
    scope.add(
      parts.cursor.onChoice((moment, source) => {
        if (moment !== null && source !== 'waveform') this.#reveal(moment.atMs);
        this.#touch();
      }),
    );
    const observer = new ResizeObserver((entries) => {
      const entry = entries.at(-1);
      if (entry) this.#resize(entry);
    });
    observer.observe(canvas);
    scope.add(() => observer.disconnect());
    this.#listen(scope);
  }

  /** The stretch shown, in words. */
  get words(): string {
    return shownWords(this.#view, this.#widthPx, this.#parts.model.nowMs());
  }

  get live(): boolean {
    return this.#view.leftMs === null;
  }

  toLive(): void {
    this.#setView({ ...this.#view, leftMs: null });
  }

  zoomBy(steps: number): void {
    this.#zoom(ZOOM_STEP ** steps, this.#anchorX());
  }

  /** All of the session. */
  fit(): void {
    this.#setView(fit(this.#view, this.#parts.model.endMs, this.#widthPx));
  }

  /** Handles a key on the panel; false when it is not ours. */
  key(name: string): boolean {
    const nowMs = this.#parts.model.nowMs();
    switch (name) {
      case 'PageUp':
        this.#pan(-this.#widthPx * PAGE_PAN_SHARE);
        return true;
      case 'PageDown':
        this.#pan(this.#widthPx * PAGE_PAN_SHARE);
        return true;
      case 'Home':
        this.#setView(toStart(this.#view, this.#widthPx, nowMs));
        return true;
      case 'End':
        this.toLive();
        return true;
      case '+':
      case '=':
        this.zoomBy(1);
        return true;
      case '-':
        this.zoomBy(-1);
        return true;
      case '0':
        this.fit();
        return true;
      default:
        return false;
    }
  }

  #listen(scope: Scope): void {
    const { canvas } = this.#parts;
    scope.listen<WheelEvent>(
      canvas,
      'wheel',
      (event) => {
        event.preventDefault();
        const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : WHEEL_LINE_PX;
        const delta = (Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY) * unit;
        if (event.ctrlKey || event.metaKey) this.#zoom(Math.exp(-delta * WHEEL_ZOOM_PER_PX), event.offsetX);
        else this.#pan(delta);
      },
      { passive: false },
    );
    scope.listen<PointerEvent>(canvas, 'pointerdown', (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.#dragX = event.offsetX;
      this.#draggedPx = 0;
    });
    scope.listen<PointerEvent>(canvas, 'pointermove', (event) => {
      if (this.#dragX !== null) {
        this.#draggedPx += Math.abs(this.#dragX - event.offsetX);
        this.#pan(this.#dragX - event.offsetX);
        this.#dragX = event.offsetX;
      }
      this.#pointerX = event.pointerType === 'touch' && this.#dragX === null ? null : event.offsetX;
      this.#touch();
    });
    scope.listen<PointerEvent>(canvas, 'pointerup', (event) => {
      if (this.#dragX !== null && this.#draggedPx < CLICK_PX) this.#choose(event.offsetX);
      this.#dragX = null;
    });
    scope.listen(canvas, 'pointercancel', () => {
      this.#dragX = null;
    });
    scope.listen(canvas, 'pointerleave', () => {
      this.#pointerX = null;
      this.#parts.cursor.hover(null, 'waveform');
      this.#touch();
    });
  }

  #raster(): Raster {
    return rasterOf(this.#view, this.#widthPx, this.#pixelRatio, this.#parts.model.nowMs());
  }

  /** A mark that is near is meant. */
  #choose(x: number): void {
    const { model, cursor } = this.#parts;
    const timeMs = timeAt(this.#raster(), x * this.#pixelRatio);
    if (timeMs < 0 || model.empty) return;
    const mark = this.#markNear(timeMs);
    const atMs = Math.min(mark?.atMs ?? timeMs, model.endMs);
    const itemId = mark?.itemId ?? model.playingAt(atMs)?.itemId;
    cursor.choose(itemId === undefined ? { atMs } : { atMs, itemId }, 'waveform');
  }

  #markNear(timeMs: number): Mark | null {
    const { model } = this.#parts;
    const reachMs = HOVER_REACH_PX * this.#view.msPerPx;
    return nearestMark(model.marks, model.firstMarkFrom(timeMs - reachMs), timeMs, reachMs);
  }

  #reveal(atMs: number): void {
    this.#setView(reveal(this.#view, atMs, this.#widthPx, this.#parts.model.nowMs()));
  }

  #cursorMoved(source: CursorSource): void {
    const { cursor, model } = this.#parts;
    if (source === 'player' && cursor.playheadMs !== null && this.#dragX === null) {
      const { width, view } = { width: this.#widthPx, view: this.#view };
      this.#setView(follow(view, cursor.playheadMs, width, model.nowMs()));
    }
    this.#touch();
  }

  /** What is looked at: the chosen moment where it is in view, else the middle. */
  #anchorX(): number {
    const chosenMs = this.#parts.cursor.chosen?.atMs;
    const x = chosenMs === undefined ? -1 : xOf(this.#raster(), chosenMs) / this.#pixelRatio;
    return x >= 0 && x <= this.#widthPx ? x : this.#widthPx / 2;
  }

  #pan(byPx: number): void {
    this.#setView(pan(this.#view, byPx, this.#widthPx, this.#parts.model.nowMs()));
  }

  #zoom(factor: number, atX: number): void {
    this.#setView(zoom(this.#view, factor, atX, this.#widthPx, this.#parts.model.nowMs()));
  }

  #setView(view: TimeView): void {
    const wasLive = this.live;
    this.#view = view;
    if (this.live !== wasLive) this.#parts.onLive(this.live);
    this.#parts.onView();
    this.#touch();
  }

  #touch(): void {
    this.#stale = true;
    this.#frame.invalidate();
  }

  #resize(entry: ResizeObserverEntry): void {
    const { canvas } = this.#parts;
    this.#pixelRatio = window.devicePixelRatio || 1;
    this.#widthPx = entry.contentRect.width;
    this.#heightPx = entry.contentRect.height;
    canvas.width = Math.max(1, Math.round(this.#widthPx * this.#pixelRatio));
    canvas.height = Math.max(1, Math.round(this.#heightPx * this.#pixelRatio));
    this.#lanes = lanesOf(this.#heightPx, this.#pixelRatio);
    // Drawn at once: setting the size has emptied the canvas, and the next frame would come after it was shown.
    this.#stale = true;
    this.#draw();
  }

  #draw(): boolean {
    const { model } = this.#parts;
    if (this.#painter && this.#widthPx > 0 && this.#heightPx > 0) {
      const nowMs = model.nowMs();
      const raster = rasterOf(this.#view, this.#widthPx, this.#pixelRatio, nowMs);
      const nowColumn = Math.round(nowMs / raster.msPerColumn);
      const shown = `${raster.leftColumn} ${nowColumn}`;
      const moved = shown !== this.#shown && this.#clock.nowMs() >= this.#paintedMs + LIVE_FRAME_MS;
      if (this.#stale || model.version !== this.#paintedVersion || moved) {
        this.#shown = shown;
        this.#stale = false;
        this.#paintedVersion = model.version;
        this.#paintedMs = this.#clock.nowMs();
        const { hoverMs, chosen, playheadMs } = this.#parts.cursor;
        this.#painter.paint({
          raster,
          lanes: this.#lanes,
          pixelRatio: this.#pixelRatio,
          nowMs,
          named: namesStrips(this.#heightPx),
          hoverMs,
          chosenMs: chosen?.atMs ?? null,
          playheadMs,
          version: model.version,
          pageMs: this.#paintedMs,
        });
        this.#hover(raster);
      }
    }
    return model.moving;
  }

  #hover(raster: Raster): void {
    const { model, onHover, cursor } = this.#parts;
    if (this.#pointerX === null) {
      onHover(null);
      return;
    }
    const timeMs = timeAt(raster, this.#pointerX * this.#pixelRatio);
    const mark = this.#markNear(timeMs);
    const unheard = model
      .unheard(timeMs, timeMs + 1)
      .find((span) => span.startMs <= timeMs && timeMs < span.endMs);
    if (timeMs < 0) {
      cursor.hover(null, 'waveform');
      onHover(null);
      return;
    }
    cursor.hover(mark?.atMs ?? timeMs, 'waveform');
    const tool = [...model.tools].find(
      ({ startMs, endMs }) => startMs <= timeMs && timeMs < (endMs ?? Infinity),
    );
    const x = mark ? xOf(raster, mark.atMs) / this.#pixelRatio : this.#pointerX;
    onHover({ x, lines: hoverLines(timeMs, { mark, unheard: unheard ?? null, tool: tool ?? null }) });
  }
}
