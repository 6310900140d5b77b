/**
 * The page's end of the engine: commands out, batches in. A batch is shown in the next animation frame and then acknowledged, so the
 * page does at most one batch a frame. Requests have answers. Knows no store.
 */

import type { EngineBatch, EngineCommand, EngineMessage, LogEvent } from './engine.messages.ts';

/** What the client needs of a `Worker`. */
export interface EngineWorker {
  postMessage(message: EngineCommand, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<EngineMessage>) => void): void;
}

type Request = EngineCommand extends infer C
  ? C extends { requestId: number }
    ? Omit<C, 'requestId'>
    : never
  : never;

export class EngineClient {
  readonly #worker: EngineWorker;
  readonly #onBatch: (batch: EngineBatch) => void;
  readonly #nextFrame: (callback: () => void) => void;
  readonly #waiting = new Map<number, (message: EngineMessage) => void>();
  #lastRequestId = 0;

  constructor(
    worker: EngineWorker,
    handlers: { onBatch: (batch: EngineBatch) => void; nextFrame: (callback: () => void) => void },
  ) {
    this.#worker = worker;
    this.#onBatch = handlers.onBatch;
    this.#nextFrame = handlers.nextFrame;
    worker.addEventListener('message', (event) => this.#receive(event.data));
  }

  send(command: EngineCommand, transfer: Transferable[] = []): void {
    this.#worker.postMessage(command, transfer);
  }

  async readEvents(
    rowSeq: number,
    from: number,
    limit: number,
    whole: boolean,
  ): Promise<{ events: LogEvent[]; total: number }> {
    const answer = await this.#request({ kind: 'read-events', rowSeq, from, limit, whole });
    return answer.kind === 'events' ? answer : { events: [], total: 0 };
  }

  /** The item's audio, PCM16 at 24 kHz, or null when there is none. */
  async readAudio(itemId: string): Promise<Int16Array<ArrayBuffer> | null> {
    const answer = await this.#request({ kind: 'read-audio', itemId });
    return answer.kind === 'audio' && answer.pcm16 ? new Int16Array(answer.pcm16) : null;
  }

  #request(request: Request): Promise<EngineMessage> {
    const requestId = (this.#lastRequestId += 1);
    return new Promise((resolve) => {
      this.#waiting.set(requestId, resolve);
      this.send({ ...request, requestId });
    });
  }

  #receive(message: EngineMessage): void {
    if (message.kind !== 'batch') {
      this.#waiting.get(message.requestId)?.(message);
      this.#waiting.delete(message.requestId);
      return;
    }
    this.#nextFrame(() => {
      try {
        this.#onBatch(message.batch);
      } finally {
        this.send({ kind: 'ack' });
      }
    });
  }
}
