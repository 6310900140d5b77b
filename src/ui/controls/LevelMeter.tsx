/** The microphone's level, drawn outside React on the page's shared frame loop. */

import { useRef } from 'react';
import { pageFrames } from '../../store/frame-scheduler.ts';
import { useConsole, useConsoleParts } from '../kit/console-context.tsx';
import { useScope } from '../kit/use-scope.ts';

export function LevelMeter() {
  const { timeline } = useConsoleParts();
  const live = useConsole((state) => state.microphone.status === 'live' && !state.microphone.muted);
  const bar = useRef<HTMLDivElement>(null);

  useScope(
    (scope) => {
      let shown = '';
      let frame = 0;
      const draw = (position: number) => {
        const transform = `scaleX(${position.toFixed(2)})`;
        if (transform === shown || !bar.current) return;
        shown = transform;
        bar.current.style.transform = transform;
      };
      draw(0);
      if (!live) return;
      const painter = pageFrames.add(() => {
        // Every other frame: a meter at thirty pictures a second looks no calmer and costs half.
        frame += 1;
        if (frame % 2 === 0) draw(timeline.levels().you);
        return true;
      });
      scope.add(() => painter.dispose());
    },
    [live, timeline],
  );

  return (
    <div
      aria-hidden
      title="Microphone level"
      className="meter h-3 w-16 overflow-hidden bg-line md:max-lg:w-10"
    >
      <div ref={bar} className="h-full origin-left scale-x-0 bg-you will-change-transform" />
    </div>
  );
}
