/** A call for tests of the panels that show calls. */

import type { CallSummary } from '../../../lib/call-messages.ts';

export const testCall: CallSummary = {
  id: 'CA1',
  direction: 'outbound',
  line: 'twilio',
  number: '+49••••••87',
  state: 'placing',
  startedAtEpochMs: 0,
  talkingSinceEpochMs: null,
  upstream: '',
  model: '',
  voiceToVoiceMs: null,
  spentUsd: null,
  takenOverBy: null,
  answeredBy: null,
  watchers: 0,
  recording: null,
  end: null,
};
