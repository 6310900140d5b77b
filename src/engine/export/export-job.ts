/** One file made, or one session read, in a worker of its own that ends with it. Cancelling ends the worker. */

import type { ExportCommand, ExportMessage } from './export.messages.ts';

/** What a job needs of a `Worker`. */
export interface ExportWorker {
  postMessage(command: ExportCommand): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ExportMessage>) => void): void;
  addEventListener(type: 'error', listener: (event: Event) => void): void;
  terminate(): void;
}

export type ExportAnswer = Exclude<ExportMessage, { kind: 'progress' }> | { kind: 'cancelled' };

export interface ExportJob {
  /** Never rejects. */
  answer: Promise<ExportAnswer>;
  cancel(): void;
}

export function startExport(
  worker: ExportWorker,
  command: ExportCommand,
  onProgress: (share: number) => void,
): ExportJob {
  let resolve: (answer: ExportAnswer) => void = () => {};
  const answer = new Promise<ExportAnswer>((settle) => {
    resolve = settle;
  });
  const end = (last: ExportAnswer) => {
    worker.terminate();
    resolve(last);
  };
  worker.addEventListener('message', ({ data }) => {
    if (data.kind === 'progress') onProgress(data.share);
    else end(data);
  });
  worker.addEventListener('error', (event) => {
    const why = 'message' in event && typeof event.message === 'string' ? ` (${event.message})` : '';
    end({
      kind: 'failed',
      words: `The browser could not make it${why}. Try again; if that fails, reload the page.`,
    });
  });
  worker.postMessage(command);
  return { answer, cancel: () => end({ kind: 'cancelled' }) };
}
