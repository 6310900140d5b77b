/** What a client is told when a policy stands against it. */

import type { Refusal } from '../access/refusal.ts';
import type { RelayFailure } from '../relay/failures.ts';

export function modelNotAllowed(models: readonly string[]): Refusal {
  return {
    status: 403,
    code: 'model_not_allowed',
    message: `That model is not allowed here. Ask for one of these: ${models.join(', ')}.`,
    retryAfterS: null,
  };
}

export function kindNotAllowed(): Refusal {
  return {
    status: 403,
    code: 'session_kind_not_allowed',
    message:
      'Only sessions with a model, or with ?intent=transcription, are allowed here. Leave out call_id, deployment and any other intent.',
    retryAfterS: null,
  };
}

/** The session is not what the operator wants it to be, so there is none. */
export function policyFailed(): RelayFailure {
  return {
    closeCode: 4500,
    type: 'server_error',
    code: 'policy_not_applied',
    message:
      'The upstream did not accept the settings of this relay, so no session is opened. Whoever runs it finds the reason in its log.',
  };
}
