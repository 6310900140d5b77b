/** The relay's list of live sessions as it changes. */

import type { LiveSession } from '../lib/watch-messages.ts';
import type { LiveSessions } from '../store/actions.ts';
import { followList } from './follow-list.ts';

/** The returned function stops. */
export function followLiveSessions(listener: (sessions: LiveSessions) => void): () => void {
  return followList<LiveSession>({ path: '/api/sessions', entryEvent: 'session' }, listener);
}
