/** What a person can do with the relay's telephone itself, as the panels call it. Implemented once, in `app`. */

import type { CallSummary } from '../lib/call-messages.ts';
import type { PhoneSetupReport, SetupStep } from '../lib/phone-setup.ts';
import type { Answered } from './calls-actions.ts';

export interface PhoneActions {
  /** Has the agent call a number. Resolves when Twilio has taken or refused the call; it rings later. */
  placeCall(to: string): Promise<Answered<CallSummary>>;
  /** Looks whether a number leads to the relay. Takes up to half a minute when something does not answer. */
  readSetup(): Promise<Answered<PhoneSetupReport>>;
  /** Leads the number to the relay. The step as it is then. */
  setWebhook(): Promise<Answered<SetupStep>>;
}
