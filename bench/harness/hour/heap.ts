/** What a page's thread and its engine's worker hold after a collection of garbage, as DevTools tells it. */

import type { CDPSession, Page } from '@playwright/test';

export interface Held {
  /** JavaScript objects, bytes. */
  heapBytes: number;
  /** Bytes of array buffers, which are outside the heap. */
  bufferBytes: number;
}

export interface Heaps {
  page(): Promise<Held>;
  /** Null: there is no worker with this name. */
  worker(): Promise<Held | null>;
}

interface Usage {
  usedSize: number;
  backingStorageSize?: number;
}

type Answer = { id: number; result: unknown };

export async function watchHeaps(page: Page, workerName: string): Promise<Heaps> {
  const devtools = await page.context().newCDPSession(page);
  let workerSession: string | null = null;
  devtools.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker' && targetInfo.title === workerName) workerSession = sessionId;
  });
  await devtools.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  return {
    page: async () => {
      await devtools.send('HeapProfiler.collectGarbage');
      return heldBy(await devtools.send('Runtime.getHeapUsage'));
    },
    worker: async () => {
      if (workerSession === null) return null;
      await askWorker(devtools, workerSession, 'HeapProfiler.collectGarbage');
      return heldBy((await askWorker(devtools, workerSession, 'Runtime.getHeapUsage')) as Usage);
    },
  };
}

function heldBy({ usedSize, backingStorageSize = 0 }: Usage): Held {
  return { heapBytes: usedSize, bufferBytes: backingStorageSize };
}

let lastId = 0;

/** Playwright has no sessions of DevTools for workers; the page's passes messages on. */
async function askWorker(devtools: CDPSession, sessionId: string, method: string): Promise<unknown> {
  const id = (lastId += 1);
  const answered = new Promise<unknown>((resolve) => {
    const look = (passed: { message: string }) => {
      const { id: answeredId, result } = JSON.parse(passed.message) as Answer;
      if (answeredId !== id) return;
      devtools.off('Target.receivedMessageFromTarget', look);
      resolve(result);
    };
    devtools.on('Target.receivedMessageFromTarget', look);
  });
  await devtools.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
  return answered;
}
