/** What a person is told when something went wrong: what happened, why if known, what to do. Words only; shows nothing. */

import type { Fact, Refusal } from './facts.ts';
import { MIN_TALK_MS } from './push-to-talk.ts';
import type { Notice, SettingsField } from './types.ts';

type Words = Omit<Notice, 'id'>;

const SETTING_NAMES: Record<SettingsField, string> = {
  model: 'model',
  voice: 'voice',
  instructions: 'instructions',
  outputModality: 'kind of answer',
  turnDetection: 'turn detection',
  transcription: 'transcription',
  noiseReduction: 'noise reduction',
  speed: 'speed',
  maxOutputTokens: 'longest answer',
  tools: 'tools',
  toolChoice: 'tool choice',
};

/** An error of the server that was no answer to a change of settings; null when there is nothing anybody should do. */
export function refusalNotice(refusal: Refusal): Words | null {
  const said = quoted(refusal.message, refusal.code);
  switch (refusal.reason) {
    case 'response-active':
    case 'nothing-to-cancel':
    case 'unknown-item':
      return null;
    case 'nothing-to-commit':
      return tooShort();
    case 'expired':
      return {
        level: 'warning',
        key: 'session-expired',
        text: 'The session has reached its longest time and was ended by the server.',
        nextStep: 'The conversation goes on in a new one. If it does not, connect again.',
      };
    default:
      return {
        level: 'error',
        key: `server-error:${refusal.code ?? refusal.message}`,
        text: `The server reported an error: ${said}`,
        nextStep: 'The event log shows the event, and what was sent before it.',
      };
  }
}

export function settingsNotice(fields: SettingsField[], refusal: Refusal): Words {
  const names = fields.map((field) => SETTING_NAMES[field]).join(', ');
  return {
    level: 'error',
    key: 'settings-refused',
    text: `The server did not accept the ${names}: ${quoted(refusal.message, refusal.code)}`,
    nextStep: 'The session goes on as it was. Change the value and apply again.',
  };
}

/** A response that failed or was cut short by a limit; null for one that ended as wished. */
export function responseNotice(fact: Extract<Fact, { kind: 'response-ended' }>): Words | null {
  const why = quoted(fact.reason ?? 'no reason given', fact.code);
  if (fact.outcome === 'failed') {
    return {
      level: 'error',
      key: 'response-failed',
      text: `The model could not answer: ${why}`,
      nextStep: adviceFor(fact.code),
    };
  }
  if (fact.outcome !== 'incomplete') return null;
  const long = fact.reason === 'max_output_tokens';
  return {
    level: 'warning',
    key: 'response-incomplete',
    text: long ? 'The answer was cut off at the longest answer allowed.' : `The answer was cut off: ${why}`,
    nextStep: long ? 'Allow longer answers in the session settings.' : null,
  };
}

function adviceFor(code: string | null): string {
  if (code === 'rate_limit_exceeded') return 'Wait a moment, then ask again.';
  if (code === 'insufficient_quota') return 'Check the plan and billing of the key that the relay uses.';
  return 'Ask again. If it keeps failing, the event log shows the response in full.';
}

/** Two sessions ended before they had answered the same thing. */
export function answerLost(): Words {
  return {
    level: 'warning',
    key: 'answer-lost',
    text: 'The answer was lost with the session, twice, so it is not asked for again by itself.',
    nextStep: 'Ask again, perhaps in other words.',
  };
}

export function tooShort(): Words {
  return {
    level: 'info',
    key: 'push-to-talk-short',
    text: `That was too short to send: at least ${MIN_TALK_MS} ms of speech are needed.`,
    nextStep: 'Hold the button while you speak.',
  };
}

function quoted(message: string, code: string | null): string {
  const words = message.trim();
  const sentence = /[.!?]$/.test(words) ? words : `${words}.`;
  return code === null || words.includes(code) ? sentence : `${sentence} (${code})`;
}
