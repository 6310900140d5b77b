/** Brings sessions under the policy, if there is one. Lets nobody in who asks for a model that is not allowed. */

import type { Refusal } from '../access/refusal.ts';
import type { Arrival, Member, RelayPart, RelayedSession } from '../relay/part.ts';
import type { Policy } from './policy-config.ts';
import { PolicyStage } from './policy-stage.ts';
import { modelNotAllowed } from './policy-words.ts';
import { runTool } from './tool-runner.ts';

export class PolicyPart implements RelayPart {
  readonly #policy: Policy;

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  admit({ model }: Arrival): Refusal | null {
    const { models } = this.#policy;
    return models === null || (model !== null && models.includes(model)) ? null : modelNotAllowed(models);
  }

  join(session: RelayedSession): Member {
    const abort = new AbortController();
    session.scope.add(() => abort.abort());
    const stage = new PolicyStage({
      policy: this.#policy,
      session,
      run: (tool, argumentsText) =>
        runTool({ tool, argumentsText, sessionId: session.id, client: session.client.label }, abort.signal),
    });
    return { stage, placed: (outlet) => stage.begin(outlet) };
  }
}
