/** Who has the floor, from what is going on. Pure. */

import type { Phase } from './types.ts';

export interface Goings {
  /** Somebody speaks, or holds the button. */
  userSpeaks: boolean;
  /** Model audio sounds, or is about to. */
  answerSounds: boolean;
  toolRuns: boolean;
  /** A response is running, was asked for, or is due. */
  answerDue: boolean;
  /** The microphone is let through to a server that listens for speech. */
  microphoneOpen: boolean;
}

/** The person goes first: who talks over an answer is heard, not spoken to. */
export function phaseOf(goings: Goings): Phase {
  if (goings.userSpeaks) return 'hearing';
  if (goings.answerSounds) return 'speaking';
  if (goings.toolRuns) return 'tool';
  if (goings.answerDue) return 'thinking';
  return goings.microphoneOpen ? 'listening' : 'idle';
}
