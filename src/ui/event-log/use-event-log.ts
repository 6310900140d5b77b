/** The event log without its looks: filter, open rows, the row that has the keyboard, and where the list is. */

import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { LogFilter } from '../../store/log-filter.ts';
import { EVERYTHING, type LogQuery } from '../../store/log-query.ts';
import { loadPreferences, savePreferences } from '../../store/preferences.ts';
import { useActions, useConsoleParts } from '../kit/console-context.tsx';
import { likedFilter } from './saved-filters.ts';
import { useShownTurn } from './use-shown-turn.ts';
import { type InstantList, useInstantMark } from '../kit/use-instant-mark.ts';
import type { CursorSource, Moment } from '../../store/time-cursor.ts';
import type { RowListHandle } from './RowList.tsx';
import { useStickyList } from '../kit/use-sticky-list.ts';

/** Open rows that stay in the page when they are scrolled away, with what was unfolded in them; older ones are read again. */
const KEPT_OPEN_ROWS = 8;
const PAGE_ROWS = 20;

export type EventLogView = ReturnType<typeof useEventLog>;

export function useEventLog() {
  const { log, cursor, search } = useConsoleParts();
  const { showTurnEvents } = useActions();
  const [filter] = useState(() => {
    const made = new LogFilter(log, search);
    made.set({ ...EVERYTHING, ...loadPreferences().logFilter });
    return made;
  });
  useSyncExternalStore(
    useCallback((onChange) => filter.subscribe(onChange), [filter]),
    () => filter.version,
  );
  // Rows that only change do not move the end; asking where it is would cost a layout each time.
  const { scroller, list, letGo, reveal, atEnd, toEnd, onScroll, onResize } = useStickyList<RowListHandle>(
    `${filter.generation} ${filter.length}`,
    filter.looking,
  );
  const [open, setOpen] = useState<readonly number[]>([]);
  const [active, setActive] = useState(-1);
  /** Set when the keyboard moved: the row takes the focus once it is drawn. */
  const focusWanted = useRef(false);
  /** The row to bring into view as soon as there is a list that shows it; -1 = none. */
  const anchor = useRef(-1);
  // As typed; the filter trims what it is given, and may not take it.
  const [typed, setTyped] = useState(() => ({
    text: filter.query.text,
    pattern: filter.query.pattern,
    problem: null as string | null,
  }));

  // A new session has other rows under the same numbers.
  const [epoch, setEpoch] = useState(log.epoch);
  if (epoch !== log.epoch) {
    setEpoch(log.epoch);
    setOpen([]);
    setActive(-1);
  }

  /** The row just opened, and then drawn with its details: brought into view once the list has measured it. */
  const opened = useRef(-1);
  const drawn = useRef(-1);

  /** The row that a person went to: the other panels go there too. */
  const choose = useCallback(
    (seq: number) => {
      setActive(seq);
      const row = log.row(seq);
      if (!row) return;
      const { atMs, itemId } = row;
      cursor.choose(itemId === null ? { atMs, rowSeq: seq } : { atMs, rowSeq: seq, itemId }, 'log');
    },
    [log, cursor],
  );

  const toggle = useCallback(
    (seq: number) => {
      choose(seq);
      const opens = !open.includes(seq);
      setOpen(opens ? [...open, seq] : open.filter((row) => row !== seq));
      // Whoever opens a row wants to read it, not to see it pushed away by those that come.
      if (!opens) return;
      opened.current = seq;
      letGo();
    },
    [open, letGo, choose],
  );

  const onDetails = useCallback((seq: number) => {
    if (seq !== opened.current) return;
    opened.current = -1;
    drawn.current = seq;
  }, []);
  const onMeasured = useCallback(() => {
    const position = filter.positionOf(drawn.current);
    drawn.current = -1;
    if (position >= 0) reveal(position);
    else onResize();
  }, [filter, reveal, onResize]);

  const findAnchor = useCallback(() => {
    if (anchor.current < 0 || !list.current) return;
    const position = filter.positionFrom(anchor.current);
    anchor.current = -1;
    if (position >= filter.length) return;
    letGo();
    list.current.scrollToIndex(position, { align: 'center' });
  }, [filter, list, letGo]);

  const setQuery = useCallback(
    (patch: Partial<LogQuery>) => {
      const handle = list.current;
      const topSeq = handle ? filter.seqAt(handle.findItemIndex(handle.scrollOffset)) : -1;
      // Whoever was reading a row finds it again, with its neighbours.
      const read = atEnd && active < 0 ? -1 : active >= 0 ? active : topSeq;
      const near = read < 0 ? log.length : read;
      const text = patch.text ?? typed.text;
      const pattern = patch.pattern ?? typed.pattern;
      const problem = filter.set({ ...filter.query, ...patch, text, pattern }, near);
      if (problem !== null) {
        // A text that is no pattern does not hold up the rest.
        const { text: held, pattern: heldPattern } = filter.query;
        filter.set({ ...filter.query, ...patch, text: held, pattern: heldPattern }, near);
      }
      anchor.current = read;
      findAnchor();
      setTyped({ text, pattern, problem });
      savePreferences({ logFilter: likedFilter(filter.query) });
      if (patch.turn === null) showTurnEvents(null);
    },
    [log, filter, list, atEnd, active, typed, showTurnEvents, findAnchor],
  );

  const [composing, setComposing] = useState(false);
  /** Opens the composer, with a text if one is given. */
  const compose = useCallback((draft: string | null) => {
    if (draft !== null) savePreferences({ composerDraft: draft });
    setComposing(true);
  }, []);
  const closeComposer = useCallback(() => setComposing(false), []);

  const turn = useShownTurn();
  useLayoutEffect(() => {
    filter.set({ ...filter.query, turn });
  }, [filter, turn]);

  useLayoutEffect(findAnchor);

  // What was chosen elsewhere is found here: its row, or the last that is shown before it.
  useEffect(() => {
    const find = (moment: Moment | null, source: CursorSource) => {
      if (source === 'log') return;
      if (moment === null) {
        setActive(-1);
        return;
      }
      const seq = moment.rowSeq ?? log.seqAt(moment.atMs);
      filter.complete();
      const position = filter.positionFrom(seq);
      const shown = filter.seqAt(position) === seq ? seq : filter.seqAt(Math.max(0, position - 1));
      if (shown < 0) return;
      anchor.current = shown;
      setActive(shown);
    };
    if (cursor.chosen !== null) find(cursor.chosen, 'keys');
    return cursor.onChoice(find);
  }, [cursor, log, filter]);

  const rows = useMemo<InstantList>(
    () => ({
      source: 'log',
      selector: '[data-seq]',
      timeOf: ({ dataset }) => {
        const seq = Number(dataset['seq']);
        return seq < log.length ? log.atMs(seq) : null;
      },
    }),
    [log],
  );
  useInstantMark(scroller, rows, `${filter.generation} ${filter.length === 0}`);

  const moveTo = useCallback(
    (position: number) => {
      const to = Math.min(filter.length - 1, Math.max(0, position));
      const seq = filter.seqAt(to);
      if (seq < 0) return;
      focusWanted.current = true;
      setActive(seq);
      list.current?.scrollToIndex(to, { align: 'nearest' });
    },
    [filter, list],
  );

  /** Follows a link. What hides the row is given up: whoever goes there wants to see it. */
  const goTo = useCallback(
    (seq: number) => {
      filter.complete();
      if (filter.positionOf(seq) < 0) setQuery(EVERYTHING);
      anchor.current = seq;
      focusWanted.current = true;
      setActive(seq);
    },
    [filter, setQuery],
  );

  useLayoutEffect(() => {
    if (!focusWanted.current) return;
    const button = scroller.current?.querySelector<HTMLElement>(`[data-seq="${active}"]`);
    if (!button) return;
    focusWanted.current = false;
    button.focus({ preventScroll: true });
  });

  const onKeyDown = useCallback(
    (event: KeyboardEvent, seq: number) => {
      filter.complete();
      const position = filter.positionOf(seq);
      const isOpen = open.includes(seq);
      switch (event.key) {
        case 'ArrowDown':
          moveTo(position + 1);
          break;
        case 'ArrowUp':
          moveTo(position - 1);
          break;
        case 'PageDown':
          moveTo(position + PAGE_ROWS);
          break;
        case 'PageUp':
          moveTo(position - PAGE_ROWS);
          break;
        case 'Home':
          moveTo(0);
          break;
        case 'End':
          moveTo(filter.length - 1);
          break;
        case 'ArrowRight':
          if (isOpen) return;
          toggle(seq);
          break;
        case 'ArrowLeft':
          if (!isOpen) return;
          toggle(seq);
          break;
        default:
          return;
      }
      event.preventDefault();
    },
    [filter, moveTo, open, toggle],
  );

  const activePosition = filter.positionOf(active);
  const tabStop = activePosition >= 0 ? activePosition : filter.length - 1;
  const tabStopSeq = filter.seqAt(tabStop);
  const kept = [tabStopSeq, ...open.slice(-KEPT_OPEN_ROWS)].filter((seq) => filter.positionOf(seq) >= 0);

  return {
    log,
    filter,
    search,
    text: typed.text,
    pattern: typed.pattern,
    problem: typed.problem,
    query: filter.query,
    length: filter.length,
    count: filter.count,
    looking: filter.looking,
    scroller,
    list,
    atEnd,
    toEnd,
    onScroll,
    onResize: onMeasured,
    onDetails,
    open,
    selectedSeq: active,
    /** Null while no row is selected. */
    selectedAtMs: active >= 0 && active < log.length ? log.atMs(active) : null,
    tabStopSeq,
    kept,
    setQuery,
    goTo,
    composing,
    compose,
    closeComposer,
    toggle,
    choose,
    onKeyDown,
  };
}
