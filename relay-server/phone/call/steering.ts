/** Does what an operator asks of a call that goes on. Owns nothing: the session and the call do. */

import type { CallCommand, CallSettings } from '../../../src/session/call-commands.ts';
import type { Session } from '../../../src/session/session.ts';
import type { SessionSettings, ToolDefinition } from '../../../src/session/types.ts';

export interface Steered {
  session: Pick<Session, 'updateSession' | 'say' | 'tell' | 'interrupt'>;
  /** All that this call can offer the model. */
  tools: readonly ToolDefinition[];
  /** Number by name. */
  transfers: Readonly<Record<string, string>>;
  hangUp: () => void;
  transfer: (to: string) => void;
}

/** Why a command was not carried out. */
export type SteeringProblem = 'not-now' | 'unknown-name';

/** Null: it is done, or on its way. */
export function steer(command: CallCommand, steered: Steered): SteeringProblem | null {
  const { session, tools, transfers } = steered;
  switch (command.kind) {
    case 'settings':
      session.updateSession(settingsPatch(command.patch, tools));
      return null;
    case 'say':
      return session.say(command.text) ? null : 'not-now';
    case 'note':
      return session.tell(command.text) ? null : 'not-now';
    case 'stop':
      session.interrupt('stop');
      return null;
    case 'hang-up':
      steered.hangUp();
      return null;
    case 'transfer': {
      const number = Object.hasOwn(transfers, command.to) ? transfers[command.to] : undefined;
      if (number === undefined) return 'unknown-name';
      steered.transfer(number);
      return null;
    }
  }
}

/** Of the tools that are named the call offers those that it has. */
export function settingsPatch(
  { toolNames, ...rest }: Partial<CallSettings>,
  tools: readonly ToolDefinition[],
): Partial<SessionSettings> {
  if (toolNames === undefined) return rest;
  return { ...rest, tools: tools.filter(({ name }) => toolNames.includes(name)) };
}
