import { describe, expect, it, vi } from 'vitest';
import { messageItem } from '../../tests/support/items.ts';
import type { ExportWorker } from '../engine/export/export-job.ts';
import { type ExportCommand, type ExportMessage } from '../engine/export/export.messages.ts';
import { handleExport } from '../engine/export/make-export.ts';
import { smallSession } from '../engine/export/testing/small-session.ts';
import { readWav } from '../recording/wav-reader.ts';
import { testStore } from '../store/testing/test-store.ts';
import { createExportActions } from './export-actions.ts';

const BOTH = { audio: true, text: true };

/** A worker that does its work here. */
function workerHere(): ExportWorker {
  const events = new EventTarget();
  const say = (data: ExportMessage) => void events.dispatchEvent(new MessageEvent('message', { data }));
  return {
    postMessage: (command: ExportCommand) => void handleExport(command, say),
    addEventListener: (type: string, listener: (event: never) => void) =>
      events.addEventListener(type, listener as (event: Event) => void),
    terminate: () => {},
  };
}

function setup(recording: Blob | null = smallSession()) {
  const store = testStore();
  const saved: { file: Blob; name: string }[] = [];
  const openWorker = vi.fn(workerHere);
  const actions = createExportActions({
    store,
    engine: {
      readRecording: async () => recording,
      readAudio: async (itemId) => (itemId === 'spoken' ? Int16Array.of(1, 2, 3) : null),
    },
    library: { read: async (id) => (id === 'kept' ? smallSession() : null) },
    openWorker,
    saveFile: (file, name) => saved.push({ file, name }),
  });
  return { store, saved, actions, openWorker };
}

describe('Exporting', () => {
  it('makes a file of the session that is shown and gives it to the browser to save', async () => {
    const { actions, saved } = setup();
    const shares: number[] = [];
    const job = actions.save({ format: 'stereo', redaction: BOTH }, (share) => shares.push(share));
    expect(await job.outcome).toEqual({
      status: 'done',
      result: expect.stringMatching(/ gpt-realtime\.wav$/),
    });
    expect(saved).toHaveLength(1);
    expect(saved[0]?.file.type).toBe('audio/wav');
    expect(shares.at(-1)).toBe(1);
  });

  it('says what to do when nothing was recorded', async () => {
    const { actions, saved } = setup(null);
    const { outcome } = actions.save({ format: 'session', redaction: BOTH }, () => {});
    expect(await outcome).toEqual({ status: 'failed', words: expect.stringContaining('no recording') });
    expect(saved).toEqual([]);
  });

  it('that is cancelled while the recording is read starts no worker and saves nothing', async () => {
    const { actions, saved, openWorker } = setup();
    const job = actions.save({ format: 'session', redaction: BOTH }, () => {});
    job.cancel();
    expect(await job.outcome).toEqual({ status: 'cancelled' });
    expect(openWorker).not.toHaveBeenCalled();
    expect(saved).toEqual([]);
  });

  it('says why a file that is none of ours cannot be read', async () => {
    const { actions } = setup();
    const file = new Blob(['hello\n']);
    const { outcome } = actions.digest({ kind: 'file', file, name: 'hello.txt' }, () => {});
    expect(await outcome).toEqual({ status: 'failed', words: expect.stringContaining('no session file') });
  });

  it('reads a session of the library, or says that it is gone', async () => {
    const { actions } = setup();
    const digest = (id: string) => actions.digest({ kind: 'library', id, name: 'Kept' }, () => {}).outcome;
    expect(await digest('kept')).toMatchObject({ status: 'done', result: { title: 'Kept' } });
    expect(await digest('lost')).toEqual({
      status: 'failed',
      words: expect.stringContaining('not in the library'),
    });
  });

  it('saves the sound of one message, and says so when there is none', async () => {
    const { store, actions, saved } = setup();
    const items = [messageItem({ id: 'spoken', startedAtMs: 62_300 }), messageItem({ id: 'typed' })];
    store.setState({ items: Object.fromEntries(items.map((item) => [item.id, item])) });
    await actions.saveItem('spoken');
    expect(saved[0]?.name).toBe('you at 1m02.3s.wav');
    expect(readWav((await saved[0]?.file.bytes()) ?? new Uint8Array())?.pcm16).toEqual(
      Int16Array.of(1, 2, 3),
    );
    await actions.saveItem('typed');
    expect(saved).toHaveLength(1);
    expect(store.getState().notices[0]?.text).toBe('There is no recording of this item.');
  });
});
