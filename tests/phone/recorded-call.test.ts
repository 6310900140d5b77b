/** A call with real speech, recorded at the relay and opened in the engine as the page does it: both voices are there, where they were. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeG711 } from '../../src/dsp/g711.ts';
import type { EngineBatch } from '../../src/engine/engine.messages.ts';
import { Engine } from '../../src/engine/engine.ts';
import { surroundings } from '../../src/engine/testing/surroundings.ts';
import type { RecordedCallList } from '../../src/lib/recording-messages.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { correlate } from '../support/signal.ts';
import { type CallRig, PATIENCE, callRig, silentMs, speech } from './call-rig.ts';
import { untilReal } from './until-real.ts';

const QUESTION = speech('question.wav');

let folder: string;
let rig: CallRig;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidetone-recorded-'));
  rig = await callRig({
    recording: { directory: join(folder, 'calls'), days: 1, megabytes: 100, announcement: null },
  });
});
afterAll(async () => {
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

async function list(): Promise<RecordedCallList> {
  return (await rig.relay.app.inject('/api/recordings')).json<RecordedCallList>();
}

/** The engine as the page has it, with a file opened in it. */
async function openInEngine(file: Blob) {
  const batches: EngineBatch[] = [];
  let span: { you: Int16Array; assistant: Int16Array } | null = null;
  const engine: Engine = new Engine({
    ...surroundings,
    clock: systemClock,
    tools: [],
    post(posted) {
      if (posted.kind === 'span')
        span = { you: new Int16Array(posted.you), assistant: new Int16Array(posted.assistant) };
      if (posted.kind !== 'batch') return;
      batches.push(posted.batch);
      queueMicrotask(() => engine.handle({ kind: 'ack' }));
    },
  });
  engine.handle({ kind: 'open-recording', file, name: 'Call from +49•••••••01' });
  const shown = () => batches.flatMap((batch) => batch.shown ?? []).at(-1);
  await untilReal(() => {
    const now = shown();
    return now?.kind === 'recorded' && now.progress === null;
  }, 'the file is read');
  return {
    shown,
    items: () => batches.flatMap((batch) => batch.items?.upserts ?? []),
    async readSpan(toMs: number) {
      engine.handle({ kind: 'read-span', requestId: 1, fromMs: 0, toMs });
      await untilReal(() => span !== null, 'the sound is read');
      return span ?? { you: new Int16Array(), assistant: new Int16Array() };
    },
  };
}

/** At 8 kHz, which is all that there was. */
const narrow = (pcm16: Int16Array) => pcm16.filter((_, n) => n % 3 === 0);

it('opens as it was: what was heard, and both voices', PATIENCE, async () => {
  const telephone = rig.telephone(1);
  const over = telephone.call();
  await untilReal(() => rig.relay.logText().includes('the agent hears the caller'), 'the call is through');
  telephone.say(QUESTION);
  await untilReal(() => rig.bridge.fromServer.some((text) => text.includes('"response.done"')), 'it answers');
  await untilReal(() => silentMs(telephone) > 1500, 'the answer was heard');
  telephone.hangUp();
  await over;
  await untilReal(async () => (await list()).recordings.some(({ isRunning }) => !isRunning), 'it is closed');

  const [recorded] = (await list()).recordings;
  expect(recorded?.number).toMatch(/^\+49•+01$/);
  const { rawPayload } = await rig.relay.app.inject(`/api/recordings/${recorded?.id}`);
  expect(rawPayload.length).toBe(recorded?.bytes);
  const seconds = (recorded?.durationMs ?? 0) / 1000;
  expect(Math.abs(seconds * 1000 - telephone.nowMs())).toBeLessThan(5000);
  // The guide says what an hour takes.
  expect(rawPayload.length / seconds).toBeLessThan(30_000);

  const opened = await openInEngine(new Blob([new Uint8Array(rawPayload)]));
  const shown = opened.shown();
  if (shown?.kind !== 'recorded') throw new Error('nothing is shown');
  expect(shown).toMatchObject({ title: 'Call from +49•••••••01', heard: 'reported', damage: null });
  const answers = opened
    .items()
    .flatMap((item) => (item.kind === 'message' && item.heard ? [item.heard] : []));
  const last = answers.at(-1);
  expect(last?.heardSamples).toBeGreaterThan(24_000);
  expect(last?.heardSamples).toBe(last?.receivedSamples);

  const { you, assistant } = await opened.readSpan(Math.min(60_000, shown.lengthMs));
  const asked = decodeG711(QUESTION, 'ulaw').subarray(8000, 24_000);
  expect(correlate(asked, narrow(you)).coefficient).toBeGreaterThan(0.9);
  // The emulator says back what it heard.
  const heard = decodeG711(telephone.heard(), 'ulaw');
  const answered = correlate(asked, narrow(assistant));
  expect(answered.coefficient).toBeGreaterThan(0.9);
  expect(correlate(asked, heard).coefficient).toBeGreaterThan(0.9);
});
