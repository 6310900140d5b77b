/** Says things to the person above the bar, and that the engine failed. */

import type { EngineFailure } from '../engine/engine-client.ts';
import type { Notice } from '../session/types.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import { mergeNotices } from '../store/engine-binding.ts';

/** Says something to the person; the key is its identity, so the same trouble twice is one notice. */
export function notifier(store: ConsoleStore): (notice: Omit<Notice, 'id'>) => void {
  return (notice) => {
    store.setState(({ notices }) => ({
      notices: mergeNotices(notices, [{ ...notice, id: notice.key }], []),
    }));
  };
}

/** Says that the engine failed: as the state of the connection when there can be none, else as a notice beside it. */
export function tellEngineFailure(store: ConsoleStore, { text, nextStep, fatal }: EngineFailure): void {
  if (fatal) {
    store.setState({ connection: { status: 'failed', text, nextStep, code: 'engine' }, phase: 'idle' });
  } else {
    notifier(store)({ key: 'device-engine', level: 'error', text, nextStep });
  }
}
