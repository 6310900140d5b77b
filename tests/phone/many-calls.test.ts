/** Ten calls at once: each caller hears their own voice back, and nobody else's. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Telephone } from '../../relay-server/phone/telephone/telephone.ts';
import { decodeG711, encodeG711 } from '../../src/dsp/g711.ts';
import { type CallRig, PATIENCE, callRig, silentMs, speech } from './call-rig.ts';
import { untilReal } from './until-real.ts';

const CALLS = 10;
const TONE_HZ = (call: number) => 500 + call * 150;

let rig: CallRig;
beforeAll(async () => {
  rig = await callRig();
});
const calls: { telephone: Telephone; over: Promise<void> }[] = [];
async function hangUp(): Promise<void> {
  for (const { telephone } of calls) telephone.hangUp();
  await Promise.all(calls.map(({ over }) => over));
}
afterAll(async () => {
  await hangUp();
  await rig.close();
});

/** The same words over a tone of the call's own. */
function voice(call: number): Uint8Array {
  const words = decodeG711(speech('question.wav'), 'ulaw');
  const mixed = words.map(
    (sample, n) => sample / 2 + 5000 * Math.sin((2 * Math.PI * TONE_HZ(call) * n) / 8000),
  );
  return encodeG711(mixed, 'ulaw');
}

/** How much of a frequency there is, tenth of a second by tenth, so that a gap in the sound changes little. */
function power(pcm16: Int16Array, hz: number): number {
  const BLOCK = 800;
  let sum = 0;
  for (let from = 0; from + BLOCK <= pcm16.length; from += BLOCK) {
    let [re, im] = [0, 0];
    pcm16.subarray(from, from + BLOCK).forEach((sample, n) => {
      re += sample * Math.cos((2 * Math.PI * hz * n) / 8000);
      im += sample * Math.sin((2 * Math.PI * hz * n) / 8000);
    });
    sum += Math.hypot(re, im);
  }
  return sum;
}

it('are held side by side, and none is mixed with another', PATIENCE, async () => {
  for (let n = 0; n < CALLS; n += 1) {
    const telephone = rig.telephone(n + 1);
    calls.push({ telephone, over: telephone.call() });
  }
  await untilReal(
    () => (rig.relay.logText().match(/the agent hears the caller/g) ?? []).length === CALLS,
    'all agents hear their callers',
  );
  expect(rig.relay.app.relay.sessionCount).toBe(CALLS);
  for (const [n, { telephone }] of calls.entries()) telephone.say(voice(n));
  await untilReal(() => calls.every(({ telephone }) => silentMs(telephone) > 2000), 'all are answered');
  await hangUp();

  for (const [n, { telephone }] of calls.entries()) {
    const heard = decodeG711(telephone.heard(), 'ulaw');
    const tones = Array.from({ length: CALLS }, (_, other) => power(heard, TONE_HZ(other)));
    const loudest = tones.indexOf(Math.max(...tones));
    expect(loudest).toBe(n);
    const second = Math.max(...tones.filter((_, other) => other !== n));
    expect(tones[n]).toBeGreaterThan(3 * second);
    expect(telephone.events.filter(({ kind }) => kind === 'fault')).toEqual([]);
  }
  await untilReal(() => rig.relay.app.relay.sessionCount === 0, 'all sessions have ended');
});
