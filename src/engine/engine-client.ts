/**
 * The page's end of the engine: commands out, batches in. A batch is shown in the next animation frame and then acknowledged, so the
 * page does at most one batch a frame. Requests have answers, empty ones when the engine is dead. Knows no store.
 */

import {
  type EngineBatch,
  type EngineCommand,
  type EngineMessage,
  isWish,
  type LogEvent,
} from './engine.messages.ts';

/** What the client needs of a `Worker`. */
export interface EngineWorker {
  postMessage(message: EngineCommand, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<EngineMessage>) => void): void;
  /** Told when the worker's script cannot be loaded, and when something in it throws. */
  addEventListener(type: 'error', listener: (event: Event) => void): void;
}

/** Two voices on one clock, PCM16 at 24 kHz, of equal length. */
export interface StereoSpan {
  you: Int16Array<ArrayBuffer>;
  assistant: Int16Array<ArrayBuffer>;
}

export interface EngineFailure {
  /** What happened, and what to do. */
  text: string;
  nextStep: string;
  /** The engine never worked and never will; otherwise it threw once and goes on. */
  fatal: boolean;
}

interface EngineClientHandlers {
  onBatch: (batch: EngineBatch) => void;
  /** Called for each failure, and again for each `connect` that a dead engine is sent. */
  onFailure: (failure: EngineFailure) => void;
  nextFrame: (callback: () => void) => void;
}

type Request = EngineCommand extends infer C
  ? C extends { requestId: number }
    ? Omit<C, 'requestId'>
    : never
  : never;

export class EngineClient {
  readonly #worker: EngineWorker;
  readonly #handlers: EngineClientHandlers;
  readonly #waiting = new Map<number, (message: EngineMessage | null) => void>();
  #lastRequestId = 0;
  /** How often the person chose what is shown. */
  #wishes = 0;
  #heard = false;
  #dead: EngineFailure | null = null;

  constructor(worker: EngineWorker, handlers: EngineClientHandlers) {
    this.#worker = worker;
    this.#handlers = handlers;
    worker.addEventListener('message', (event) => this.#receive(event.data));
    worker.addEventListener('error', (event) => this.#failed(event));
  }

  send(command: EngineCommand, transfer: Transferable[] = []): void {
    if (isWish(command)) this.#wishes += 1;
    if (this.#dead && command.kind === 'connect') this.#handlers.onFailure(this.#dead);
    this.#worker.postMessage(command, transfer);
  }

  async readEvents(
    rowSeq: number,
    from: number,
    limit: number,
    whole: boolean,
  ): Promise<{ events: LogEvent[]; total: number }> {
    const answer = await this.#request({ kind: 'read-events', rowSeq, from, limit, whole });
    return answer?.kind === 'events' ? answer : { events: [], total: 0 };
  }

  /** Sends an event that a person wrote, the text of a JSON object. Its id, or null when no session could take it now. */
  async sendEvent(text: string): Promise<string | null> {
    const answer = await this.#request({ kind: 'send-event', text });
    return answer?.kind === 'sent-event' ? answer.eventId : null;
  }

  /** The item's audio, PCM16 at 24 kHz, or null when there is none. */
  async readAudio(itemId: string): Promise<Int16Array<ArrayBuffer> | null> {
    const answer = await this.#request({ kind: 'read-audio', itemId });
    return answer?.kind === 'audio' && answer.pcm16 ? new Int16Array(answer.pcm16) : null;
  }

  /** Both sides as they were heard between two session times, PCM16 at 24 kHz and of equal length. */
  async readSpan(fromMs: number, toMs: number): Promise<StereoSpan> {
    const answer = await this.#request({ kind: 'read-span', fromMs, toMs });
    if (answer?.kind !== 'span') return { you: new Int16Array(), assistant: new Int16Array() };
    return { you: new Int16Array(answer.you), assistant: new Int16Array(answer.assistant) };
  }

  /** The file of the session that is shown; null when it was not recorded. */
  async readRecording(): Promise<Blob | null> {
    const answer = await this.#request({ kind: 'read-recording' });
    return answer?.kind === 'recording' ? answer.file : null;
  }

  #request(request: Request): Promise<EngineMessage | null> {
    if (this.#dead) return Promise.resolve(null);
    const requestId = (this.#lastRequestId += 1);
    return new Promise((resolve) => {
      this.#waiting.set(requestId, resolve);
      this.send({ ...request, requestId });
    });
  }

  #receive(message: EngineMessage): void {
    this.#heard = true;
    if (message.kind !== 'batch') {
      this.#waiting.get(message.requestId)?.(message);
      this.#waiting.delete(message.requestId);
      return;
    }
    this.#handlers.nextFrame(() => {
      try {
        this.#handlers.onBatch(this.#current(message));
      } finally {
        this.send({ kind: 'ack' });
      }
    });
  }

  /** What a batch says of the connection is out of date when the person has connected or disconnected since it was made, or opened a file. */
  #current({ batch, wishes }: Extract<EngineMessage, { kind: 'batch' }>): EngineBatch {
    if (wishes === this.#wishes) return batch;
    const { connection: _connection, phase: _phase, shown: _shown, ...rest } = batch;
    return rest;
  }

  #failed(event: Event): void {
    const why = 'message' in event && typeof event.message === 'string' ? event.message : '';
    const failure: EngineFailure = this.#heard
      ? {
          text: `Something inside the console failed: ${why === '' ? 'the browser does not say what' : why}`,
          nextStep: 'If the console behaves oddly now, reload the page.',
          fatal: false,
        }
      : {
          text: `The console’s engine could not be started${why === '' ? '' : `: ${why}`}.`,
          nextStep: 'See that the relay is running (npm start), then reload the page.',
          fatal: true,
        };
    if (failure.fatal) {
      this.#dead = failure;
      for (const answer of this.#waiting.values()) answer(null);
      this.#waiting.clear();
    }
    this.#handlers.onFailure(failure);
  }
}
