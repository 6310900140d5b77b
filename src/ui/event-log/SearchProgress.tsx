/** How far a search through the log has come, what stopped it, and how to stop it. Nothing while there is nothing to say. */

import type { LogSearch, SearchState } from '../../store/log-search.ts';
import { Button } from '../kit/Button.tsx';
import { searchWords } from './search-words.ts';

/** Reads the search when it is drawn; whoever draws it is told of each change by the filter. */
export function SearchProgress({ search }: { search: LogSearch }) {
  const { state } = search;
  const words = searchWords(state);
  if (words === null) return null;
  const failed = state.status === 'failed';
  return (
    <p
      role={failed ? 'alert' : undefined}
      className="flex min-h-6 basis-full flex-wrap items-center gap-x-2 text-wire text-ink-2"
    >
      <span className={failed ? 'text-error-ink' : 'tabular-nums'}>{words}</span>
      <Next state={state} search={search} />
    </p>
  );
}

function Next({ state: { status }, search }: { state: SearchState; search: LogSearch }) {
  switch (status) {
    case 'searching':
      return (
        <Button look="bare" className="text-wire" onClick={() => search.pause()}>
          Stop
        </Button>
      );
    case 'paused':
      return (
        <Button look="bare" className="text-wire" onClick={() => search.resume()}>
          Search on
        </Button>
      );
    case 'failed':
      return (
        <Button look="bare" className="text-wire" onClick={() => search.restart()}>
          Search again
        </Button>
      );
    case 'off':
    case 'done':
      return null;
  }
}
