/** What the commands of the telephone itself do: the relay's addresses. */

import type { CallSummary } from '../lib/call-messages.ts';
import type { PhoneSetupReport, SetupStep } from '../lib/phone-setup.ts';
import type { PhoneActions } from '../store/phone-actions.ts';
import { askRelay } from './relay-answer.ts';

const SETUP = '/api/phone/setup';

export function createPhoneActions(): PhoneActions {
  return {
    placeCall: (to) => askRelay<CallSummary>('/api/calls', { method: 'POST', body: { to } }),
    readSetup: () => askRelay<PhoneSetupReport>(SETUP),
    setWebhook: () => askRelay<SetupStep>(`${SETUP}/webhook`, { method: 'POST' }),
  };
}
