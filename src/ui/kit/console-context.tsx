/**
 * How panels reach the page's state and commands. Owns nothing: `app` constructs the parts and provides them; panels only read
 * and call.
 */

import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { ConsoleUpstream } from '../../lib/console-config.ts';
import { invariant } from '../../lib/errors.ts';
import type { ConsoleActions } from '../../store/actions.ts';
import type { ConsoleState, ConsoleStore } from '../../store/console-store.ts';
import { offeredUpstream } from '../../store/shown.ts';
import type { LogMirror } from '../../store/log-mirror.ts';
import type { TimeCursor } from '../../store/time-cursor.ts';
import type { LogSearch } from '../../store/log-search.ts';
import type { TimelineModel } from '../../store/timeline-model.ts';

export interface Console {
  store: ConsoleStore;
  actions: ConsoleActions;
  timeline: TimelineModel;
  log: LogMirror;
  cursor: TimeCursor;
  search: LogSearch;
}

const ConsoleContext = createContext<Console | null>(null);

/** `console` must stay the same object for the life of the page. */
export function ConsoleProvider({ console, children }: { console: Console; children: ReactNode }) {
  return <ConsoleContext value={console}>{children}</ConsoleContext>;
}

/** The parts themselves, for code that reads outside React's rendering (canvas, event handlers). */
export function useConsoleParts(): Console {
  const parts = useContext(ConsoleContext);
  invariant(parts, 'a panel was drawn outside ConsoleProvider; wrap it in one');
  return parts;
}

/** One field of the state. Give a selector that returns the same value for the same state, or wrap it in `useShallow`. */
export function useConsole<T>(selector: (state: ConsoleState) => T): T {
  return useStore(useConsoleParts().store, selector);
}

/** The upstream whose settings are on the screen: of the next connection, or of a call; null while the configuration is not read. */
export function useUpstream(): ConsoleUpstream | null {
  return useConsole(offeredUpstream);
}

export function useActions(): ConsoleActions {
  return useConsoleParts().actions;
}
