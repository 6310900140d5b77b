/** The setup of a telephone number in words. Pure. */

import type { SetupStep } from '../../lib/phone-setup.ts';

export const STEP_WORDS: Record<SetupStep['state'], string> = {
  ok: 'In order',
  failed: 'Not in order',
  skipped: 'Not looked at',
};

export const OUTBOUND_EXAMPLE = '"outbound": { "from": "+4930123456", "prefixes": ["+49"] }';

/** `+49, +1415 or +44`. */
export function prefixWords(prefixes: readonly string[]): string {
  const last = prefixes.at(-1) ?? '';
  return prefixes.length < 2 ? last : `${prefixes.slice(0, -1).join(', ')} or ${last}`;
}

/** How it stands as a whole. */
export function setupWords(steps: readonly SetupStep[]): string {
  const [first, ...more] = steps.filter(({ state }) => state === 'failed');
  if (first === undefined) return 'Everything is in order: whoever calls the number talks to the agent.';
  return more.length === 0
    ? `One thing is not in order: ${first.title}.`
    : `${more.length + 1} things are not in order. Begin with the first: ${first.title}.`;
}
