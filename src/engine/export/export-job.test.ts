import { describe, expect, it } from 'vitest';
import { type ExportWorker, startExport } from './export-job.ts';
import type { ExportCommand, ExportMessage } from './export.messages.ts';

class HandWorker implements ExportWorker {
  readonly commands: ExportCommand[] = [];
  ended = false;
  readonly #events = new EventTarget();

  postMessage(command: ExportCommand): void {
    this.commands.push(command);
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#events.addEventListener(type, listener as (event: Event) => void);
  }

  terminate(): void {
    this.ended = true;
  }

  says(data: ExportMessage): void {
    this.#events.dispatchEvent(new MessageEvent('message', { data }));
  }

  breaks(message: string): void {
    this.#events.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

const command: ExportCommand = { kind: 'digest', file: new Blob(['x']), name: 'A file' };

function start() {
  const worker = new HandWorker();
  const shares: number[] = [];
  const job = startExport(worker, command, (share) => shares.push(share));
  return { worker, shares, job };
}

describe('An export job', () => {
  it('tells how far it is and ends its worker with the answer', async () => {
    const { worker, shares, job } = start();
    expect(worker.commands).toEqual([command]);
    worker.says({ kind: 'progress', share: 0.5 });
    expect(worker.ended).toBe(false);
    worker.says({ kind: 'failed', words: 'No.' });
    expect(await job.answer).toEqual({ kind: 'failed', words: 'No.' });
    expect(shares).toEqual([0.5]);
    expect(worker.ended).toBe(true);
  });

  it('that is cancelled ends at once, and what its worker still says does not count', async () => {
    const { worker, job } = start();
    job.cancel();
    worker.says({ kind: 'failed', words: 'Too late.' });
    expect(await job.answer).toEqual({ kind: 'cancelled' });
    expect(worker.ended).toBe(true);
  });

  it('says so when its worker cannot run or breaks', async () => {
    const { worker, job } = start();
    worker.breaks('out of memory');
    expect(await job.answer).toEqual({
      kind: 'failed',
      words: 'The browser could not make it (out of memory). Try again; if that fails, reload the page.',
    });
  });
});
