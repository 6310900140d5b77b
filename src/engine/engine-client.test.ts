import { describe, expect, it } from 'vitest';
import { EngineClient, type EngineWorker } from './engine-client.ts';
import type { EngineBatch, EngineCommand, EngineMessage } from './engine.messages.ts';

function setup() {
  const commands: EngineCommand[] = [];
  let deliver: (message: EngineMessage) => void = () => {};
  const worker: EngineWorker = {
    postMessage: (command) => commands.push(command),
    addEventListener: (_type, listener) => {
      deliver = (message) => listener(new MessageEvent('message', { data: message }));
    },
  };
  const frames: (() => void)[] = [];
  const batches: EngineBatch[] = [];
  const client = new EngineClient(worker, {
    onBatch: (batch) => batches.push(batch),
    nextFrame: (callback) => frames.push(callback),
  });
  return { client, commands, deliver: (m: EngineMessage) => deliver(m), frames, batches };
}

describe('EngineClient', () => {
  it('shows a batch in the next frame and acknowledges only then', () => {
    const { commands, deliver, frames, batches } = setup();
    deliver({ kind: 'batch', batch: { phase: 'hearing' } });
    expect(batches).toEqual([]);
    expect(commands).toEqual([]);
    frames.shift()?.();
    expect(batches).toEqual([{ phase: 'hearing' }]);
    expect(commands).toEqual([{ kind: 'ack' }]);
  });

  it('matches answers to requests, whatever their order', async () => {
    const { client, commands, deliver } = setup();
    const first = client.readEvents(1, 0, 10, false);
    const second = client.readAudio('a');
    const [one, two] = commands.map((command) => ('requestId' in command ? command.requestId : -1));
    deliver({ kind: 'audio', requestId: two ?? -1, pcm16: new Int16Array([9]).buffer });
    deliver({
      kind: 'events',
      requestId: one ?? -1,
      events: [{ atMs: 1, bytes: 2, text: '{}', cut: false }],
      total: 1,
    });
    expect(await second).toEqual(new Int16Array([9]));
    expect((await first).total).toBe(1);
  });
});
