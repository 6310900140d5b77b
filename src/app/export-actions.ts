/** What the commands of exporting do: the session's file from the engine, a worker that makes something of it, the browser that saves it. */

import type { EngineClient } from '../engine/engine-client.ts';
import {
  type ExportAnswer,
  type ExportJob,
  type ExportWorker,
  startExport,
} from '../engine/export/export-job.ts';
import type { ExportCommand } from '../engine/export/export.messages.ts';
import { itemFileName } from '../engine/export/export-names.ts';
import { monoWav } from '../engine/export/mono-wav.ts';
import type { LibraryClient } from '../engine/library/library-client.ts';
import { unreachable } from '../lib/errors.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import { mergeNotices } from '../store/engine-binding.ts';
import type { ExportActions, Job, Outcome, SessionSource } from '../store/export-actions.ts';

interface ExportDeps {
  store: ConsoleStore;
  engine: Pick<EngineClient, 'readRecording' | 'readAudio'>;
  library: Pick<LibraryClient, 'read'>;
  openWorker: () => ExportWorker;
  saveFile: (file: Blob, name: string) => void;
}

const NOTHING =
  'There is no recording of a session here. Sessions are recorded while they run, if recording is on: connect, or open a session file.';

const GONE = 'The session is not in the library any more. It may have been deleted in another tab.';

export function createExportActions(deps: ExportDeps): ExportActions {
  const { store, engine, library, openWorker, saveFile } = deps;

  /** Words when there is none. */
  const read = async (source: SessionSource): Promise<{ file: Blob; name: string } | string> => {
    if (source.kind === 'file') return source;
    if (source.kind === 'library') {
      const file = await library.read(source.id);
      return file === null ? GONE : { file, name: source.name };
    }
    const file = await engine.readRecording();
    const { shown } = store.getState();
    return file === null ? NOTHING : { file, name: shown.kind === 'recorded' ? shown.title : '' };
  };

  /** Cancelling works from the first moment on, while the file is still being read. */
  const run = <T>(
    source: SessionSource,
    command: (from: { file: Blob; name: string }) => ExportCommand,
    onProgress: (share: number) => void,
    take: (answer: ExportAnswer) => Outcome<T>,
  ): Job<T> => {
    let job: ExportJob | null = null;
    let isCancelled = false;
    const begin = async (): Promise<Outcome<T>> => {
      const from = await read(source);
      if (isCancelled) return { status: 'cancelled' };
      if (typeof from === 'string') return { status: 'failed', words: from };
      job = startExport(openWorker(), command(from), onProgress);
      return take(await job.answer);
    };
    return {
      outcome: begin(),
      cancel: () => {
        isCancelled = true;
        job?.cancel();
      },
    };
  };

  return {
    save: (wish, onProgress) =>
      run(
        { kind: 'shown' },
        ({ file, name }) => ({ kind: 'export', file, name, wish }),
        onProgress,
        (answer) => {
          if (answer.kind !== 'exported') return without(answer);
          saveFile(answer.file, answer.fileName);
          return { status: 'done', result: answer.fileName };
        },
      ),

    async saveItem(itemId) {
      const [item, pcm16] = [store.getState().items[itemId], await engine.readAudio(itemId)];
      if (item !== undefined && pcm16 !== null) {
        saveFile(monoWav(pcm16), itemFileName(item));
        return;
      }
      const notice = { id: 'no-audio', key: 'no-audio', level: 'info', nextStep: null } as const;
      store.setState(({ notices }) => ({
        notices: mergeNotices(notices, [{ ...notice, text: 'There is no recording of this item.' }], []),
      }));
    },

    digest: (source, onProgress) =>
      run(
        source,
        ({ file, name }) => ({ kind: 'digest', file, name }),
        onProgress,
        (answer) =>
          answer.kind === 'digested' ? { status: 'done', result: answer.digest } : without(answer),
      ),
  };
}

function without(answer: ExportAnswer): Exclude<Outcome<never>, { status: 'done' }> {
  switch (answer.kind) {
    case 'cancelled':
      return { status: 'cancelled' };
    case 'failed':
      return { status: 'failed', words: answer.words };
    case 'exported':
    case 'digested':
      return { status: 'failed', words: 'The browser made something else than was asked. Reload the page.' };
    default:
      return unreachable(answer);
  }
}
