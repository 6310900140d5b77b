/** Ties the waveform's controller to the panel's life, and gives the panel its words. */

import { type RefObject, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Scope } from '../../lib/scope.ts';
import { pageFrames } from '../../store/frame-scheduler.ts';
import { useConsoleParts } from '../kit/console-context.tsx';
import { type Hover, WaveformController } from './waveform-controller.ts';

/** Words for assistive technology change no oftener than this. */
const WORDS_EVERY_MS = 1000;

export interface WaveformState {
  canvas: RefObject<HTMLCanvasElement | null>;
  probe: RefObject<HTMLSpanElement | null>;
  tooltip: RefObject<HTMLDivElement | null>;
  controller: RefObject<WaveformController | null>;
  live: boolean;
  empty: boolean;
  /** What happened so far, in a sentence. */
  summary: string;
  /** The stretch of time shown. */
  shown: string;
}

export function useWaveform(): WaveformState {
  const { timeline, cursor, actions } = useConsoleParts();
  const canvas = useRef<HTMLCanvasElement>(null);
  const probe = useRef<HTMLSpanElement>(null);
  const tooltip = useRef<HTMLDivElement>(null);
  const controller = useRef<WaveformController | null>(null);
  const [live, setLive] = useState(true);
  const [words, setWords] = useState({ summary: timeline.summary(), shown: '' });
  const empty = useSyncExternalStore(
    useCallback((onChange) => timeline.subscribe(onChange), [timeline]),
    () => timeline.empty,
  );

  useEffect(() => {
    const scope = new Scope();
    let due = false;
    const tell = () => {
      due = false;
      const next = { summary: timeline.summary(), shown: controller.current?.words ?? '' };
      setWords((held) => (held.summary === next.summary && held.shown === next.shown ? held : next));
    };
    const tellSoon = () => {
      if (due) return;
      due = true;
      scope.after(WORDS_EVERY_MS, tell);
    };
    scope.add(timeline.subscribe(tellSoon));
    const element = canvas.current;
    const probeElement = probe.current;
    if (element && probeElement) {
      controller.current = new WaveformController(scope, {
        canvas: element,
        probe: probeElement,
        model: timeline,
        frames: pageFrames,
        cursor,
        readTrace: actions.readSpan,
        onLive: setLive,
        onView: tellSoon,
        onHover: (hover) => showHover(tooltip.current, hover),
      });
    }
    return () => {
      scope.dispose();
      controller.current = null;
    };
  }, [timeline, cursor, actions]);

  return { canvas, probe, tooltip, controller, live, empty, ...words };
}

/** Moves the tooltip without React: it follows the pointer and the running time. */
function showHover(tooltip: HTMLElement | null, hover: Hover | null): void {
  if (!tooltip) return;
  if (!hover) {
    // Asked each frame: writing what is there already would still make the browser look again.
    if (!tooltip.hidden) tooltip.hidden = true;
    return;
  }
  tooltip.hidden = false;
  const text = hover.lines.join('\n');
  if (tooltip.textContent !== text) tooltip.textContent = text;
  const room = tooltip.parentElement?.clientWidth ?? 0;
  const left = Math.min(hover.x + 8, room - tooltip.offsetWidth - 4);
  tooltip.style.transform = `translateX(${Math.max(4, Math.round(left))}px)`;
}
