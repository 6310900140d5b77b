/** What the relay tells about the calls that it has recorded: plain JSON, in both rooms the same. */

import type { CallSummary } from './call-messages.ts';

export interface RecordedCall {
  /** By which it is fetched and deleted. */
  id: string;
  /** Twilio's, `CA…`. */
  callId: string;
  direction: CallSummary['direction'];
  line: CallSummary['line'];
  /** The other end's number, masked; '' when it is withheld. */
  number: string;
  upstream: string;
  model: string;
  startedAtEpochMs: number;
  /** Null while it is being recorded, or when its end cannot be read. */
  durationMs: number | null;
  bytes: number;
  /** The call is under way: it cannot be deleted yet. */
  isRunning: boolean;
}

/** Answer of `GET /api/recordings`: the latest first. `keeps`: for how long, and how much of all; null: calls are not recorded. */
export interface RecordedCallList {
  keeps: { days: number; megabytes: number } | null;
  recordings: RecordedCall[];
}
