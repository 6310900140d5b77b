/** The library of one browser for tests: files and locks that tabs share, tabs that can be killed, and sessions to put into it. */

import { FakeClock } from '../../../lib/testing/fake-clock.ts';
import { type FileHeader, fileLine, headerLine } from '../../../recording/session-file.ts';
import { LibraryLink, type LibraryPort } from '../library-sink.ts';
import { Librarian } from '../librarian.ts';
import type { LibraryMessage, LibraryNotice, LibraryState, RecordingMessage } from '../library.messages.ts';
import type { NewSummariser } from '../read-session.ts';
import type { SharedWork } from '../session-locks.ts';
import type { SessionFolder } from '../session-folder.ts';
import { MemoryFolder } from './memory-folder.ts';
import { MemoryLocks } from './memory-locks.ts';

const header: FileHeader = {
  sidetone: 1,
  startedAt: '2026-05-04T10:00:00.000Z',
  sampleRateHz: 24_000,
  upstream: 'Emulator',
  model: 'gpt-realtime',
  recordedBy: 'console',
};

export function serverLine(t: number, said = 'hello'): string {
  return fileLine({ t, dir: 'server', text: JSON.stringify({ type: 'x', said }), event: true });
}

/** A whole file. */
export function sessionText(startedAt: string, lines: string[], more: Partial<FileHeader> = {}): string {
  return headerLine({ ...header, startedAt, ...more }) + lines.join('');
}

/** Every line is a turn, its words are what was said. */
const plainSummariser: NewSummariser = () => {
  const said: string[] = [];
  let durationMs = 0;
  return {
    see({ t, text }) {
      durationMs = t;
      said.push((JSON.parse(text) as { said?: string }).said ?? '');
    },
    summary: () => ({ durationMs, turns: said.length, costUsd: null, words: said.join('\n') }),
  };
};

export class LibraryRig {
  readonly folder = new MemoryFolder();
  readonly clock = new FakeClock();
  readonly heldLocks = new Set<string>();
  readonly sharedWork = new Map<SharedWork, Promise<unknown>>();
  epochMs = Date.parse('2026-05-04T10:00:00.000Z');
  #salt = 0;

  /** A tab that has opened the library. */
  async tab(folder: Promise<SessionFolder> = Promise.resolve(this.folder)): Promise<Tab> {
    const tab = new Tab(this, folder);
    await tab.librarian.start();
    await tab.settle();
    return tab;
  }

  salt(): number {
    this.#salt += 0.001;
    return this.#salt;
  }

  advance(ms: number): void {
    this.epochMs += ms;
    this.clock.advance(ms);
  }
}

export class Tab {
  readonly librarian: Librarian;
  readonly link: LibraryLink;
  readonly messages: LibraryMessage[] = [];
  readonly #locks: MemoryLocks;
  readonly #rig: LibraryRig;
  #pending: Promise<unknown>[] = [];
  #alive = true;

  constructor(rig: LibraryRig, folder: Promise<SessionFolder>) {
    this.#rig = rig;
    this.#locks = new MemoryLocks(rig.heldLocks, rig.sharedWork);
    this.librarian = new Librarian({
      clock: rig.clock,
      epochMs: () => rig.epochMs,
      random: () => rig.salt(),
      folder,
      locks: this.#locks,
      newSummariser: plainSummariser,
      post: (message) => this.messages.push(message),
    });
    let toEngine: (message: RecordingMessage) => void = () => {};
    const port: LibraryPort = {
      postMessage: (command) => {
        if (!this.#alive) return;
        this.#pending.push(this.librarian.record(command, (message) => toEngine(message)));
      },
      addEventListener: (_type, listener) => {
        toEngine = (data) => listener({ data } as MessageEvent<RecordingMessage>);
      },
      start: () => toEngine({ kind: 'ready' }),
    };
    this.link = new LibraryLink(port, rig.clock);
  }

  get library(): LibraryState {
    const last = this.messages.findLast((message) => message.kind === 'library');
    return last?.library ?? { status: 'opening' };
  }

  get sessions() {
    return this.library.status === 'ready' ? this.library.sessions : [];
  }

  get notices(): LibraryNotice[] {
    return this.messages.flatMap((message) => (message.kind === 'notice' ? [message.notice] : []));
  }

  /** Waits for everything that was begun. */
  async settle(): Promise<void> {
    while (this.#pending.length > 0) {
      const pending = this.#pending;
      this.#pending = [];
      await Promise.all(pending);
    }
    await this.librarian.handle({ kind: 'search', requestId: 0, text: '' });
    await this.librarian.idle;
  }

  async ask(command: Parameters<Librarian['handle']>[0]): Promise<void> {
    await this.librarian.handle(command);
    await this.settle();
  }

  /** No code of it runs any more. */
  kill(): void {
    this.#alive = false;
    this.#locks.crash();
    this.#rig.folder.crash();
  }
}
