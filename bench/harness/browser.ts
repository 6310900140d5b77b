/** Chromium with the scripted microphone, and pages in it that can be measured. */

import { join } from 'node:path';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { findChromium } from '../../scripts/chromium.mjs';
import { CLICK_LEVEL, CLICK_REST_SAMPLES } from './click-detector.ts';
import { type Microphone, writeMicrophone } from './microphone.ts';
import { installTap, type LongTask, type TapEvent } from './tap.ts';
import { transpile } from './transpile.ts';

const VIEWPORT = { width: 1440, height: 900 };

interface Spent {
  /** In tasks, by the wall clock: what a person waits for. Grows with whatever else the machine does. */
  taskSeconds: number;
  /** Of processor time. */
  cpuSeconds: number;
}

export interface Measured {
  page: Page;
  /** What the taps noted since this was last asked. */
  takeEvents(): Promise<TapEvent[]>;
  takeLongTasks(): Promise<LongTask[]>;
  /** Keeps the page's main thread busy for a second; answers when, by the wall clock. */
  blockOneSecond(): Promise<{ fromMs: number; toMs: number }>;
  /** What the page's main thread has spent so far. */
  spent(): Promise<Spent>;
  close(): Promise<void>;
}

export class MeasuredBrowser {
  readonly #browser: Browser;
  readonly #microphone: Microphone;
  readonly #worklet: string;

  private constructor(browser: Browser, microphone: Microphone, worklet: string) {
    this.#browser = browser;
    this.#microphone = microphone;
    this.#worklet = worklet;
  }

  static async launch(): Promise<MeasuredBrowser> {
    const worklet = await transpile(join(import.meta.dirname, 'tap.worklet.ts'));
    const microphone = writeMicrophone();
    const executablePath = chromiumPath();
    const browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--use-fake-device-for-media-stream',
        '--use-fake-ui-for-media-stream',
        `--use-file-for-fake-audio-capture=${microphone.path}`,
        '--disable-background-networking',
      ],
    });
    return new MeasuredBrowser(browser, microphone, worklet);
  }

  get version(): string {
    return this.#browser.version();
  }

  /** Opens a page in a context of its own. `tap` false leaves its audio graph as it is; `prepare` is called before the page's own code. */
  async open(
    url: string,
    { tap, prepare }: { tap: boolean; prepare?: (page: Page) => Promise<void> },
  ): Promise<Measured> {
    // The tap's module is a blob, which the console's own policy rightly refuses.
    const context = await this.#browser.newContext({ viewport: VIEWPORT, bypassCSP: true });
    const page = await context.newPage();
    await page.addInitScript(installTap, {
      worklet: tap ? this.#worklet : null,
      clickLevel: CLICK_LEVEL,
      clickRestMs: CLICK_REST_SAMPLES / 24,
    });
    await prepare?.(page);
    await page.goto(url);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable');
    return {
      page,
      takeEvents: () => page.evaluate(() => window.bench.events.splice(0)),
      takeLongTasks: () => page.evaluate(() => window.bench.longTasks.splice(0)),
      blockOneSecond: () =>
        page.evaluate(() => {
          const fromMs = Date.now();
          while (Date.now() < fromMs + 1000);
          return { fromMs, toMs: Date.now() };
        }),
      spent: () => spent(devtools),
      close: () => context.close(),
    };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#microphone.remove();
  }
}

async function spent(devtools: CDPSession): Promise<Spent> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const read = (name: string) => {
    const found = metrics.find((metric) => metric.name === name);
    if (!found) throw new Error(`This browser does not tell its ${name}.`);
    return found.value;
  };
  return { taskSeconds: read('TaskDuration'), cpuSeconds: read('ThreadTime') };
}

function chromiumPath(): string {
  const found = findChromium();
  if (found === null) {
    throw new Error(
      'The benchmarks need a Chromium. Name one: CHROMIUM_PATH=/path/to/chromium npm run bench',
    );
  }
  return found;
}
