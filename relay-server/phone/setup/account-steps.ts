/** The steps of a setup that Twilio answers: the account, the number in it, and where the number leads. */

import type { SetupStep } from '../../../src/lib/phone-setup.ts';
import type { RestProblem } from '../rest-problem.ts';
import type { NumberFacts, RestResult, TwilioRest } from '../twilio-rest.ts';
import { failed, ok } from './setup-step.ts';

const TRIAL =
  'It is a trial account: calls begin with a word of Twilio’s, and only verified numbers can be called.';

export async function credentialsStep(rest: Pick<TwilioRest, 'account'>): Promise<SetupStep> {
  const account = await rest.account();
  if (!account.ok) return ofProblem('credentials', account.problem);
  const { name, status, isTrial } = account.value;
  if (status !== 'active') {
    return failed(
      'credentials',
      `The account “${name}” is ${status}, so that it has no calls.`,
      'Twilio’s console says why, and how it becomes active again.',
    );
  }
  const words = `The account “${name}” is active.`;
  return isTrial
    ? ok('credentials', `${words} ${TRIAL}`, 'Upgrade it in Twilio’s console before others call.')
    : ok('credentials', words);
}

export function numberStep(number: string, found: RestResult<NumberFacts | null>): SetupStep {
  if (!found.ok) return ofProblem('number', found.problem);
  if (found.value === null) {
    return failed(
      'number',
      `The account has no number ${number}.`,
      'Compare it with Phone Numbers → Manage → Active numbers in Twilio’s console, and phone.accountSid with the account that has it.',
    );
  }
  if (!found.value.canSpeak) {
    return failed(
      'number',
      `${number} cannot do voice.`,
      'Buy one that can in Twilio’s console, and write it into phone.number.',
    );
  }
  return ok('number', `${number} is the account’s, and can do voice.`);
}

/** `wanted`: where the number should lead. */
export function webhookStep(number: string, facts: NumberFacts, wanted: string): SetupStep {
  if (facts.ledBy !== null) {
    const what = facts.ledBy === 'trunk' ? 'a SIP trunk' : 'a TwiML app';
    return failed(
      'webhook',
      `Calls to ${number} go to ${what}, and its webhook is ignored.`,
      `Take ${what} off the number in Twilio’s console under Voice configuration, then check again.`,
    );
  }
  if (facts.voiceUrl === wanted && facts.voiceMethod.toUpperCase() === 'POST') {
    return ok('webhook', `Calls to ${number} ask ${wanted} (POST).`);
  }
  const words =
    facts.voiceUrl === ''
      ? `${number} has no webhook, so that a call to it comes to nothing.`
      : `Calls to ${number} ask ${shown(facts.voiceUrl)} (${facts.voiceMethod}), which is not ${wanted} (POST).`;
  return {
    ...failed('webhook', words, 'Set the webhook here, or at the number in Twilio’s console.'),
    canSetWebhook: true,
  };
}

export function ofProblem(id: SetupStep['id'], { words, next }: RestProblem): SetupStep {
  return failed(id, words, next);
}

/** What stands behind a question mark, or before an at sign, may be a secret of somebody's. */
function shown(address: string): string {
  try {
    const { origin, pathname, search } = new URL(address);
    return `${origin}${pathname}${search === '' ? '' : '?…'}`;
  } catch {
    return 'something that is no address';
  }
}
