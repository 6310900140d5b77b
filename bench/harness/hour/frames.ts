/** Frame times of a page while something goes on in it. `watchFrames` runs in the page. */

import type { Page } from '@playwright/test';
import { type Summary, summarise } from '../statistics.ts';

/** A picture that came this much later than 60 a second allow was dropped. */
const DROPPED_MS = 25;

export type Activity = 'follow' | 'scroll' | 'filter';

export interface Frames extends Summary {
  dropped: number;
}

export async function watchActivity(page: Page, activity: Activity, durationMs: number): Promise<Frames> {
  const gaps = await page.evaluate(watchFrames, { activity, durationMs });
  return { ...summarise(gaps), dropped: gaps.filter((gap) => gap > DROPPED_MS).length };
}

/** Milliseconds between pictures. Must be self-contained: it is sent to the page as text. */
function watchFrames({
  activity,
  durationMs,
}: {
  activity: Activity;
  durationMs: number;
}): Promise<number[]> {
  const log = document.querySelector('[role=log][aria-label="Events"]');
  const box = document.querySelector<HTMLInputElement>('input[aria-label="Filter events"]');
  if (!log || !box) throw new Error('The page has no log, or no box that filters it.');
  /** As typing does it: React listens to the native setter's event only. */
  const type = (text: string) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(box, text);
    box.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const word = 'response.done';
  return new Promise((resolve) => {
    const gaps: number[] = [];
    let lastMs = 0;
    let firstMs = 0;
    let typed = 0;
    const look = (nowMs: number) => {
      if (firstMs === 0) firstMs = nowMs;
      else gaps.push(nowMs - lastMs);
      lastMs = nowMs;
      const share = (nowMs - firstMs) / durationMs;
      if (share >= 1) {
        if (activity === 'filter') type('');
        log.scrollTop = log.scrollHeight;
        resolve(gaps);
        return;
      }
      // Down the whole log and up again.
      if (activity === 'scroll') log.scrollTop = log.scrollHeight * (1 - Math.abs(1 - 2 * share));
      // One letter after the other, then all of them away again.
      if (activity === 'filter') {
        const letters = Math.round(word.length * (1 - Math.abs(1 - 2 * share)));
        if (letters !== typed) type(word.slice(0, letters));
        typed = letters;
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}
