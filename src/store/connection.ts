/** What a state of the connection means for what a person can do. Pure. */

import type { ConnectionState } from '../engine/engine.messages.ts';

/** A session is there or on its way. */
export function isOpen({ status }: ConnectionState): boolean {
  return status !== 'idle' && status !== 'failed';
}

/** The person can talk and type: there is a session, or there will be one again and what they say is kept for it. */
export function canConverse({ status }: ConnectionState): boolean {
  return status === 'connected' || status === 'reconnecting';
}
