/**
 * The engine's way to the library: lines go to the librarian in pieces, and stay here until they are in the file. When the library cannot
 * take them (any more), this tab's memory does: the session goes on as if nothing had happened.
 */

import type { Clock } from '../../lib/clock.ts';
import { Scope } from '../../lib/scope.ts';
import { BlobSink, type RecordingSink } from '../recording-sink.ts';
import type { RecordingCommand, RecordingMessage } from './library.messages.ts';

/** Lines are gathered for so long, or until there are so many: fifty frames a second need not be fifty messages. */
const GATHER_MS = 200;
const GATHER_CHARS = 64 * 1024;

/** A disk that is so far behind is none. */
const MOST_UNWRITTEN_CHARS = 64 * 1024 * 1024;

/** What is needed of a `MessagePort`. */
export interface LibraryPort {
  postMessage(command: RecordingCommand): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<RecordingMessage>) => void): void;
  start(): void;
}

/** The channel to the librarian, for one session after the other. */
export class LibraryLink {
  readonly #port: LibraryPort;
  readonly #clock: Clock;
  /** Those that wait for something. One that has ended is forgotten, with what it may hold in memory. */
  readonly #sinks = new Map<number, LibrarySink>();
  #lastId = 0;
  /** Whether anybody listens: a worker that cannot be loaded never does. */
  #ready = false;

  constructor(port: LibraryPort, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
    port.addEventListener('message', ({ data: message }) => {
      if (message.kind === 'ready') this.#ready = true;
      else this.#sinks.get(message.recordingId)?.receive(message);
    });
    port.start();
  }

  /** How many sessions still wait for the librarian. */
  get waiting(): number {
    return this.#sinks.size;
  }

  open(): RecordingSink {
    const recordingId = (this.#lastId += 1);
    const sink: LibrarySink = new LibrarySink(recordingId, {
      clock: this.#clock,
      post: (command) => this.#port.postMessage(command),
      ready: () => this.#ready,
      waits: (waiting) => {
        if (waiting) this.#sinks.set(recordingId, sink);
        else this.#sinks.delete(recordingId);
      },
    });
    this.#sinks.set(recordingId, sink);
    return sink;
  }
}

interface SinkDeps {
  clock: Clock;
  post: (command: RecordingCommand) => void;
  ready: () => boolean;
  /** Whether anything is still to come for it. */
  waits: (waiting: boolean) => void;
}

class LibrarySink implements RecordingSink {
  readonly #recordingId: number;
  readonly #deps: SinkDeps;
  readonly #scope: Scope;
  #gathered: string[] = [];
  #gatheredChars = 0;
  /** Sent and not yet in the file. */
  #unwritten: string[] = [];
  #unwrittenChars = 0;
  #writtenPieces = 0;
  /** Takes over when the library gives up. */
  #memory: BlobSink | null = null;
  #closed = false;
  #lastRequestId = 0;
  readonly #waiting = new Map<number, (file: Blob | null) => void>();

  constructor(recordingId: number, deps: SinkDeps) {
    this.#recordingId = recordingId;
    this.#deps = deps;
    this.#scope = new Scope(deps.clock);
    deps.post({ kind: 'open', recordingId });
  }

  append(text: string): void {
    if (this.#closed) return;
    if (this.#memory) {
      this.#memory.append(text);
      return;
    }
    if (this.#gathered.length === 0) this.#scope.after(GATHER_MS, () => this.#send());
    this.#gathered.push(text);
    this.#gatheredChars += text.length;
    if (this.#gatheredChars >= GATHER_CHARS) this.#send();
  }

  async read(): Promise<Blob> {
    this.#send();
    if (!this.#deps.ready()) this.#fallBack();
    const onlyHere = this.#memory !== null && this.#writtenPieces === 0;
    const file = onlyHere ? null : await this.#readFile();
    const memory = this.#memory && (await this.#memory.read());
    if (memory) return file ? new Blob([file, memory]) : memory;
    if (file) return file;
    throw new Error('The file of this session is not there any more: it was deleted from the library.');
  }

  #readFile(): Promise<Blob | null> {
    const requestId = (this.#lastRequestId += 1);
    return new Promise((resolve) => {
      this.#waiting.set(requestId, resolve);
      this.#deps.waits(true);
      this.#deps.post({ kind: 'read', recordingId: this.#recordingId, requestId });
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#send();
    this.#closed = true;
    this.#scope.dispose();
    this.#deps.post({ kind: 'close', recordingId: this.#recordingId });
    this.#settle();
  }

  receive(message: Exclude<RecordingMessage, { kind: 'ready' }>): void {
    switch (message.kind) {
      case 'written':
        while (this.#writtenPieces < message.pieces) {
          this.#writtenPieces += 1;
          this.#unwrittenChars -= this.#unwritten.shift()?.length ?? 0;
        }
        break;
      case 'failed':
        this.#fallBack();
        break;
      case 'file':
        this.#waiting.get(message.requestId)?.(message.file);
        this.#waiting.delete(message.requestId);
        break;
    }
    this.#settle();
  }

  #settle(): void {
    const isOver = this.#closed && this.#unwritten.length === 0 && this.#waiting.size === 0;
    this.#deps.waits(!isOver);
  }

  #send(): void {
    if (this.#gathered.length === 0 || this.#memory) return;
    const text = this.#gathered.join('');
    this.#gathered = [];
    this.#gatheredChars = 0;
    this.#unwritten.push(text);
    this.#unwrittenChars += text.length;
    this.#deps.post({ kind: 'append', recordingId: this.#recordingId, text });
    if (this.#unwrittenChars > MOST_UNWRITTEN_CHARS) this.#fallBack();
  }

  #fallBack(): void {
    if (this.#memory) return;
    this.#memory = new BlobSink();
    for (const text of [...this.#unwritten, ...this.#gathered]) this.#memory.append(text);
    this.#unwritten = [];
    this.#gathered = [];
    this.#unwrittenChars = 0;
  }
}
