/** What an operator can have done in a telephone call while it goes on. Plain JSON. */

import type { SessionSettings } from './types.ts';

/** What can be changed in a call. Of its tools only which of them the model is offered. */
export type CallSettings = Omit<SessionSettings, 'model' | 'outputModality' | 'tools'> & {
  toolNames: string[];
};

export type CallCommand =
  | { kind: 'settings'; patch: Partial<CallSettings> }
  /** Has these words said aloud. */
  | { kind: 'say'; text: string }
  /** Tells the model something that it is not to say. */
  | { kind: 'note'; text: string }
  /** Stops what is being said. */
  | { kind: 'stop' }
  | { kind: 'hang-up' }
  /** To one of those whom the configuration names. */
  | { kind: 'transfer'; to: string };
