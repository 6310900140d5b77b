import { describe, expect, it } from 'vitest';
import { EngineClient, type EngineFailure, type EngineWorker } from './engine-client.ts';
import type { EngineBatch, EngineCommand, EngineMessage } from './engine.messages.ts';
import { defaultSettings } from '../store/default-settings.ts';

class FakeWorker extends EventTarget {
  readonly commands: EngineCommand[] = [];
  postMessage(command: EngineCommand): void {
    this.commands.push(command);
  }
}

function setup() {
  const worker = new FakeWorker();
  const frames: (() => void)[] = [];
  const batches: EngineBatch[] = [];
  const failures: EngineFailure[] = [];
  const client = new EngineClient(worker as EngineWorker, {
    onBatch: (batch) => batches.push(batch),
    onFailure: (failure) => failures.push(failure),
    nextFrame: (callback) => frames.push(callback),
  });
  const deliver = (data: EngineMessage) => worker.dispatchEvent(new MessageEvent('message', { data }));
  const batch = (wishes: number, content: EngineBatch) => {
    deliver({ kind: 'batch', batch: content, wishes });
    frames.shift()?.();
    return batches.at(-1);
  };
  return { client, worker, commands: worker.commands, deliver, batch, frames, batches, failures };
}

const connect: EngineCommand = {
  kind: 'connect',
  upstream: 'there',
  record: false,
  url: 'ws://here',
  settings: defaultSettings(null),
};

describe('EngineClient', () => {
  it('shows a batch in the next frame and acknowledges only then', () => {
    const { commands, deliver, frames, batches } = setup();
    deliver({ kind: 'batch', batch: { phase: 'hearing' }, wishes: 0 });
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

  it('says under which id an event went out, and that it did not', async () => {
    const { client, commands, deliver } = setup();
    const sent = client.sendEvent('{"type":"response.cancel"}');
    const refused = client.sendEvent('{"type":"response.cancel"}');
    for (const [index, eventId] of ['evt_1', null].entries()) {
      const command = commands[index];
      expect(command).toMatchObject({ kind: 'send-event', text: '{"type":"response.cancel"}' });
      const requestId = command && 'requestId' in command ? command.requestId : -1;
      deliver({ kind: 'sent-event', requestId, eventId });
    }
    expect(await Promise.all([sent, refused])).toEqual(['evt_1', null]);
  });

  it('does not believe a batch about the connection that was made before the last wish', () => {
    const { client, batch } = setup();
    client.send(connect);
    client.send({ kind: 'disconnect' });
    const usage = {
      inputTokens: 1,
      outputTokens: 1,
      cachedTokens: 0,
      responses: 1,
      costUsd: null,
      unpriced: 1,
    };
    expect(batch(1, { connection: { status: 'connecting' }, phase: 'idle', usage })).toEqual({ usage });
    const idle: EngineBatch = { connection: { status: 'idle' }, phase: 'idle' };
    expect(batch(2, idle)).toEqual(idle);
  });

  it('says that the engine did not load, at once and whenever somebody connects, and lets nobody wait', async () => {
    const { client, worker, failures } = setup();
    const asked = client.readAudio('a');
    worker.dispatchEvent(new Event('error'));
    expect(failures).toMatchObject([{ fatal: true, text: 'The console’s engine could not be started.' }]);
    expect(await asked).toBeNull();
    expect(await client.readEvents(0, 0, 1, false)).toEqual({ events: [], total: 0 });
    client.send(connect);
    expect(failures).toHaveLength(2);
  });

  it('says what an engine threw that goes on afterwards', () => {
    const { worker, failures, batch } = setup();
    batch(0, { phase: 'idle' });
    worker.dispatchEvent(Object.assign(new Event('error'), { message: 'Uncaught Error: unhandled case' }));
    expect(failures).toMatchObject([{ fatal: false, text: expect.stringContaining('unhandled case') }]);
  });
});
