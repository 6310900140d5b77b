/** What each call has cost: the sum over its sessions at the relay, of which it has a further one after a lost line. */

import type { LiveSession } from '../../../src/lib/watch-messages.ts';
import { PHONE_CLIENT } from '../phone-client.ts';
import type { CallBook } from './call-book.ts';

/** Given every session of the relay that changes; those of a call bear its id as their own name. */
export function callSpending(book: Pick<CallBook, 'get' | 'update'>): (session: LiveSession) => void {
  const spent = new Map<string, Map<string, number>>();
  return ({ id, requestId, client, spentUsd, state }) => {
    if (client !== PHONE_CLIENT) return;
    const call = book.get(requestId);
    if (call === null || call.state === 'ended') {
      if (state === 'ended') spent.delete(requestId);
      return;
    }
    const sessions = spent.get(requestId) ?? new Map<string, number>();
    spent.set(requestId, sessions);
    if (spentUsd === null || sessions.get(id) === spentUsd) return;
    sessions.set(id, spentUsd);
    book.update(requestId, { spentUsd: [...sessions.values()].reduce((sum, usd) => sum + usd, 0) });
  };
}
