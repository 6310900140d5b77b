/** The microphone's level, drawn outside React on the page's shared frame loop. */

import { useRef } from 'react';
import { pageFrames } from '../../store/frame-scheduler.ts';
import { useConsole, useConsoleParts } from '../kit/console-context.tsx';
import { useScope } from '../kit/use-scope.ts';
import { meterLength } from './level-scale.ts';

/** Length that the bar falls back by in a frame: a peak stays readable, silence shows within a third of a second. */
const FALL_PER_FRAME = 0.05;

export function LevelMeter() {
  const { timeline } = useConsoleParts();
  const live = useConsole((state) => state.microphone.status === 'live' && !state.microphone.muted);
  const bar = useRef<HTMLDivElement>(null);

  useScope(
    (scope) => {
      let shown = 0;
      const draw = (length: number) => {
        if (bar.current) bar.current.style.transform = `scaleX(${length.toFixed(3)})`;
      };
      draw(0);
      if (!live) return;
      const painter = pageFrames.add(() => {
        const next = Math.max(meterLength(timeline.levels().you), shown - FALL_PER_FRAME);
        if (next !== shown) draw(next);
        shown = next;
        return true;
      });
      scope.add(painter.dispose);
    },
    [live, timeline],
  );

  return (
    <div aria-hidden title="Microphone level" className="meter h-3 w-16 overflow-hidden bg-line md:max-lg:w-10">
      <div ref={bar} className="h-full origin-left scale-x-0 bg-you" />
    </div>
  );
}
