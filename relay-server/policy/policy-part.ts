/** Brings sessions under the policy, if there is one. Lets nobody in who asks for a model that is not allowed. */

import type { Refusal } from '../access/refusal.ts';
import type { Arrival, Member, RelayPart, RelayedSession } from '../relay/part.ts';
import type { Policy } from './policy-config.ts';
import { PolicyStage } from './policy-stage.ts';
import { kindNotAllowed, modelNotAllowed } from './policy-words.ts';
import { SecretTexts } from './secret-texts.ts';
import { runTool } from './tool-runner.ts';

export class PolicyPart implements RelayPart {
  readonly #policy: Policy;
  readonly #secrets: SecretTexts;

  constructor(policy: Policy) {
    this.#policy = policy;
    this.#secrets = new SecretTexts(policy);
  }

  admit({ request, model }: Arrival): Refusal | null {
    const { models } = this.#policy;
    if (!isKnownKind(request.url ?? '')) return kindNotAllowed();
    return models === null || (model !== null && models.includes(model)) ? null : modelNotAllowed(models);
  }

  join(session: RelayedSession): Member {
    const abort = new AbortController();
    session.scope.add(() => abort.abort());
    const stage = new PolicyStage({
      policy: this.#policy,
      secrets: this.#secrets,
      session,
      run: (tool, argumentsText) =>
        runTool({ tool, argumentsText, sessionId: session.id, client: session.client.label }, abort.signal),
    });
    return { stage, placed: (outlet) => stage.begin(outlet) };
  }
}

/** What is set depends on the kind of session, so none comes in of which that is in doubt. `deployment` names a model at Azure. */
function isKnownKind(path: string): boolean {
  const { searchParams: query } = new URL(path, 'http://relay.invalid');
  const intents = query.getAll('intent');
  if (query.has('call_id') || query.has('deployment') || intents.length > 1) return false;
  return intents.length === 0 || (intents[0] === 'transcription' && !query.has('model'));
}
