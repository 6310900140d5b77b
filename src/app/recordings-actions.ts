/** What the commands of recorded calls do: the relay's addresses, and the engine that shows a file. */

import type { Job, Outcome } from '../store/export-actions.ts';
import type { RecordingsActions } from '../store/recordings-actions.ts';
import { SILENT, askRelay, wordsOf } from './relay-answer.ts';

export interface RecordingsDeps {
  openRecording: (file: Blob, name: string) => void;
}

const RECORDINGS = '/api/recordings';
/** So much of a file is held in the heap at once; what is before it is in Blobs, which browsers hold outside. */
const PAGE_BYTES = 4 * 2 ** 20;

const pathOf = (id: string) => `${RECORDINGS}/${encodeURIComponent(id)}`;

export function createRecordingsActions({ openRecording }: RecordingsDeps): RecordingsActions {
  return {
    list: () => askRelay(RECORDINGS),

    open(id, name, onProgress): Job<null> {
      const abort = new AbortController();
      const run = async (): Promise<Outcome<null>> => {
        const fetched = await fetchFile(pathOf(id), abort.signal, onProgress);
        if (fetched.status === 'done') openRecording(fetched.result, name);
        return fetched.status === 'done' ? { status: 'done', result: null } : fetched;
      };
      return { outcome: run(), cancel: () => abort.abort() };
    },

    download(id) {
      const link = document.createElement('a');
      link.href = pathOf(id);
      // The relay says how the file is called.
      link.download = '';
      link.click();
    },

    async remove(id) {
      const answer = await askRelay(pathOf(id), { method: 'DELETE' });
      return answer.ok ? null : answer.words;
    },
  };
}

async function fetchFile(
  path: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Outcome<Blob>> {
  let response: Response;
  try {
    response = await fetch(path, { signal });
  } catch {
    return signal.aborted ? { status: 'cancelled' } : { status: 'failed', words: SILENT };
  }
  if (!response.ok || response.body === null) return { status: 'failed', words: await wordsOf(response) };
  const total = Number(response.headers.get('content-length') ?? 0);
  const reader = response.body.getReader();
  let pages: Blob[] = [];
  let page: Uint8Array<ArrayBuffer>[] = [];
  let [bytes, pageBytes] = [0, 0];
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      page.push(piece.value);
      bytes += piece.value.length;
      pageBytes += piece.value.length;
      if (total > 0) onProgress(Math.min(1, bytes / total));
      if (pageBytes < PAGE_BYTES) continue;
      pages = [...pages, new Blob(page)];
      page = [];
      pageBytes = 0;
    }
  } catch {
    if (signal.aborted) return { status: 'cancelled' };
    return { status: 'failed', words: 'The line to the relay broke while the file came. Open it again.' };
  }
  return { status: 'done', result: new Blob([...pages, ...page]) };
}
