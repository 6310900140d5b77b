/** The call on the screen as the bar needs it: what can be done in it now, and what did not work. */

import { useState } from 'react';
import type { CallCommand } from '../../session/call-commands.ts';
import { steeredCallId } from '../../store/shown.ts';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { usePhoneFacts } from './use-phone-facts.ts';

export interface CallBarView {
  /** Null while nothing can be done in it: nobody talks yet. */
  callId: string | null;
  voice: 'taking-over' | 'taken-over' | 'calling' | 'handset' | null;
  /** What did not work, in words. */
  problem: string | null;
  /** Names of those to whom the caller can be handed on. */
  transfers: readonly string[];
  steer: (command: CallCommand) => Promise<boolean>;
}

/** Null when there is no call on the screen that goes on. */
export function useCallBar(): CallBarView | null {
  const shown = useConsole((state) => state.shown);
  const callId = useConsole(steeredCallId);
  const actions = useActions();
  const [problem, setProblem] = useState<string | null>(null);
  const isCall = shown.kind === 'call';
  const facts = usePhoneFacts(isCall);
  if (!isCall || shown.state === 'ended' || shown.state === 'failed') return null;
  return {
    callId,
    voice: shown.voice,
    problem,
    transfers: facts?.transfers ?? [],
    async steer(command) {
      if (callId === null) return false;
      const words = await actions.calls.steer(callId, command);
      setProblem(words);
      return words === null;
    },
  };
}
