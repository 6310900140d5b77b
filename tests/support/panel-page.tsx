/** A page for a panel under test: real store, log and time line, recorded actions, a clock moved by hand. */

import { act, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { LogMirror } from '../../src/store/log-mirror.ts';
import { testSearch } from '../../src/store/testing/test-search.ts';
import { recordedActions, testStore } from '../../src/store/testing/test-store.ts';
import { TimeCursor } from '../../src/store/time-cursor.ts';
import { TimelineModel } from '../../src/store/timeline-model.ts';
import { ConsoleProvider } from '../../src/ui/kit/console-context.tsx';

export function makePage() {
  const store = testStore();
  const clock = { at: 0, nowMs: () => clock.at, after: () => () => {} };
  const actions = recordedActions();
  const log = new LogMirror();
  /** The exact text of each row's event, by its number. */
  const frames = new Map<number, string>();
  const searching = testSearch(log, (seq) => frames.get(seq) ?? '{}');
  const timeline = new TimelineModel(clock);
  return { store, actions, log, searching, frames, timeline, cursor: new TimeCursor(), clock };
}

export type TestPage = ReturnType<typeof makePage>;

/** Draws a panel and lets the stubbed layout settle. */
export async function renderPanel(page: TestPage, panel: ReactElement): Promise<void> {
  const { store, actions, log, timeline, cursor, searching } = page;
  const console = { store, actions, log, timeline, cursor, search: searching.search };
  await act(async () => {
    render(<ConsoleProvider console={console}>{panel}</ConsoleProvider>);
  });
  await settle();
}

export async function settle(): Promise<void> {
  await act(async () => {
    await Promise.resolve();
  });
}
