/**
 * Keeps a virtual list at its end while the reader is there, and leaves it alone otherwise. Only moving up lets go: content that grows
 * faster than scroll events come must not be taken for the reader's wish.
 */

import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';

/** Within this many pixels of the end counts as there. */
const END_PX = 8;

export interface StickyList {
  scroller: RefObject<HTMLDivElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  /** False while the reader looks at something earlier. */
  atEnd: boolean;
  /** Give both to the virtualiser. */
  onScroll: (offset: number) => void;
  onResize: () => void;
  toEnd: () => void;
  /** Stays where the reader was sent, until the end is reached again. */
  letGo: () => void;
}

/** `version` changes whenever the content may have grown. */
export function useStickyList(version: unknown): StickyList {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const stuck = useRef(true);
  const lastOffset = useRef(0);
  const [atEnd, setAtEnd] = useState(true);

  const follow = useCallback(() => {
    const element = scroller.current;
    if (stuck.current && element) element.scrollTop = element.scrollHeight;
  }, []);

  const onScroll = useCallback((offset: number) => {
    const handle = list.current;
    // A list that has just taken another's place is not measured yet; that it begins at its top is nobody's wish.
    if (!handle || handle.viewportSize === 0) return;
    if (handle.scrollSize - handle.viewportSize - offset < END_PX) stuck.current = true;
    else if (offset < lastOffset.current - 1) stuck.current = false;
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

  useLayoutEffect(follow, [follow, version]);

  return { scroller, list, atEnd, onScroll, onResize: follow, toEnd, letGo };
}
