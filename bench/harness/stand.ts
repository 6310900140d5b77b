/** The test stand: scripted server, relay, floor and browser, and the two pages that are compared, each live on request. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Relay, startRelay } from '../../tests/e2e/servers.ts';
import { type Measured, MeasuredBrowser } from './browser.ts';
import { type FloorServer, startFloorServer } from './floor-server.ts';
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Compiling and first collections of garbage are over by then. */
const SETTLE_MS = 1500;

type LiveOptions = Parameters<MeasuredBrowser['open']>[1];

export class Stand {
  readonly server: ScriptedServer;
  readonly browser: MeasuredBrowser;
  readonly #relay: Relay;
  readonly #floor: FloorServer;

  private constructor(parts: {
    server: ScriptedServer;
    browser: MeasuredBrowser;
    relay: Relay;
    floor: FloorServer;
  }) {
    this.server = parts.server;
    this.browser = parts.browser;
    this.#relay = parts.relay;
    this.#floor = parts.floor;
  }

  static async start(): Promise<Stand> {
    requireBuild();
    const server = await startScriptedServer();
    const relay = await startRelay({
      OPENAI_API_KEY: 'sk-bench-not-a-key',
      OPENAI_BASE_URL: server.baseUrl,
      LOG_LEVEL: 'warn',
    });
    const floor = await startFloorServer();
    const browser = await MeasuredBrowser.launch();
    return new Stand({ server, browser, relay, floor });
  }

  /** The console with a running session. `prepare` is called before its own code. */
  console(options: LiveOptions): Promise<Measured> {
    return this.#live(this.#relay.url, options);
  }

  /** `drawing`: the floor also draws a canvas each animation frame, as a page with a moving picture must. */
  floor(options: { tap: boolean; drawing?: boolean }): Promise<Measured> {
    return this.#live(this.#floor.liveUrl(this.server.socketUrl, options.drawing ?? false), options);
  }

  /** A page without a line of script and without the microphone. */
  idle(): Promise<Measured> {
    return this.browser.open(this.#floor.idleUrl, { tap: false });
  }

  /** A list that draws each event of the scripted server as an element, connected without a relay. */
  plainList(): Promise<Measured> {
    return this.browser.open(this.#floor.plainListUrl(this.server.socketUrl, false), { tap: false });
  }

  /** The same with a microphone whose speed can be set. */
  async speakingPlainList(): Promise<Measured> {
    const url = this.#floor.plainListUrl(this.server.socketUrl, true);
    const measured = await this.browser.open(url, { tap: false });
    await this.server.ask('ready', {});
    await sleep(SETTLE_MS);
    return measured;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.#relay.stop();
    await this.#floor.stop();
    await this.server.stop();
  }

  async #live(url: string, options: LiveOptions): Promise<Measured> {
    const measured = await this.browser.open(url, options);
    const ready = this.server.ask('ready', {});
    // A failed click is the better message; this promise must not become an unhandled rejection meanwhile.
    ready.catch(() => null);
    await measured.page.getByRole('button', { name: 'Connect', exact: true }).click();
    await ready;
    await sleep(SETTLE_MS);
    await measured.takeEvents();
    await measured.takeLongTasks();
    await this.server.ask('clicks', {});
    return measured;
  }
}

/** What is measured is what `npm run build` left; nothing is built here, so that a benchmark never competes with a build. */
function requireBuild(): void {
  for (const file of ['dist/index.html', 'dist-server/main.js']) {
    if (!statSync(join(ROOT, file), { throwIfNoEntry: false })) {
      throw new Error(`There is no ${file}. Build first: npm run build`);
    }
  }
}
