/** What somebody who watches a call is told, over the relay's own socket. */

import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { CallWatchMessage } from '../../../src/lib/call-messages.ts';
import { bufferOf } from '../../relay/socket-values.ts';
import { until } from '../../testing/until.ts';
import { callSid } from '../testing/sids.ts';
import { type PhoneRig, accept, answer, phoneRig } from '../testing/phone-rig.ts';
import { CallWatcher } from './call-watcher.ts';

const rigs: PhoneRig[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

async function rigOf() {
  const rig = await phoneRig();
  rigs.push(rig);
  return rig;
}

function watch(rig: PhoneRig, path: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${rig.relay.port}/api/calls/${path}`);
  const watched = { messages: [] as CallWatchMessage[], code: null as number | null };
  socket.on('message', (bytes) =>
    watched.messages.push(JSON.parse(bufferOf(bytes).toString()) as CallWatchMessage),
  );
  socket.on('close', (code) => (watched.code = code));
  return {
    socket,
    watched,
    lines: () => watched.messages.flatMap((message) => (message.kind === 'line' ? [message.text] : [])),
  };
}

describe('who watches a call', () => {
  it('gets its session file from the header on, then its end', async () => {
    const rig = await rigOf();
    const { stream, model } = await rig.call(1);
    accept(model, 'audio/pcmu');
    const { watched, lines } = watch(rig, `${callSid(1)}/watch`);
    await until(() => lines().some((text) => text.includes('session.updated')), 'the past is told');
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ sidetone: 1, recordedBy: 'phone' });
    answer(model, 'a', { audio: new Uint8Array(1600).fill(0x20) });
    await until(() => lines().some((text) => text.includes('sidetone.playback')), 'playback is told');
    expect(lines().some((text) => /output_audio\.delta.*"delta":"[A-Za-z0-9+/]{100}/.test(text))).toBe(true);
    stream.socket.send(stream.voice.stop());
    await until(() => watched.code !== null, 'the watch is over');
    expect(watched.code).toBe(1000);
    expect(watched.messages.at(-1)).toMatchObject({
      kind: 'ended',
      call: { state: 'ended', end: { why: 'caller-hung-up' } },
    });
  });

  it('is counted while they do', async () => {
    const rig = await rigOf();
    await rig.call(1);
    const { socket, watched } = watch(rig, `${callSid(1)}/watch`);
    const counts = () =>
      watched.messages.flatMap((each) => (each.kind === 'call' ? [each.call.watchers] : []));
    await until(() => counts().at(-1) === 1, 'they are counted');
    socket.close();
    const list = async () =>
      (await rig.relay.app.inject({ url: '/api/calls', headers: { host: 'localhost' } })).json();
    await until(async () => (await list()).live[0]?.watchers === 0, 'they are gone');
  });

  it('can leave the sound out', async () => {
    const rig = await rigOf();
    const { model } = await rig.call(1);
    accept(model, 'audio/pcmu');
    const { lines } = watch(rig, `${callSid(1)}/watch?audio=0`);
    await until(() => lines().some((text) => text.includes('session.updated')), 'the past is told');
    answer(model, 'a', { audio: new Uint8Array(1600).fill(0x20) });
    await until(() => lines().some((text) => text.includes('output_audio.delta')), 'the answer is told');
    expect(lines().find((text) => text.includes('output_audio.delta'))).toContain('"delta":""');
  });

  it('may come before the call', async () => {
    const rig = await rigOf();
    const { watched, lines } = watch(rig, `${callSid(1)}/watch`);
    const { model } = await rig.call(1);
    accept(model, 'audio/pcmu');
    await until(() => lines().length > 0, 'the call is told');
    expect(watched.code).toBeNull();
  });

  it('hears what an operator says in the agent’s place', async () => {
    const rig = await rigOf();
    const { model } = await rig.call(1);
    accept(model, 'audio/pcmu');
    const { lines } = watch(rig, `${callSid(1)}/watch`);
    await until(() => lines().some((text) => text.includes('session.updated')), 'the past is told');
    const { socket, watched } = watch(rig, `${callSid(1)}/take-over`);
    await until(() => watched.messages.length > 0, 'the call is taken over');
    for (let frame = 0; frame < 5; frame += 1) socket.send(new Int16Array(480).fill(3000));
    await until(() => lines().some((text) => text.includes('sidetone.operator-voice')), 'the voice is told');
    expect(lines().some((text) => text.includes('sidetone.taken-over'))).toBe(true);
  });

  it('and comes late is told how much of the caller the model had been sent', async () => {
    const rig = await rigOf();
    const { stream, model } = await rig.call(1);
    accept(model, 'audio/pcmu');
    await until(() => rig.events('session.update').length > 0, 'the session is set up');
    for (let n = 0; n < 10; n += 1)
      stream.socket.send(stream.voice.media(n + 1, n * 20, new Uint8Array(160)));
    await until(() => rig.events('input_audio_buffer.append').length >= 10, 'the model hears the caller');
    const sent = rig
      .events('input_audio_buffer.append')
      .reduce((sum, event) => sum + Buffer.from(String(event.audio), 'base64').length, 0);
    const { watched } = watch(rig, `${callSid(1)}/watch`);
    const lost = () => watched.messages.findLast((message) => message.kind === 'lost');
    await until(() => lost() !== undefined, 'they are told that lines are missing');
    const told = lost();
    if (told?.kind !== 'lost') throw new Error('nothing was lost');
    // Silence is sent meanwhile, as a telephone does.
    expect(told.input.bytes).toBeGreaterThanOrEqual(sent);
    expect(told.input.bytes % 160).toBe(0);
  });

  it('says nothing', async () => {
    const rig = await rigOf();
    await rig.call(1);
    const { socket, watched } = watch(rig, `${callSid(1)}/watch`);
    await until(() => watched.messages.length > 0, 'it is open');
    socket.send('hello');
    await until(() => watched.code !== null, 'it is closed');
    expect(watched.code).toBe(1008);
  });
});

it('a watcher that is behind is told how many lines it missed', () => {
  const sent: CallWatchMessage[] = [];
  const socket = {
    OPEN: 1 as const,
    readyState: 1 as const,
    bufferedAmount: 0,
    send: (text: string) => void sent.push(JSON.parse(text) as CallWatchMessage),
  };
  const watcher = new CallWatcher(socket, { wantsAudio: true, maxBufferedBytes: 100 });
  const sent160 = { bytes: 160, endMs: 20 };
  watcher.line('a', sent160);
  socket.bufferedAmount = 101;
  watcher.line('b', sent160);
  watcher.line('c', sent160);
  socket.bufferedAmount = 0;
  watcher.line('d', { bytes: 480, endMs: 60 });
  expect(sent).toEqual([
    { kind: 'line', text: 'a' },
    { kind: 'lost', count: 2, input: { bytes: 480, endMs: 60 } },
    { kind: 'line', text: 'd' },
  ]);
});
