/** The page's end of the library: wishes out, answers and news in. Requests have answers, empty ones when the library's worker is dead. */

import type {
  Found,
  Imported,
  LibraryCommand,
  LibraryMessage,
  LibraryNotice,
  LibraryState,
} from './library.messages.ts';

/** What the client needs of a `Worker`. */
export interface LibraryWorker {
  postMessage(command: LibraryCommand, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<LibraryMessage>) => void): void;
  /** Told when the worker's script cannot be loaded, and when something in it throws. */
  addEventListener(type: 'error', listener: (event: Event) => void): void;
}

interface LibraryClientHandlers {
  onLibrary: (library: LibraryState) => void;
  onNotice: (notice: LibraryNotice) => void;
}

type Request = LibraryCommand extends infer C
  ? C extends { requestId: number }
    ? Omit<C, 'requestId'>
    : never
  : never;

export class LibraryClient {
  readonly #worker: LibraryWorker;
  readonly #handlers: LibraryClientHandlers;
  readonly #waiting = new Map<number, (message: LibraryMessage | null) => void>();
  #lastRequestId = 0;
  #heard = false;
  #dead = false;

  constructor(worker: LibraryWorker, handlers: LibraryClientHandlers) {
    this.#worker = worker;
    this.#handlers = handlers;
    worker.addEventListener('message', (event) => this.#receive(event.data));
    worker.addEventListener('error', (event) => this.#failed(event));
  }

  send(command: LibraryCommand, transfer: Transferable[] = []): void {
    this.#worker.postMessage(command, transfer);
  }

  async search(text: string): Promise<Found[]> {
    const answer = await this.#request({ kind: 'search', text });
    return answer?.kind === 'found' ? answer.found : [];
  }

  /** The session's file with the name it was given; null when it is not there any more. */
  async read(id: string): Promise<Blob | null> {
    const answer = await this.#request({ kind: 'read', id });
    return answer?.kind === 'file' ? answer.file : null;
  }

  /** One answer a file; none when nothing can be kept. */
  async import(files: File[]): Promise<Imported[]> {
    const answer = await this.#request({ kind: 'import', files });
    return answer?.kind === 'imported' ? answer.imported : [];
  }

  #request(request: Request): Promise<LibraryMessage | null> {
    if (this.#dead) return Promise.resolve(null);
    const requestId = (this.#lastRequestId += 1);
    return new Promise((resolve) => {
      this.#waiting.set(requestId, resolve);
      this.send({ ...request, requestId });
    });
  }

  #receive(message: LibraryMessage): void {
    this.#heard = true;
    switch (message.kind) {
      case 'library':
        this.#handlers.onLibrary(message.library);
        return;
      case 'notice':
        this.#handlers.onNotice(message.notice);
        return;
      default:
        this.#waiting.get(message.requestId)?.(message);
        this.#waiting.delete(message.requestId);
    }
  }

  #failed(event: Event): void {
    const why = 'message' in event && typeof event.message === 'string' ? ` (${event.message})` : '';
    if (this.#heard) {
      this.#handlers.onNotice({
        key: 'device-library-trouble',
        level: 'error',
        text: `Something inside the library of sessions failed${why}.`,
        nextStep: 'If it behaves oddly now, export what you need and reload the page.',
      });
      return;
    }
    this.#dead = true;
    for (const answer of this.#waiting.values()) answer(null);
    this.#waiting.clear();
    this.#handlers.onLibrary({
      status: 'unavailable',
      why: `The library of sessions could not be started${why}.`,
    });
  }
}
