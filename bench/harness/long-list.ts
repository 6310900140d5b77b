/** How a long list behaves in a page: frame times while it is scrolled and filtered, and how soon its newest row is there. Any list with the log's roles. */

import type { Page } from '@playwright/test';
import type { ScriptedServer } from './scripted-server.ts';

const APPEAR_TIMEOUT_MS = 120_000;

let markers = 0;

/** Sends `events` events and waits until the last is in the list: milliseconds from sending the first to that frame. */
export async function feed(server: ScriptedServer, page: Page, events: number): Promise<number> {
  markers += 1;
  const marker = `list.marker.${markers}`;
  const shown = page.evaluate(waitForNewest, { marker, timeoutMs: APPEAR_TIMEOUT_MS });
  const { firstAtMs } = await server.ask('burst', { events, marker });
  return (await shown) - firstAtMs;
}

/** Intervals between animation frames while the list is scrolled from its top to its end, or `pxPerFrame` at a time, down and up again. */
export function scroll(page: Page, seconds: number, pxPerFrame: number | null): Promise<number[]> {
  return page.evaluate(scrollThrough, { seconds, pxPerFrame });
}

/** For each text set in the filter, as fast as a person types: milliseconds until the frame that shows it was made. */
export function type(page: Page, texts: string[]): Promise<number[]> {
  return page.evaluate(setFilter, texts);
}

/** Sets the filter and lets the search come to its end: how long that took, and the intervals between frames meanwhile. */
export function search(page: Page, text: string): Promise<{ tookMs: number; frames: number[] }> {
  return page.evaluate(searchFor, text);
}

// ---------------------------------------------------------------- in the page; each is sent there as text

function waitForNewest({ marker, timeoutMs }: { marker: string; timeoutMs: number }): Promise<number> {
  const deadlineMs = Date.now() + timeoutMs;
  return new Promise((resolve, reject) => {
    const look = () => {
      const list = document.querySelector('[role=log][aria-label="Events"]');
      const rows = list?.querySelectorAll('[data-seq]') ?? [];
      // Of a plain list only the end, because reading all of it each frame would be most of what is measured.
      const newest = rows.length > 0 ? [...rows] : [list?.lastElementChild];
      if (newest.some((row) => row?.textContent.includes(marker))) resolve(Date.now());
      else if (Date.now() > deadlineMs) reject(new Error(`The newest row was not shown: ${marker}`));
      else requestAnimationFrame(() => port2.postMessage(null));
    };
    // A message is handled after the frame's layout and painting.
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', look);
    port1.start();
    look();
  });
}

function scrollThrough(plan: { seconds: number; pxPerFrame: number | null }): Promise<number[]> {
  const list = document.querySelector('[role=log][aria-label="Events"]');
  if (!list) throw new Error('The page has no list.');
  list.scrollTop = 0;
  const intervals: number[] = [];
  let direction = 1;
  return new Promise((resolve) => {
    let startMs = 0;
    let lastMs = 0;
    const next = (nowMs: number) => {
      if (startMs === 0) startMs = nowMs;
      else intervals.push(nowMs - lastMs);
      lastMs = nowMs;
      const share = (nowMs - startMs) / (plan.seconds * 1000);
      if (share >= 1) return resolve(intervals);
      if (plan.pxPerFrame === null) list.scrollTop = (list.scrollHeight - list.clientHeight) * share;
      else list.scrollTop += plan.pxPerFrame * direction;
      // A short list is scrolled up and down.
      const belowPx = list.scrollHeight - list.clientHeight - list.scrollTop;
      if (direction > 0 ? belowPx < 1 : list.scrollTop < 1) direction = -direction;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
}

async function setFilter(texts: string[]): Promise<number[]> {
  const field = document.querySelector<HTMLInputElement>('input[aria-label="Filter events"]');
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  if (!field || !set) throw new Error('The page has no filter.');
  const took: number[] = [];
  for (const text of texts) {
    const fromMs = performance.now();
    set.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise<void>((resolve) =>
      requestAnimationFrame(() => {
        // A message is handled after the frame's layout and painting.
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => resolve());
        port1.start();
        port2.postMessage(null);
      }),
    );
    took.push(performance.now() - fromMs);
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  return took;
}

function searchFor(text: string): Promise<{ tookMs: number; frames: number[] }> {
  const field = document.querySelector<HTMLInputElement>('input[aria-label="Filter events"]');
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  const panel = document.querySelector('section[aria-label="Event log"]');
  if (!field || !set || !panel) throw new Error('The page has no event log.');
  const startMs = performance.now();
  set.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  const frames: number[] = [];
  return new Promise((resolve) => {
    let lastMs = performance.now();
    let calm = 0;
    const next = (nowMs: number) => {
      frames.push(nowMs - lastMs);
      lastMs = nowMs;
      calm = /Searching/.test(panel.textContent) ? 0 : calm + 1;
      if (calm < 5) requestAnimationFrame(next);
      else resolve({ tookMs: performance.now() - startMs, frames });
    };
    requestAnimationFrame(next);
  });
}
