/**
 * Shows the instant of the pointer or the play head in a list: the last element that began by then is marked, without React, because the
 * pointer moves with every frame. And the other way round: what the pointer is over is the instant.
 */

import type { RefObject } from 'react';
import { pageFrames } from '../../store/frame-scheduler.ts';
import type { CursorSource } from '../../store/time-cursor.ts';
import { useConsoleParts } from './console-context.tsx';
import { useScope } from './use-scope.ts';

export interface InstantList {
  source: CursorSource;
  /** Finds the elements that have a time, in order of it. */
  selector: string;
  /** Session time of an element; null = it has none. */
  timeOf: (element: HTMLElement) => number | null;
}

/** `list` must stay the same object. The element is looked for with each render that `key` changes with. */
export function useInstantMark(
  scroller: RefObject<HTMLElement | null>,
  list: InstantList,
  key: unknown,
): void {
  const { cursor } = useConsoleParts();
  useScope(
    (scope) => {
      const element = scroller.current;
      if (!element) return;
      let marked: HTMLElement | null = null;
      let isOwn = false;
      const mark = () => {
        const atMs = cursor.playheadMs ?? cursor.hoverMs;
        const next =
          atMs === null || (isOwn && cursor.playheadMs === null) ? null : lastBy(element, list, atMs);
        if (next === marked) return false;
        if (marked) delete marked.dataset['instant'];
        if (next) next.dataset['instant'] = '';
        marked = next;
        return false;
      };
      const frame = pageFrames.add(mark);
      scope.add(() => frame.dispose());
      scope.add(
        cursor.onMove((source) => {
          isOwn = source === list.source;
          frame.invalidate();
        }),
      );
      // Other rows are there now, perhaps in the same elements.
      scope.listen(element, 'scroll', () => frame.invalidate());
      // Not what scrolls by under a pointer that rests: only a hand that moves points at something.
      scope.listen<PointerEvent>(element, 'pointermove', ({ target, movementX, movementY }) => {
        if (movementX === 0 && movementY === 0) return;
        const over = target instanceof Element ? target.closest<HTMLElement>(list.selector) : null;
        cursor.hover(over && list.timeOf(over), list.source);
      });
      scope.listen(element, 'pointerleave', () => cursor.hover(null, list.source));
      scope.add(() => {
        if (marked) delete marked.dataset['instant'];
      });
    },
    [cursor, scroller, list, key],
  );
}

function lastBy(element: HTMLElement, { selector, timeOf }: InstantList, atMs: number): HTMLElement | null {
  let last: HTMLElement | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const candidate of element.querySelectorAll<HTMLElement>(selector)) {
    const timeMs = timeOf(candidate);
    if (timeMs === null || timeMs > atMs || timeMs < lastMs) continue;
    last = candidate;
    lastMs = timeMs;
  }
  return last;
}
