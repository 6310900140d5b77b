/** What a test opens is closed when it is over, the last first, whatever came of it. */

import { onTestFinished } from 'vitest';
import { type FakeUpstream, fakeUpstream } from './fake-upstream.ts';
import { type RelayRig, relayRig, upstreamAt } from './relay-rig.ts';

/** To be called in a test, or in what it calls. */
export function closedAfterTest<T extends { close(): unknown }>(thing: T): T {
  onTestFinished(async () => {
    await thing.close();
  });
  return thing;
}

/** A relay in front of an upstream that says what the test has it say. */
export async function relayAtFake(
  options: Partial<Parameters<typeof relayRig>[0]> = {},
): Promise<{ upstream: FakeUpstream; rig: RelayRig }> {
  const upstream = closedAfterTest(await fakeUpstream());
  const rig = closedAfterTest(await relayRig({ upstream: upstreamAt(upstream.url), ...options }));
  return { upstream, rig };
}
