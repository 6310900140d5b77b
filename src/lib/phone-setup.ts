/** What the relay finds when it looks whether a telephone number leads to it: plain JSON, in both rooms the same. */

export type SetupStepId =
  | 'configuration'
  | 'credentials'
  | 'number'
  | 'public-url'
  | 'webhook'
  | 'signature'
  | 'stream';

export interface SetupStep {
  id: SetupStepId;
  title: string;
  /** `skipped`: another step comes first, which the words name. */
  state: 'ok' | 'failed' | 'skipped';
  /** What is, in a sentence or two. No secret is in it. */
  words: string;
  /** What to do about it; null where nothing needs doing. */
  next: string | null;
  /** `POST /api/phone/setup/webhook` would mend it. */
  canSetWebhook: boolean;
}

/** Answer of `GET /api/phone/setup`, in the order in which they are to be mended. */
export interface PhoneSetupReport {
  steps: SetupStep[];
}
