/**
 * Keeps a virtual list at its end while the reader is there, and leaves it alone otherwise. Only moving up lets go: content that grows
 * faster than scroll events come must not be taken for the reader's wish.
 */

import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Within this many pixels of the end counts as there. */
const END_PX = 8;

/** What a virtual list tells of itself, and does. */
export interface ListHandle {
  readonly scrollOffset: number;
  readonly scrollSize: number;
  readonly viewportSize: number;
  getItemOffset(position: number): number;
  getItemSize(position: number): number;
  scrollTo(offsetPx: number): void;
}

export interface StickyList<Handle> {
  scroller: RefObject<HTMLDivElement | null>;
  list: RefObject<Handle | null>;
  /** False while the reader looks at something earlier. */
  atEnd: boolean;
  /** Give both to the list. */
  onScroll: (offset: number) => void;
  onResize: () => void;
  toEnd: () => void;
  /** Stays where the reader was sent, until the end is reached again. */
  letGo: () => void;
  /** Lets go, and scrolls down as far as it takes to see an item whole, or its head where it is higher than the room. */
  reveal: (position: number) => void;
}

/** `version` changes whenever the content may have grown. `partial`: it is only the beginning of what will be there in a moment. */
export function useStickyList<Handle extends ListHandle>(
  version: unknown,
  partial = false,
): StickyList<Handle> {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<Handle>(null);
  const stuck = useRef(true);
  const lastOffset = useRef(0);
  /** Where we scrolled to ourselves: arriving there is not the reader's wish to be at the end. */
  const sentTo = useRef(-1);
  const [atEnd, setAtEnd] = useState(true);

  const follow = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    // What fits is at its end: a new session does not begin where the reader was in the one before.
    if (!stuck.current && !partial && element.scrollHeight <= element.clientHeight) {
      stuck.current = true;
      setAtEnd(true);
    }
    if (stuck.current) element.scrollTop = element.scrollHeight;
  }, [partial]);

  const onScroll = useCallback((offset: number) => {
    const handle = list.current;
    if (!handle) return;
    const sent = Math.abs(offset - sentTo.current) < 1;
    sentTo.current = -1;
    if (sent) stuck.current = false;
    else if (handle.scrollSize - handle.viewportSize - offset < END_PX) stuck.current = true;
    // A room that grows pushes the content down before the list knows its new size; only the page does.
    else if (offset < lastOffset.current - 1) stuck.current = belowPx(scroller.current) < END_PX;
    lastOffset.current = offset;
    setAtEnd(stuck.current);
  }, []);

  const toEnd = useCallback(() => {
    stuck.current = true;
    setAtEnd(true);
    follow();
  }, [follow]);

  const letGo = useCallback(() => {
    stuck.current = false;
    setAtEnd(false);
  }, []);

  const reveal = useCallback(
    (position: number) => {
      letGo();
      const handle = list.current;
      if (!handle) return;
      const top = handle.getItemOffset(position);
      const to = Math.min(top, top + handle.getItemSize(position) - handle.viewportSize);
      if (to <= handle.scrollOffset) return;
      sentTo.current = to;
      handle.scrollTo(to);
    },
    [letGo],
  );

  useLayoutEffect(follow, [follow, version]);

  return { scroller, list, atEnd, onScroll, onResize: follow, toEnd, letGo, reveal };
}

/** How much content lies below what is shown. Asks the page, which costs a layout when something has just changed. */
function belowPx(element: HTMLElement | null): number {
  return element ? element.scrollHeight - element.clientHeight - element.scrollTop : 0;
}
