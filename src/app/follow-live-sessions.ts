/** The relay's list of live sessions as it changes. */

import type { LiveSession } from '../lib/watch-messages.ts';
import type { Followed } from '../store/followed.ts';
import { followList } from './follow-list.ts';

/** The returned function stops. */
export function followLiveSessions(listener: (sessions: Followed<LiveSession>) => void): () => void {
  return followList<LiveSession>({ path: '/api/sessions', entryEvent: 'session' }, listener);
}
