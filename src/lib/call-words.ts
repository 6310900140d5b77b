/** How a call ended, in words. Pure. */

import type { CallEndReason } from './call-messages.ts';

/** As a sentence without its full stop. */
export const CALL_END_WORDS: Record<CallEndReason, string> = {
  'caller-hung-up': 'The caller hung up',
  'agent-hung-up': 'The agent hung up',
  'operator-hung-up': 'An operator hung up',
  transferred: 'The caller was transferred',
  'time-limit': 'The call reached its longest time',
  'agent-lost': 'The model could not be reached any more',
  'no-common-format': 'The model takes no sound that a telephone has',
  'shutting-down': 'The relay was stopped',
  protocol: 'The telephone line did what it must not',
  busy: 'The line was busy',
  'no-answer': 'Nobody answered',
  'not-placed': 'The call did not go through',
  canceled: 'The call was given up before it was answered',
};

/** Close code for who has taken a call over: it ends, and the agent has it again for its goodbye. */
export const CALL_ENDS = 4410;

/** Why a line over which one speaks in a call ended; null when that needs no words. */
export function voiceEndWords(code: number, reason: string, isHandset: boolean): string | null {
  if (code === 1000 || code === 1005) return null;
  if (code === CALL_ENDS) return 'The call has to end now, and the agent says goodbye.';
  if (code === 4409)
    return 'The call cannot be taken over: it is not connected yet, or somebody else has it.';
  const why = reason === '' ? `close code ${code}` : reason;
  return isHandset
    ? `The telephone line broke off (${why}). Call again.`
    : `The line on which you spoke broke off (${why}), and the agent has the call again. Take it over once more.`;
}
