/** The steps of a setup, as they are made. Pure. */

import type { SetupStep, SetupStepId } from '../../../src/lib/phone-setup.ts';

const TITLES: Record<SetupStepId, string> = {
  configuration: 'Configuration',
  credentials: 'Twilio account',
  number: 'Number',
  'public-url': 'Public address',
  webhook: 'Webhook of the number',
  signature: 'Signed requests',
  stream: 'Media stream',
};

const step = (id: SetupStepId, rest: Pick<SetupStep, 'state' | 'words' | 'next'>): SetupStep => ({
  id,
  title: TITLES[id],
  canSetWebhook: false,
  ...rest,
});

/** `next`: what could still be better. */
export const ok = (id: SetupStepId, words: string, next: string | null = null): SetupStep =>
  step(id, { state: 'ok', words, next });

export const failed = (id: SetupStepId, words: string, next: string): SetupStep =>
  step(id, { state: 'failed', words, next });

export const skipped = (id: SetupStepId, first: SetupStepId): SetupStep =>
  step(id, { state: 'skipped', words: `“${TITLES[first]}” comes first.`, next: null });
