/** A call from the page: the telephone in the box as a browser uses it, on a relay that has no number. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startEmulator } from '../../relay-server/emulator/server.ts';
import { bufferOf } from '../../relay-server/relay/socket-values.ts';
import { emulatorAt, relayRig } from '../../relay-server/testing/relay-rig.ts';
import { tickFrames } from '../../relay-server/phone/telephone/frame-ticker.ts';
import { changeRate } from '../../src/dsp/change-rate.ts';
import { decodeG711 } from '../../src/dsp/g711.ts';
import { decodeBase64 } from '../../src/dsp/base64.ts';
import { pcm16Of } from '../../src/dsp/pcm16-base64.ts';
import { floatToPcm16, pcm16ToFloat } from '../../src/dsp/pcm16.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { CallList } from '../../src/lib/call-messages.ts';
import type { HandsetMessage, HandsetWish } from '../../src/lib/handset-messages.ts';
import { Scope } from '../../src/lib/scope.ts';
import { readWav } from '../../src/recording/wav-reader.ts';
import { recordingBridge } from '../clients/recording-bridge.ts';
import { correlate } from '../support/signal.ts';
import { PATIENCE } from './call-rig.ts';
import { untilReal } from './until-real.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function atRate(pcm16: Int16Array, from: number, to: number): Int16Array<ArrayBuffer> {
  const samples = new Float32Array(pcm16.length);
  pcm16ToFloat(pcm16, samples);
  const changed = changeRate(samples, from, to);
  const out = new Int16Array(changed.length);
  floatToPcm16(changed, out);
  return out;
}

it('carries the microphone of a page to the agent, and the answer back to it', PATIENCE, async () => {
  const emulator = await startEmulator();
  closing.push(() => emulator.close());
  const bridge = await recordingBridge(emulator.url);
  closing.push(() => bridge.close());
  const relay = await relayRig({ upstream: emulatorAt(bridge.url) });
  closing.push(() => relay.close());

  const page = new WebSocket(`ws://127.0.0.1:${relay.port}/api/telephone`);
  const said: HandsetMessage[] = [];
  const heard: Int16Array[] = [];
  page.on('message', (bytes, isBinary) => {
    if (isBinary) heard.push(pcm16Of(new Uint8Array(bufferOf(bytes))));
    else said.push(JSON.parse(bufferOf(bytes).toString()) as HandsetMessage);
  });
  const list = async (): Promise<CallList> =>
    (await relay.app.inject({ url: '/api/calls', headers: { host: 'localhost' } })).json();
  await untilReal(() => heard.length > 0, 'the line is open');
  expect((await list()).live[0]).toMatchObject({ line: 'box', direction: 'inbound' });

  const loud = () => heard.some((frame) => frame.some((sample) => Math.abs(sample) > 1000));
  await untilReal(loud, 'the agent greets');

  const wav = readWav(readFileSync(join(import.meta.dirname, '../fixtures/speech/question.wav')));
  if (wav === null) throw new Error('the fixture is no recording');
  const speech = atRate(wav.pcm16, wav.sampleRateHz, 24_000);
  const scope = new Scope(systemClock);
  closing.push(() => scope.dispose());
  tickFrames(systemClock, scope, (frame) => {
    const pcm16 = speech.subarray(frame * 480, frame * 480 + 480);
    page.send(pcm16.length === 480 ? pcm16 : new Int16Array(480));
  });
  await untilReal(
    () => bridge.fromServer.some((text) => text.includes('input_audio_transcription.completed')),
    'the agent has understood the question',
  );
  const arrived = bridge.fromClient
    .map((text) => JSON.parse(text) as { type: string; audio?: string })
    .filter(({ type }) => type === 'input_audio_buffer.append')
    .map(({ audio }) => decodeBase64(audio ?? '') ?? new Uint8Array(0));
  const narrow = atRate(wav.pcm16, wav.sampleRateHz, 8000);
  // A second from the middle: there is speech in it.
  const second = narrow.subarray(12_000, 20_000);
  expect(correlate(second, decodeG711(Buffer.concat(arrived), 'ulaw')).coefficient).toBeGreaterThan(0.95);

  page.send(JSON.stringify({ kind: 'hang-up' } satisfies HandsetWish));
  await untilReal(() => said.length > 1, 'the call is over');
  expect(said.map(({ kind }) => kind)).toEqual(['calling', 'ended']);
  expect(said[1]).toMatchObject({ problem: null });
  await untilReal(async () => (await list()).ended[0]?.end?.why === 'caller-hung-up', 'the list says so');
});

it('is not open to what nobody signed', async () => {
  const emulator = await startEmulator();
  closing.push(() => emulator.close());
  const relay = await relayRig({ upstream: emulatorAt(emulator.url) });
  closing.push(() => relay.close());
  const answer = await relay.app.inject({
    method: 'POST',
    url: '/twilio/incoming-call',
    headers: {
      host: 'localhost',
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': 'c2lnbmF0dXJl',
    },
    payload: `CallSid=CA${'0'.repeat(32)}&AccountSid=AC${'0'.repeat(32)}`,
  });
  expect(answer.statusCode).toBe(403);
});
