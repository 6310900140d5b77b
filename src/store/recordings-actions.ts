/** What a person can do with the calls that the relay has recorded, as the panels call it. Implemented once, in `app`. */

import type { RecordedCallList } from '../lib/recording-messages.ts';
import type { Answered } from './calls-actions.ts';
import type { Job } from './export-actions.ts';

export interface RecordingsActions {
  list(): Promise<Answered<RecordedCallList>>;
  /** Fetches one and shows it, under this name, in place of whatever is shown. `onProgress`: 0…1. */
  open(id: string, name: string, onProgress: (share: number) => void): Job<null>;
  /** Lets the browser fetch and save its file. */
  download(id: string): void;
  /** Deletes it for good. Null: done; else why not. */
  remove(id: string): Promise<string | null>;
}
