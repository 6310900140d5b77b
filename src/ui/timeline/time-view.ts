/** Which stretch of time the waveform shows, and how time becomes pixels. Pure; CSS pixels unless a name says device pixels. */

export interface TimeView {
  msPerPx: number;
  /** Time at the left edge; null follows the session live, with the playhead near the right. */
  leftMs: number | null;
}

/** 1,400 px show 35 s: a few turns, with syllables still to be told apart. */
export const DEFAULT_MS_PER_PX = 25;
/** A sample of 24 kHz is a pixel; 3 s a pixel shows an hour in 1,200 px. */
const LEAST_MS_PER_PX = 1 / 24;
const MOST_MS_PER_PX = 3000;
export const ZOOM_STEP = 1.5;

/** Room to the right of the playhead for sound that is queued: a sixth of the width, at least 48 px and at most 220. */
export function playheadX(width: number): number {
  return Math.round(width - Math.min(220, Math.max(48, width / 6)));
}

function liveLeftMs(msPerPx: number, width: number, nowMs: number): number {
  return nowMs - playheadX(width) * msPerPx;
}

export function leftOf(view: TimeView, width: number, nowMs: number): number {
  return view.leftMs ?? liveLeftMs(view.msPerPx, width, nowMs);
}

/** Moves by so many pixels, to later when positive. Stops at the session's start; past the present it follows live again. */
export function pan(view: TimeView, byPx: number, width: number, nowMs: number): TimeView {
  return place(view, leftOf(view, width, nowMs) + byPx * view.msPerPx, width, nowMs);
}

/** Shows the session's first sound at the left edge. */
export function toStart(view: TimeView, width: number, nowMs: number): TimeView {
  return place(view, 0, width, nowMs);
}

function place(view: TimeView, leftMs: number, width: number, nowMs: number): TimeView {
  const live = liveLeftMs(view.msPerPx, width, nowMs);
  if (leftMs >= live) return { ...view, leftMs: null };
  // A session shorter than the view has nothing earlier to show: it stays live.
  return live <= 0 ? { ...view, leftMs: null } : { ...view, leftMs: Math.max(0, leftMs) };
}

/** Shows `factor` times less time. The time under `atX` stays there, or the playhead while live. */
export function zoom(view: TimeView, factor: number, atX: number, width: number, nowMs: number): TimeView {
  const msPerPx = Math.min(MOST_MS_PER_PX, Math.max(LEAST_MS_PER_PX, view.msPerPx / factor));
  if (view.leftMs === null) return { msPerPx, leftMs: null };
  const atMs = view.leftMs + atX * view.msPerPx;
  return place({ msPerPx, leftMs: view.leftMs }, atMs - atX * msPerPx, width, nowMs);
}

/** Shows all of a session that is `endMs` long, and goes on following it when that is what it did. */
export function fit(view: TimeView, endMs: number, width: number): TimeView {
  const msPerPx = Math.min(MOST_MS_PER_PX, Math.max(LEAST_MS_PER_PX, (endMs * FIT_ROOM) / width));
  return { msPerPx, leftMs: view.leftMs === null && endMs <= playheadX(width) * msPerPx ? null : 0 };
}

/** A little air at the end. */
const FIT_ROOM = 1.02;
/** From the edges, as a share of the width: a moment in there is not brought into view, it would not be seen. */
const EDGE = 0.04;

/** Shows a moment in the middle, unless it is in view already. */
export function reveal(view: TimeView, atMs: number, width: number, nowMs: number): TimeView {
  const x = (atMs - leftOf(view, width, nowMs)) / view.msPerPx;
  if (x >= width * EDGE && x <= width * (1 - EDGE)) return view;
  return place(view, atMs - (width / 2) * view.msPerPx, width, nowMs);
}

/** Turns the page when a moving moment has left the view, or is about to. */
export function follow(view: TimeView, atMs: number, width: number, nowMs: number): TimeView {
  const x = (atMs - leftOf(view, width, nowMs)) / view.msPerPx;
  if (x >= 0 && x <= width * (1 - EDGE)) return view;
  return place(view, atMs - width * EDGE * 2 * view.msPerPx, width, nowMs);
}

/**
 * The raster of device pixels: columns are counted from session time 0, so that a column always covers the same stretch of time at one
 * zoom, and what was drawn of it stays true while it scrolls.
 */
export interface Raster {
  msPerColumn: number;
  /** Column at the left edge. */
  leftColumn: number;
  columns: number;
}

export function rasterOf(view: TimeView, width: number, pixelRatio: number, nowMs: number): Raster {
  const msPerColumn = view.msPerPx / pixelRatio;
  return {
    msPerColumn,
    leftColumn: Math.round(leftOf(view, width, nowMs) / msPerColumn),
    columns: Math.max(1, Math.round(width * pixelRatio)),
  };
}

/** Device pixels from the left edge, a fraction. */
export function xOf(raster: Raster, timeMs: number): number {
  return timeMs / raster.msPerColumn - raster.leftColumn;
}

export function timeAt(raster: Raster, x: number): number {
  return (x + raster.leftColumn) * raster.msPerColumn;
}

/** Steps between labels, in milliseconds: what people count time in. */
const STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
  600_000, 1_800_000,
];

/** The smallest step of the axis that leaves `gapPx` between labels. */
export function tickStepMs(msPerPx: number, gapPx: number): number {
  return STEPS_MS.find((stepMs) => stepMs / msPerPx >= gapPx) ?? 3_600_000;
}

/** Unlabelled ticks between labels: fifths, or halves and quarters where those are rounder. */
export function minorTicks(stepMs: number): number {
  if (stepMs === 15_000 || stepMs === 30_000) return 3;
  return stepMs === 60_000 || stepMs === 120_000 || stepMs === 600_000 || stepMs === 1_800_000 ? 6 : 5;
}

/** `0:12`; with as many decimals as the step needs: `0:12.4`, `0:12.45`. */
export function tickLabel(timeMs: number, stepMs: number): string {
  const decimals = stepMs >= 1000 ? 0 : stepMs >= 100 ? 1 : stepMs >= 10 ? 2 : 3;
  const minutes = Math.floor(timeMs / 60_000);
  const seconds = ((timeMs - minutes * 60_000) / 1000).toFixed(decimals);
  return `${minutes}:${seconds.padStart(decimals === 0 ? 2 : 3 + decimals, '0')}`;
}

/** Where lanes and axis lie, in device pixels from the top. */
export interface Lanes {
  youMid: number;
  assistantMid: number;
  /** Greatest excursion from the middle of a lane. */
  reach: number;
  axisTop: number;
  axisBottom: number;
  height: number;
  /** What the server took for speech: between your lane and the axis. */
  speech: Strip;
  /** When the assistant’s audio came: between the axis and its lane. */
  received: Strip;
  /** Tools that ran: at the bottom. */
  tools: Strip;
}

export interface Strip {
  top: number;
  height: number;
}

const AXIS_PX = 20;
/** Keeps a full-scale peak off its neighbours. */
const LANE_PADDING_PX = 3;
/** From this height on strips have room for their names. */
const TALL_PX = 150;
const STRIP_PX = { tall: 12, low: 4 };

/** Has room for words in the strips. */
export function namesStrips(heightPx: number): boolean {
  return heightPx >= TALL_PX;
}

export function lanesOf(heightPx: number, pixelRatio: number): Lanes {
  const height = Math.round(heightPx * pixelRatio);
  const axis = Math.round(AXIS_PX * pixelRatio);
  const strip = Math.round((namesStrips(heightPx) ? STRIP_PX.tall : STRIP_PX.low) * pixelRatio);
  const lane = Math.max(2, Math.floor((height - axis - 3 * strip) / 2));
  const half = Math.floor(lane / 2);
  const axisTop = lane + strip;
  const axisBottom = axisTop + axis;
  return {
    youMid: half,
    assistantMid: axisBottom + strip + half,
    reach: Math.max(1, half - Math.round(LANE_PADDING_PX * pixelRatio)),
    axisTop,
    axisBottom,
    height,
    speech: { top: lane, height: strip },
    received: { top: axisBottom, height: strip },
    tools: { top: axisBottom + strip + lane, height: strip },
  };
}

/** Chosen by eye: at 1 a quiet talker is a thin line, at 0.5 the room's noise is a band. */
const LIFT = 0.7;
/** Eight steps for each of an int8 peak's: no two neighbours of the scale fall together. A power a column would cost more than drawing. */
const LIFT_STEPS = 1024;
const lifted = Float32Array.from({ length: LIFT_STEPS + 1 }, (_, step) => (step / LIFT_STEPS) ** LIFT);

/**
 * Height of an amplitude in [-1, 1] as a share of the reach. Speech at a good level peaks at a third of full scale; the power lifts it to
 * where it can be read, and keeps order, sign, silence and full scale.
 */
export function excursion(amplitude: number): number {
  const size = Math.min(1, Math.abs(amplitude));
  const height = lifted[Math.round(size * LIFT_STEPS)] ?? 0;
  return amplitude < 0 ? -height : height;
}

/** The stretch shown, for assistive technology: `0:10 to 0:45, live`. */
export function shownWords(view: TimeView, width: number, nowMs: number): string {
  const leftMs = leftOf(view, width, nowMs);
  const toMs = view.leftMs === null ? nowMs : leftMs + width * view.msPerPx;
  const words = `${tickLabel(Math.max(0, Math.floor(leftMs / 1000) * 1000), 1000)} to ${tickLabel(Math.max(0, Math.floor(toMs / 1000) * 1000), 1000)}`;
  return view.leftMs === null ? `${words}, live` : words;
}
