/** A page for a panel under test: real store, log and time line, recorded actions, a clock moved by hand. */

import { act, render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { LogMirror } from '../../src/store/log-mirror.ts';
import { recordedActions, testStore } from '../../src/store/testing/test-store.ts';
import { TimeCursor } from '../../src/store/time-cursor.ts';
import { TimelineModel } from '../../src/store/timeline-model.ts';
import { ConsoleProvider } from '../../src/ui/kit/console-context.tsx';

export function makePage() {
  const store = testStore();
  const clock = { at: 0, nowMs: () => clock.at, after: () => () => {} };
  const actions = recordedActions();
  return {
    store,
    actions,
    log: new LogMirror(),
    timeline: new TimelineModel(clock),
    cursor: new TimeCursor(),
    clock,
  };
}

export type TestPage = ReturnType<typeof makePage>;

/** Draws a panel and lets the stubbed layout settle. */
export async function renderPanel(page: TestPage, panel: ReactElement): Promise<void> {
  const { store, actions, log, timeline, cursor } = page;
  await act(async () => {
    render(<ConsoleProvider console={{ store, actions, log, timeline, cursor }}>{panel}</ConsoleProvider>);
  });
  await settle();
}

export async function settle(): Promise<void> {
  await act(async () => {
    await Promise.resolve();
  });
}
