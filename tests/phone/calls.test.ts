/** Calls from the telephone in the box through the relay to the emulator, with real speech and in real time. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decodeG711 } from '../../src/dsp/g711.ts';
import { decodeBase64 } from '../../src/dsp/base64.ts';
import type { Telephone } from '../../relay-server/phone/telephone/telephone.ts';
import { callSid } from '../../relay-server/phone/testing/sids.ts';
import { correlate, levelsOf } from '../support/signal.ts';
import { type CallRig, PATIENCE, callRig, silentMs, speech } from './call-rig.ts';
import { untilReal } from './until-real.ts';

const QUESTION = speech('question.wav');
const INTERRUPTION = speech('interruption.wav');

let rig: CallRig;
beforeAll(async () => {
  rig = await callRig();
});
afterAll(() => rig.close());

const calls: { telephone: Telephone; over: Promise<void> }[] = [];
afterEach(async () => {
  for (const { telephone, over } of calls.splice(0)) {
    telephone.hangUp();
    await over;
  }
  rig.bridge.forget();
});

function hears({ relay }: CallRig, number: number): boolean {
  const lines = relay.logText().split('\n');
  return lines.some((line) => line.includes(callSid(number)) && line.includes('the agent hears the caller'));
}

let numbers = 0;
/** A call that is through: the agent can hear the caller. */
async function call(line = {}, on = rig): Promise<Telephone> {
  const number = (numbers += 1);
  const telephone = on.telephone(number, {}, line);
  calls.push({ telephone, over: telephone.call() });
  await untilReal(() => hears(on, number), 'the agent hears the caller');
  return telephone;
}

interface Event {
  type: string;
  audio?: string;
  delta?: string;
  audio_end_ms?: number;
  item_id?: string;
  session?: unknown;
}
const parsed = (texts: string[], type: string) =>
  texts.map((text) => JSON.parse(text) as Event).filter((event) => event.type === type);
const toServer = (type: string) => parsed(rig.bridge.fromClient, type);
const toClient = (type: string) => parsed(rig.bridge.fromServer, type);
const bytesOf = (texts: (string | undefined)[]) =>
  Buffer.concat(texts.map((text) => decodeBase64(text ?? '') ?? new Uint8Array(0)));

/** Sound of each answer that came to its end and was not cut off. */
function heardWhole(): Buffer[] {
  const cut = new Set(
    [...toServer('conversation.item.truncate'), ...toServer('conversation.item.delete')].map(
      (event) => event.item_id,
    ),
  );
  const whole = toClient('response.output_audio.done').filter(({ item_id }) => !cut.has(item_id));
  return whole.map(({ item_id }) => {
    const deltas = toClient('response.output_audio.delta').filter((event) => event.item_id === item_id);
    return bytesOf(deltas.map(({ delta }) => delta));
  });
}

describe('a call', () => {
  it('carries the caller’s voice upstream and the answer back, byte for byte', PATIENCE, async () => {
    const telephone = await call();
    telephone.say(QUESTION);
    await untilReal(() => toClient('response.done').length > 0, 'the agent has answered');
    await untilReal(
      () => silentMs(telephone) > 1500 && toClient('response.output_audio.done').length > 0,
      'the answer was heard',
    );

    const [update] = toServer('session.update');
    const pcmu = { format: { type: 'audio/pcmu' } };
    expect(update?.session).toMatchObject({ audio: { input: pcmu, output: pcmu } });
    const upstream = bytesOf(toServer('input_audio_buffer.append').map(({ audio }) => audio));
    expect(upstream.indexOf(QUESTION)).toBeGreaterThanOrEqual(0);

    const ear = Buffer.from(telephone.heard());
    const answers = heardWhole();
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers) expect(ear.indexOf(answer)).toBeGreaterThan(0);
    // The emulator says back what it heard: the caller hears their own question, through the model and back.
    const [heard, asked] = [decodeG711(telephone.heard(), 'ulaw'), decodeG711(QUESTION, 'ulaw')];
    expect(correlate(asked.subarray(8000, 24_000), heard).coefficient).toBeGreaterThan(0.9);
    expect(telephone.events.filter(({ kind }) => kind === 'fault')).toEqual([]);
  });

  it(
    'is silent within a frame of clear when the caller interrupts, and is cut where they heard it',
    PATIENCE,
    async () => {
      const telephone = await call();
      telephone.say(QUESTION);
      await untilReal(() => toClient('response.output_audio.delta').length > 3, 'the agent answers');
      await untilReal(() => telephone.lastSoundMs !== null, 'the caller hears it');
      const before = telephone.events.length;
      telephone.say(INTERRUPTION);
      await untilReal(
        () => telephone.events.slice(before).some(({ kind }) => kind === 'clear'),
        'it was silenced',
      );
      const clear = telephone.events.find(({ kind }) => kind === 'clear');
      if (clear?.kind !== 'clear') throw new Error('there was no clear');
      await untilReal(() => telephone.nowMs() > clear.atMs + 300, 'the silence has come');

      const frame = Math.ceil(clear.atMs / 20);
      const levels = levelsOf(decodeG711(telephone.heard(), 'ulaw'), 8000);
      // Not a step of PCM16.
      expect(Math.max(...levels.slice(frame + 1, frame + 12))).toBeLessThan(1 / 32_768);
      const [truncate] = toServer('conversation.item.truncate');
      expect(clear.droppedBytes).toBeGreaterThan(0);
      expect(Math.abs((truncate?.audio_end_ms ?? 0) - clear.playedBytes / 8)).toBeLessThanOrEqual(20);
      // The next answer is heard whole: marks that came back with clear did not count for it.
      await untilReal(() => heardWhole().length > 0, 'the agent has answered again');
      await untilReal(() => silentMs(telephone) > 1500, 'the answer was heard');
      const ear = Buffer.from(telephone.heard());
      for (const answer of heardWhole()) expect(ear.indexOf(answer)).toBeGreaterThan(0);
    },
  );

  it(
    'on a line that loses, delays and swaps packets is answered all the same, in step with time',
    PATIENCE,
    async () => {
      const telephone = await call({ loss: 0.15, jitterMs: 40, reorder: 0.05 });
      telephone.say(QUESTION);
      await untilReal(() => toClient('response.done').length > 0, 'the agent has answered');
      const upstream = bytesOf(toServer('input_audio_buffer.append').map(({ audio }) => audio));
      // Without the silence in its place, what was lost would be missing: more than a second.
      expect(Math.abs(upstream.length - telephone.heard().length) / 8).toBeLessThan(600);
    },
  );

  it('tells the agent which keys were pressed', PATIENCE, async () => {
    const telephone = await call();
    telephone.press('42#');
    await untilReal(() => toServer('response.create').length > 0, 'the agent was asked');
    expect(JSON.stringify(toServer('conversation.item.create'))).toContain('the keys 42#');
  });

  it(
    'is listed like any other session while it lasts, and ends upstream when the caller hangs up',
    PATIENCE,
    async () => {
      const telephone = await call();
      const list = async () =>
        (await rig.relay.app.inject('/api/sessions')).json<{
          live: { client: string; requestId: string }[];
        }>();
      expect((await list()).live).toMatchObject([{ client: 'phone', requestId: callSid(numbers) }]);
      telephone.hangUp();
      await calls.pop()?.over;
      await untilReal(() => rig.relay.app.relay.sessionCount === 0, 'the session has ended');
      expect((await list()).live).toEqual([]);
      expect(rig.relay.logText()).toContain('caller-hung-up');
    },
  );
});
