/**
 * A server that is told to stop in the middle of a call, in real time and over real sockets: the telephone in the box calls, the model
 * is played by hand. Longer than ten seconds, after which Fastify would give up a close.
 */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { AUTH_TOKEN } from '../../relay-server/phone/testing/phone-config.ts';
import {
  type PhoneRig,
  PUBLIC_URL,
  accept,
  answer,
  phoneRig,
  say,
} from '../../relay-server/phone/testing/phone-rig.ts';
import { ACCOUNT_SID, callSid, streamSid } from '../../relay-server/phone/testing/sids.ts';
import { GOOD_LINE } from '../../relay-server/phone/telephone/line-conditions.ts';
import { overTheNetwork } from '../../relay-server/phone/telephone/telephone-network.ts';
import { Telephone } from '../../relay-server/phone/telephone/telephone.ts';
import { loadTwilioSdk } from '../../relay-server/phone/twilio-sdk.ts';
import { PATIENCE } from './call-rig.ts';
import { untilReal } from './until-real.ts';

const DRAIN_MS = 19_000;
/** The goodbye begins so long before the end. */
const GOODBYE_MS = 8000;

let rig: PhoneRig | null = null;
afterEach(() => rig?.close());

async function telephone({ relay }: PhoneRig, number: number): Promise<Telephone> {
  return new Telephone({
    clock: systemClock,
    sdk: await loadTwilioSdk(),
    ids: { accountSid: ACCOUNT_SID, callSid: callSid(number), streamSid: streamSid(number) },
    network: overTheNetwork(`http://127.0.0.1:${relay.port}`),
    publicUrl: PUBLIC_URL,
    authToken: AUTH_TOKEN,
    from: '+49301',
    to: '+49302',
    conditions: GOOD_LINE,
  });
}

it('lets a call go on, takes none anew, and has the agent say goodbye', PATIENCE, async () => {
  rig = await phoneRig({}, systemClock, DRAIN_MS);
  const { relay, upstream, events } = rig;
  const caller = await telephone(rig, 1);
  // What comes after the stream Twilio asks of whoever has the address by then.
  const over = caller.call().then(
    () => '',
    (error: Error) => error.message,
  );
  const model = await upstream.socket();
  say(model, 'session.created', { session: { id: 's', model: 'm' } });
  accept(model, 'audio/pcmu');
  await untilReal(() => events('input_audio_buffer.append').length > 10, 'the agent hears the caller');
  const stoppedAt = performance.now();
  const stopped = relay.close({ keepClients: true });

  await expect((await telephone(rig, 2)).call()).rejects.toThrow('Nothing answers');
  // The address is free, for whoever takes the next calls.
  const next = createServer((socket) => socket.destroy()).listen(relay.port, '127.0.0.1');
  await once(next, 'listening');
  answer(model, 'a', { audio: new Uint8Array(8000).fill(0x20) });
  await untilReal(() => caller.lastSoundMs !== null, 'the caller hears the agent');

  await untilReal(() => events('response.create').length > 0, 'the agent is asked to say goodbye');
  const askedMs = caller.nowMs();
  expect(performance.now() - stoppedAt).toBeGreaterThan(DRAIN_MS - GOODBYE_MS - 100);
  answer(model, 'b', { audio: new Uint8Array(8000).fill(0x20) });
  expect(await over).toContain('/twilio/after-stream');
  const end = caller.events.find(({ kind }) => kind === 'stream-ended');
  expect(end).toMatchObject({ by: 'relay', code: 1000 });
  // It was heard to its end.
  expect(caller.lastSoundMs).toBeGreaterThan(askedMs + 900);
  // And until then the caller: a packet each 20 ms.
  const heardMs = events('input_audio_buffer.append').length * 20;
  expect(heardMs).toBeGreaterThan(caller.nowMs() - 400);
  await stopped;
  expect(performance.now() - stoppedAt).toBeLessThan(DRAIN_MS);
  expect(relay.logText()).toMatch(/"why":"shutting-down".*the call is over/);
  next.close();
});
