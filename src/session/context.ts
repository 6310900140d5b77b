/** What every part of a session shares: its clock, its voice outwards, its way to the server. Wires nothing, decides nothing. */

import type { NoteEvent } from '../protocol/realtime/events.ts';
import type { Send } from './facts.ts';
import type { SessionEvents } from './session-events.ts';
import type { MarkKind } from './types.ts';

export interface SessionContext {
  /** Session time. */
  nowMs(): number;
  send: Send;
  emit<K extends keyof SessionEvents>(name: K, payload: SessionEvents[K]): void;
  /** `atMs` defaults to now. */
  mark(kind: MarkKind, label: string, itemId?: string | null, atMs?: number): void;
  /** A row of our own in the log. */
  note(event: NoteEvent): void;
}
