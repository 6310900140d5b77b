/** A failure as the event that every Realtime client already understands. */

import { randomBytes } from 'node:crypto';
import type { RealtimeErrorEvent } from 'openai/resources/realtime/realtime';
import type { RelayFailure } from './failures.ts';

/** Wire text of the event. `param` and `event_id` are null: no event of the client's caused it, or none that could be read. */
export function errorEvent(failure: Pick<RelayFailure, 'type' | 'code' | 'message'>): string {
  const event: RealtimeErrorEvent = {
    type: 'error',
    event_id: `event_relay_${randomBytes(8).toString('hex')}`,
    error: { type: failure.type, code: failure.code, message: failure.message, param: null, event_id: null },
  };
  return JSON.stringify(event);
}
