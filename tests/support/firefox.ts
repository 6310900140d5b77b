/**
 * Firefox with a microphone that plays what a test likes: a private PulseAudio with two null sinks (one is the microphone, the other the
 * speakers) and a Firefox driven over WebDriver BiDi. Everything it starts it stops.
 */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { WebSocket } from 'ws';

function findProgram(...names: string[]): string | null {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        continue;
      }
    }
  }
  return null;
}

/** What is missing for this test, in words; null when all is there. */
export function missingForFirefox(): string | null {
  if (!findProgram('firefox-esr', 'firefox')) return 'Firefox is not installed';
  for (const name of ['pulseaudio', 'pactl', 'paplay', 'parec']) {
    if (!findProgram(name)) return `${name} is not installed`;
  }
  return null;
}

export class Firefox {
  readonly #folder: string;
  readonly #children: ChildProcess[] = [];
  readonly #environment: NodeJS.ProcessEnv;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #socket: WebSocket | null = null;
  #lastId = 0;
  #context = '';
  #recorded: Buffer[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
    this.#environment = {
      ...process.env,
      HOME: folder,
      XDG_RUNTIME_DIR: folder,
      PULSE_SERVER: `unix:${folder}/pulse.socket`,
      MOZ_HEADLESS: '1',
      MOZ_DISABLE_CONTENT_SANDBOX: '1',
    };
  }

  static async start(): Promise<Firefox> {
    const firefox = new Firefox(mkdtempSync(join(tmpdir(), 'sidetone-firefox-')));
    try {
      await firefox.#startSound();
      await firefox.#startBrowser();
    } catch (error) {
      await firefox.stop();
      throw error;
    }
    return firefox;
  }

  async open(url: string): Promise<void> {
    await this.#command('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  /** Evaluates an expression in the page; the value must be a string, number or boolean. */
  async evaluate<T extends string | number | boolean>(expression: string): Promise<T> {
    const answer = await this.#command<{
      type: string;
      result?: { value: T };
      exceptionDetails?: { text: string };
    }>('script.evaluate', {
      expression,
      target: { context: this.#context },
      awaitPromise: true,
    });
    if (answer.type !== 'success') throw new Error(answer.exceptionDetails?.text ?? 'the script failed');
    return answer.result?.value as T;
  }

  /** Waits until the expression is true. */
  async until(expression: string, timeoutMs = 20_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await this.evaluate<boolean>(`Boolean(${expression})`))) {
      if (Date.now() > deadline) throw new Error(`still not so after ${timeoutMs} ms: ${expression}`);
      await this.evaluate<number>('new Promise((done) => setTimeout(done, 100, 1))');
    }
  }

  /** A real click in the middle of an element: a gesture, which audio needs. */
  async click(selector: string): Promise<void> {
    const box = JSON.parse(
      await this.evaluate<string>(
        `JSON.stringify((({left, top, width, height}) => ({x: Math.round(left + width / 2), y: Math.round(top + height / 2)}))(document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect()))`,
      ),
    ) as { x: number; y: number };
    await this.#command('input.performActions', {
      context: this.#context,
      actions: [
        {
          type: 'pointer',
          id: 'mouse',
          actions: [
            { type: 'pointerMove', ...box },
            { type: 'pointerDown', button: 0 },
            { type: 'pointerUp', button: 0 },
          ],
        },
      ],
    });
  }

  /** Plays a WAV into the microphone; resolves when it has been played. */
  async speak(path: string): Promise<void> {
    await this.#run('paplay', ['--device=microphone', path]);
  }

  /** Forgets what the speakers played so far. */
  startListening(): void {
    this.#recorded = [];
  }

  /** What the speakers played since, PCM16 mono at 24 kHz. */
  heard(): Int16Array {
    const bytes = Buffer.concat(this.#recorded);
    const even = bytes.byteLength - (bytes.byteLength % 2);
    return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + even));
  }

  async stop(): Promise<void> {
    this.#socket?.terminate();
    for (const child of this.#children.toReversed()) {
      if (child.exitCode !== null) continue;
      const ended = new Promise((resolve) => child.on('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  async #startSound(): Promise<void> {
    this.#spawn('pulseaudio', [
      '-n',
      '--daemonize=no',
      '--use-pid-file=no',
      '--exit-idle-time=-1',
      '--disallow-exit=true',
      `--load=module-native-protocol-unix auth-anonymous=1 socket=${this.#folder}/pulse.socket`,
      '--load=module-null-sink sink_name=speakers rate=48000 channels=1',
      '--load=module-null-sink sink_name=microphone rate=48000 channels=1',
    ]);
    await this.#retry(() => this.#run('pactl', ['info']));
    await this.#run('pactl', ['set-default-sink', 'speakers']);
    await this.#run('pactl', ['set-default-source', 'microphone.monitor']);
    const recorder = this.#spawn('parec', [
      '--device=speakers.monitor',
      '--rate=24000',
      '--channels=1',
      '--format=s16le',
      '--latency-msec=20',
    ]);
    recorder.stdout?.on('data', (chunk: Buffer) => this.#recorded.push(chunk));
  }

  async #startBrowser(): Promise<void> {
    const profile = mkdtempSync(join(this.#folder, 'profile-'));
    const preferences = {
      'media.navigator.permission.disabled': true,
      'browser.shell.checkDefaultBrowser': false,
      'browser.startup.homepage_override.mstone': 'ignore',
      'datareporting.policy.dataSubmissionEnabled': false,
      'toolkit.telemetry.enabled': false,
      'app.update.enabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'browser.safebrowsing.update.enabled': false,
    };
    writeFileSync(
      join(profile, 'user.js'),
      Object.entries(preferences)
        .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
        .join(''),
    );
    const program = findProgram('firefox-esr', 'firefox') ?? 'firefox';
    const child = this.#spawn(program, [
      '--headless',
      '--no-remote',
      '--profile',
      profile,
      '--remote-debugging-port',
      '0',
    ]);
    const address = await new Promise<string>((resolve, reject) => {
      let printed = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        const found = /WebDriver BiDi listening on (ws:\S+)/.exec(printed);
        if (found?.[1]) resolve(found[1]);
      });
      child.on('exit', (code) => reject(new Error(`Firefox ended with ${code}:\n${printed}`)));
    });
    const socket = new WebSocket(`${address}/session`);
    this.#socket = socket;
    await new Promise((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
    socket.on('message', (data: Buffer) => this.#receive(data.toString()));
    await this.#command('session.new', { capabilities: {} });
    const tree = await this.#command<{ contexts: { context: string }[] }>('browsingContext.getTree', {});
    this.#context = tree.contexts[0]?.context ?? '';
  }

  #receive(text: string): void {
    const message = JSON.parse(text) as {
      id?: number;
      type: string;
      result?: never;
      error?: string;
      message?: string;
    };
    if (message.id === undefined) return;
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'success') waiting?.resolve(message.result as never);
    else waiting?.reject(new Error(`${message.error}: ${message.message}`));
  }

  #command<T>(method: string, params: object): Promise<T> {
    const id = (this.#lastId += 1);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket?.send(JSON.stringify({ id, method, params }));
    });
  }

  #spawn(program: string, args: string[]): ChildProcess {
    const child = spawn(program, args, { env: this.#environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.push(child);
    return child;
  }

  #run(program: string, args: string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      execFile(program, args, { env: this.#environment }, (error) => (error ? reject(error) : resolve()));
    });
  }

  async #retry(attempt: () => Promise<void>): Promise<void> {
    for (let left = 50; ; left -= 1) {
      try {
        await attempt();
        return;
      } catch (error) {
        if (left === 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}
