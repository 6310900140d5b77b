/**
 * The rows of the event log that can be seen, and a few above and below them. Closed rows are all of one height, so none of them has to be
 * measured; open ones are. What scrolls by quickly is drawn into the elements of the rows that have gone.
 */

import {
  type ReactNode,
  type Ref,
  type RefObject,
  useCallback,
  useImperativeHandle,
  useLayoutEffect,
  useReducer,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import type { LogFilter } from '../../store/log-filter.ts';
import { useScope } from '../kit/use-scope.ts';
import { RowPlaces } from './row-places.ts';
import { RowSlots } from './row-slots.ts';
import type { ListHandle } from '../kit/use-sticky-list.ts';

const ROW_PX = 24;
/** The browser scrolls by so much before the page hears of it. */
const ROWS_BEYOND = 12;
const REST_MS = 150;

export interface RowListHandle extends ListHandle {
  findItemIndex(offsetPx: number): number;
  scrollToIndex(position: number, options: { align: 'center' | 'nearest' }): void;
}

interface RowListProps {
  ref: Ref<RowListHandle>;
  filter: LogFilter;
  scroller: RefObject<HTMLDivElement | null>;
  /** Rows with details below them. */
  open: readonly number[];
  /** Rows that stay in the page wherever it is scrolled. */
  kept: readonly number[];
  /** The list is at its end, and stays there as it grows. */
  atEnd: boolean;
  onScroll: (offsetPx: number) => void;
  /** The room or an open row has another height, and is drawn so. */
  onResize: () => void;
  children: (seq: number, position: number) => ReactNode;
}

export function RowList(props: RowListProps) {
  const { ref, filter, scroller, open, kept, atEnd, onScroll, onResize, children } = props;
  const [slots] = useState(() => new RowSlots());
  const [view] = useState(() => new ListView(filter));
  const [, redraw] = useReducer((count: number) => count + 1, 0);

  const places = view.places(open);
  const endPx = Math.max(0, places.totalPx - view.roomPx);
  // At the end rows are drawn as they come, before the browser has scrolled to them.
  const fromPx = atEnd && view.toPx === null ? endPx : Math.min(view.settledPx(places), endPx);
  const { first, last } = view.drawn(places, fromPx);
  const drawn = new Set(kept);
  for (let position = first; position <= last; position += 1) drawn.add(filter.seqAt(position));
  const seqs = [...drawn].toSorted((a, b) => a - b);
  const keys = slots.assign(seqs);

  /** What was drawn last, for listeners. */
  const latest = useRef({ open, first, last, onScroll });
  const lookAgain = useRef((_rests: boolean) => {});
  useLayoutEffect(() => {
    latest.current = { open, first, last, onScroll };
    if (view.settle(scroller.current, places, atEnd)) onResize();
  });
  const { generation } = filter;
  useScope((scope) => void scope.after(REST_MS, () => lookAgain.current(true)), [generation]);

  useScope(
    (scope) => {
      const element = scroller.current;
      if (!element) return;
      let cancel = () => {};
      const look = (rests: boolean) => {
        const { open, first, last, onScroll } = latest.current;
        const places = view.places(open);
        view.scrolledTo(places, element.scrollTop);
        const top = places.positionAt(view.offsetPx);
        const bottom = places.positionAt(view.offsetPx + view.roomPx);
        cancel();
        // Of what is beyond, one who leaps sees nothing: it is drawn when the list comes to rest, or moves on by little.
        const leaps = !rests && (top > last || bottom < first);
        view.beyond = leaps ? 0 : ROWS_BEYOND;
        if (leaps) cancel = scope.after(REST_MS, () => look(true));
        const wanted = view.drawn(places, view.offsetPx);
        const draw = () => {
          onScroll(view.offsetPx);
          if (view.resized || wanted.first !== first || wanted.last !== last) redraw();
        };
        // What can be seen is wanted in this frame; what is only near can wait for the next.
        if (view.resized || top < first || bottom > last) flushSync(draw);
        else draw();
      };
      lookAgain.current = look;
      scope.listen(element, 'scroll', () => look(false));
      scope.add(
        watchHeight(element, (heightPx) => {
          if (view.resizeRoom(heightPx)) look(true);
        }),
      );
    },
    [scroller, filter, view],
  );

  const onHeight = useCallback(
    (seq: number, heightPx: number) => {
      if (view.resizeRow(open, seq, heightPx)) flushSync(redraw);
    },
    [view, open],
  );

  useImperativeHandle(ref, () => {
    const scrollTo = (offsetPx: number) => {
      view.scrollTo(open, offsetPx);
      redraw();
    };
    return {
      get scrollOffset() {
        return view.offsetPx;
      },
      get viewportSize() {
        return view.roomPx;
      },
      get scrollSize() {
        return Math.max(view.roomPx, view.places(open).totalPx);
      },
      findItemIndex: (offsetPx) => view.places(open).positionAt(offsetPx),
      getItemOffset: (position) => view.places(open).topOf(position),
      getItemSize: (position) => view.places(open).heightOf(position),
      scrollTo,
      scrollToIndex(position, { align }) {
        const places = view.places(open);
        const topPx = places.topOf(position);
        const spacePx = view.roomPx - places.heightOf(position);
        if (align === 'center') scrollTo(topPx - spacePx / 2);
        else if (topPx < view.offsetPx) scrollTo(topPx);
        else if (topPx - spacePx > view.offsetPx) scrollTo(topPx - spacePx);
      },
    };
  }, [view, open]);

  return (
    <div className="relative [contain:size_style] [overflow-anchor:none]" style={{ height: places.totalPx }}>
      {seqs.map((seq, index) => {
        const position = filter.positionOf(seq);
        return (
          <Slot
            key={keys[index]}
            seq={seq}
            topPx={places.topOf(position)}
            onHeight={open.includes(seq) ? onHeight : null}
          >
            {children(seq, position)}
          </Slot>
        );
      })}
    </div>
  );
}

interface SlotProps {
  seq: number;
  topPx: number;
  /** Null: it is as high as all rows. */
  onHeight: ((seq: number, heightPx: number) => void) | null;
  children: ReactNode;
}

function Slot({ seq, topPx, onHeight, children }: SlotProps) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!onHeight || !element.current) return;
    return watchHeight(element.current, (heightPx) => onHeight(seq, heightPx));
  }, [onHeight, seq]);
  return (
    <div ref={element} className="absolute inset-x-0 [contain:layout_style]" style={{ top: topPx }}>
      {children}
    </div>
  );
}

/** Where the list is scrolled, and how high its room and its open rows are. */
class ListView {
  readonly #filter: LogFilter;
  readonly #heightsPx = new Map<number, number>();
  /** What was at the top of the room when the list was scrolled or drawn last, and how much of it was above. */
  #top: { generation: number; seq: number; abovePx: number } | null = null;
  #beyond = 0;
  /** The query that its rows are of. */
  #generation = -1;
  roomPx = 0;
  offsetPx = 0;
  /** Where the browser is to scroll once the list is drawn; null = it is there. */
  toPx: number | null = null;
  /** Since it was drawn last. */
  resized = false;

  constructor(filter: LogFilter) {
    this.#filter = filter;
  }

  /** Rows drawn above and below those that can be seen. Of another query first what can be seen, as for one who leaps. */
  get beyond(): number {
    return this.#generation === this.#filter.generation ? this.#beyond : 0;
  }

  set beyond(rows: number) {
    this.#generation = this.#filter.generation;
    this.#beyond = rows;
  }

  /** Where it is scrolled, once what is being read has been put back to where it was: rows may have come or gone above it. */
  settledPx(places: RowPlaces): number {
    const top = this.#top;
    if (this.toPx !== null || top === null || top.generation !== this.#filter.generation)
      return this.offsetPx;
    const position = this.#filter.positionFrom(top.seq);
    return places.topOf(position) + Math.min(top.abovePx, places.heightOf(position) - 1);
  }

  scrolledTo(places: RowPlaces, offsetPx: number): void {
    this.offsetPx = offsetPx;
    const position = places.positionAt(offsetPx);
    this.#top = {
      generation: this.#filter.generation,
      seq: this.#filter.seqAt(position),
      abovePx: offsetPx - places.topOf(position),
    };
  }

  /** Of the rows as they are now, which may be ahead of what is drawn. */
  places(open: readonly number[]): RowPlaces {
    const tall = open
      .map((seq) => ({
        position: this.#filter.positionOf(seq),
        heightPx: this.#heightsPx.get(seq) ?? ROW_PX,
      }))
      .filter(({ position }) => position >= 0)
      .toSorted((a, b) => a.position - b.position);
    return new RowPlaces(this.#filter.length, ROW_PX, tall);
  }

  /** Positions of the rows to draw where the list is scrolled to `offsetPx`. */
  drawn(places: RowPlaces, offsetPx: number): { first: number; last: number } {
    const first = places.positionAt(offsetPx) - this.beyond;
    const last = places.positionAt(offsetPx + this.roomPx) + this.beyond;
    return { first: Math.max(0, first), last: Math.min(this.#filter.length - 1, last) };
  }

  scrollTo(open: readonly number[], offsetPx: number): void {
    const endPx = Math.max(0, this.places(open).totalPx - this.roomPx);
    this.offsetPx = Math.max(0, Math.min(endPx, offsetPx));
    this.toPx = this.offsetPx;
  }

  /** The list is drawn: the browser scrolls to where it was sent. True when something has been resized since the last drawing. */
  settle(scroller: HTMLElement | null, places: RowPlaces, atEnd: boolean): boolean {
    const settledPx = this.settledPx(places);
    if (!atEnd && settledPx !== this.offsetPx) this.toPx = settledPx;
    if (this.toPx !== null && scroller) {
      scroller.scrollTop = this.toPx;
      this.scrolledTo(places, this.toPx);
    }
    this.toPx = null;
    const { resized } = this;
    this.resized = false;
    return resized;
  }

  /** False when it was so already. */
  resizeRoom(heightPx: number): boolean {
    if (heightPx === this.roomPx) return false;
    this.roomPx = heightPx;
    this.resized = true;
    return true;
  }

  resizeRow(open: readonly number[], seq: number, heightPx: number): boolean {
    const position = this.#filter.positionOf(seq);
    if (position < 0 || heightPx === this.places(open).heightOf(position)) return false;
    this.#heightsPx.set(seq, heightPx);
    this.resized = true;
    return true;
  }
}

/** Tells the height now and whenever it changes, but not while the element is hidden. The returned function ends it. */
function watchHeight(element: HTMLElement, tell: (heightPx: number) => void): () => void {
  const observer = new ResizeObserver((entries) => {
    const heightPx = entries.at(-1)?.contentRect.height ?? 0;
    if (heightPx > 0) tell(heightPx);
  });
  observer.observe(element);
  return () => observer.disconnect();
}
