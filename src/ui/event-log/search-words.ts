/** What there is to say of a search through the log. Pure. */

import type { SearchState } from '../../store/log-search.ts';
import { formatCount } from './format.ts';

/** Null while it is not worth a line. */
export function searchWords(state: SearchState): string | null {
  switch (state.status) {
    case 'off':
    case 'done':
      return null;
    case 'searching':
      return state.total === 0 ? null : `Searching, ${percent(state)} of ${formatCount(state.total)} events`;
    case 'paused':
      return state.total === 0
        ? 'The search was stopped before it began.'
        : `Searched ${percent(state)} of ${formatCount(state.total)} events.`;
    case 'failed':
      return `${WHY[state.why]} The list shows what was found ${until(state)}.`;
  }
}

const WHY: Record<Extract<SearchState, { status: 'failed' }>['why'], string> = {
  slow: 'The expression took more than two seconds on one part of the log and was stopped. One repetition inside another, as in (a+)+, is the usual cause.',
  unreadable: 'The browser could not give back a part of the log; its disk may be full.',
  broken: 'The search could not be started. See that the relay is running, then search again.',
};

function percent({ searched, total }: { searched: number; total: number }): string {
  return `${Math.floor((searched / total) * 100)} %`;
}

function until({ searched, total }: { searched: number; total: number }): string {
  return total === 0 ? 'before' : `in the first ${formatCount(searched)} of ${formatCount(total)} events`;
}
