/** What the agent can do on the telephone: hang up, transfer the caller, press keys. Definitions, and handlers that ask the call to do it. */

import { DTMF_KEYS } from '../../../src/dsp/dtmf.ts';
import type { ToolHandler } from '../../../src/session/ports.ts';
import type { ToolDefinition } from '../../../src/session/types.ts';

/** What the call does for its tools. */
export interface CallControl {
  /**
   * Ends the call, or hands the caller on, once the goodbye was heard. Resolves with what to tell the model; not at all when the call
   * is over by then.
   */
  leave(ending: { kind: 'over' } | { kind: 'transfer'; to: string }): Promise<string>;
  sendDigits(digits: string): void;
}

export interface CallTool {
  definition: ToolDefinition;
  handler: ToolHandler;
}

const MOST_DIGITS = 32;

/** `transfers`: number by name. Without any nobody can be transferred. */
export function callTools(
  control: CallControl,
  transfers: Readonly<Record<string, string>>,
): readonly CallTool[] {
  const names = Object.keys(transfers);
  return [
    hangUp(control),
    sendDigits(control),
    ...(names.length === 0 ? [] : [transfer(control, transfers, names)]),
  ];
}

function hangUp(control: CallControl): CallTool {
  return {
    definition: {
      name: 'hang_up',
      description:
        'Ends the call. Say goodbye in the same answer, before you call this; the line is closed when it was heard.',
      parameters: { type: 'object', properties: {}, additionalProperties: false },
    },
    handler: async () => ({ result: await control.leave({ kind: 'over' }) }),
  };
}

function transfer(
  control: CallControl,
  transfers: Readonly<Record<string, string>>,
  names: string[],
): CallTool {
  return {
    definition: {
      name: 'transfer_call',
      description:
        'Hands the caller on to a person. Tell them so in the same answer, before you call this; you are not on the line any more afterwards.',
      parameters: {
        type: 'object',
        properties: { to: { type: 'string', enum: names, description: 'To whom.' } },
        required: ['to'],
        additionalProperties: false,
      },
    },
    handler: async ({ to }) => {
      const number = typeof to === 'string' && Object.hasOwn(transfers, to) ? transfers[to] : undefined;
      if (number === undefined)
        throw new Error(`There is nobody of that name. Choose one of: ${names.join(', ')}.`);
      return { result: await control.leave({ kind: 'transfer', to: number }) };
    },
  };
}

function sendDigits(control: CallControl): CallTool {
  return {
    definition: {
      name: 'send_digits',
      description: 'Presses keys of the telephone, for the other end’s menus.',
      parameters: {
        type: 'object',
        properties: {
          digits: { type: 'string', description: `Up to ${MOST_DIGITS} of 0 to 9, * and #.` },
        },
        required: ['digits'],
        additionalProperties: false,
      },
    },
    handler: async ({ digits }) => {
      if (typeof digits !== 'string' || !DTMF_KEYS.test(digits) || digits.length > MOST_DIGITS) {
        throw new Error(`The digits must be 1 to ${MOST_DIGITS} of 0 to 9, * and #.`);
      }
      control.sendDigits(digits);
      return { result: `The keys ${digits} were pressed.` };
    },
  };
}
