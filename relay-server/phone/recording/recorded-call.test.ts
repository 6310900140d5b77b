/** Calls from the first packet to the file, and the file over HTTP: what was said and heard is in it, and only those get it who may. */

import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodeBase64 } from '../../../src/dsp/base64.ts';
import type { RecordedCallList } from '../../../src/lib/recording-messages.ts';
import { SessionReader } from '../../../src/recording/session-reader.ts';
import { readBack } from '../../../src/session/testing/told.ts';
import { LOOPBACK_ACCESS, ownerToken } from '../../access/access-config.ts';
import { Secret } from '../../secret.ts';
import { fakeUpstream } from '../../testing/fake-upstream.ts';
import { relayRig, upstreamAt } from '../../testing/relay-rig.ts';
import { until } from '../../testing/until.ts';
import { testPhone } from '../testing/phone-config.ts';
import { type PhoneRig, accept, answer, phoneRig, say } from '../testing/phone-rig.ts';
import { callSid } from '../testing/sids.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function config(directory?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'sidetone-recorded-'));
  open.push(() => rm(folder, { recursive: true, force: true }));
  return { directory: directory ?? join(folder, 'calls'), days: 30, megabytes: 100, announcement: null };
}

async function setUp(directory?: string) {
  const recording = await config(directory);
  const rig = await phoneRig({ recording });
  open.push(() => rig.close());
  return { rig, recording };
}

async function list({ relay }: PhoneRig): Promise<RecordedCallList> {
  return (await relay.app.inject('/api/recordings')).json<RecordedCallList>();
}

/** A call with a word each way, to its end. */
async function talk(rig: PhoneRig, number: number): Promise<void> {
  const { stream, model } = await rig.call(number);
  const { socket, voice } = stream;
  accept(model, 'audio/pcmu');
  await until(() => rig.relay.logText().includes('the agent hears the caller'), 'the call is through');
  for (let n = 0; n < 25; n += 1) socket.send(voice.media(n + 1, n * 20, new Uint8Array(160).fill(n + 1)));
  await until(() => rig.events('input_audio_buffer.append').length === 25, 'the caller was heard');
  say(model, 'input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 0 });
  say(model, 'input_audio_buffer.speech_stopped', { item_id: 'u1', audio_end_ms: 400 });
  say(model, 'input_audio_buffer.committed', { item_id: 'u1', previous_item_id: null });
  answer(model, 'a', { audio: new Uint8Array(1600).fill(0x20) });
  await until(() => stream.received.some(({ mark }) => mark?.name.endsWith(':end')), 'the answer was sent');
  stream.play();
  socket.send(voice.stop());
  await until(() => stream.closed !== null, 'the call is over');
}

async function ended(rig: PhoneRig): Promise<void> {
  await vi.waitFor(async () => {
    const { recordings } = await list(rig);
    expect(recordings.map(({ isRunning }) => isRunning)).toEqual([false]);
  });
}

describe('a call that is recorded', () => {
  it('is in its file with what was said, what was heard, and the sound of both', async () => {
    const { rig } = await setUp();
    await talk(rig, 1);
    await ended(rig);
    const { keeps, recordings } = await list(rig);
    expect(keeps).toEqual({ days: 30, megabytes: 100 });
    const [recorded] = recordings;
    expect(recorded).toMatchObject({
      callId: callSid(1),
      direction: 'inbound',
      number: '+49••••••56',
      upstream: 'OpenAI',
      model: 'gpt-realtime-2.1',
      isRunning: false,
    });
    const fetched = await rig.relay.app.inject(`/api/recordings/${recorded?.id}`);
    expect(fetched.statusCode).toBe(200);
    expect(fetched.headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'content-length': String(recorded?.bytes),
      'cache-control': 'no-store',
      'content-disposition': expect.stringMatching(
        /^attachment; filename="call-[\dT-]{19}Z\.sidetone\.jsonl"$/,
      ),
    });
    const { items } = readBack(fetched.body);
    expect(items).toMatchObject([
      { id: 'said_a', heard: { receivedSamples: 4800, heardSamples: 4800, interrupted: null } },
      { id: 'u1', role: 'user' },
    ]);
    const events = new SessionReader()
      .push(fetched.body)
      .map(({ text }) => JSON.parse(text) as { type: string; audio?: string; delta?: string });
    const heard = events
      .filter(({ type }) => type === 'input_audio_buffer.append')
      .flatMap(({ audio }) => [...(decodeBase64(audio ?? '') ?? [])]);
    expect(heard).toEqual(Array.from({ length: 25 * 160 }, (_, n) => 1 + Math.floor(n / 160)));
    const said = events
      .filter(({ type }) => type === 'response.output_audio.delta')
      .flatMap(({ delta }) => [...(decodeBase64(delta ?? '') ?? [])]);
    expect(said).toEqual(Array.from({ length: 1600 }, () => 0x20));
  });

  it('has the whole number nowhere, neither in the file nor in the log', async () => {
    const { rig } = await setUp();
    await talk(rig, 1);
    await ended(rig);
    const [recorded] = (await list(rig)).recordings;
    const { body } = await rig.relay.app.inject(`/api/recordings/${recorded?.id}`);
    expect(body + rig.relay.logText()).not.toContain('30123456');
  });

  it('is whole when the relay is shut down in the middle', async () => {
    const { rig, recording } = await setUp();
    const { model } = await rig.call(1);
    accept(model, 'audio/pcmu');
    await until(() => rig.relay.logText().includes('the agent hears the caller'), 'the call is through');
    await rig.relay.close();
    const [name = ''] = await readdir(recording.directory);
    const text = await readFile(join(recording.directory, name), 'utf8');
    expect(text.trimEnd().split('\n').at(-1)).toContain('sidetone.ended');
  });

  it('goes on where nothing can be written, and the log says why', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sidetone-recorded-'));
    open.push(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'calls'), 'a file in place of the folder');
    const { rig } = await setUp(join(folder, 'calls'));
    await talk(rig, 1);
    expect(rig.relay.logText()).toContain('a call is not recorded any further; the call goes on');
  });
});

describe('the recordings over HTTP', () => {
  it('are deleted by hand, once their call is over', async () => {
    const { rig } = await setUp();
    await talk(rig, 1);
    await ended(rig);
    const [recorded] = (await list(rig)).recordings;
    const remove = () => rig.relay.app.inject({ method: 'DELETE', url: `/api/recordings/${recorded?.id}` });
    expect((await remove()).statusCode).toBe(204);
    expect((await remove()).statusCode).toBe(404);
    expect((await list(rig)).recordings).toEqual([]);
  });

  it.each([
    '..%2F..%2Fpackage.json',
    '%2e%2e%2fcalls',
    callSid(1),
    `${callSid(1)}-0000000000000000%00`,
    `${callSid(1)}-0000000000000000.sidetone.jsonl`,
    `..%2Fcalls%2F${callSid(1)}-0000000000000000`,
  ])('are nothing else of the disk: %s', async (id) => {
    const { rig, recording } = await setUp();
    await writeFile(join(recording.directory, '..', 'secret.sidetone.jsonl'), 'secret');
    const url = `/api/recordings/${id}`;
    for (const method of ['GET', 'DELETE'] as const) {
      const answered = await rig.relay.app.inject({ method, url });
      expect([400, 404]).toContain(answered.statusCode);
      expect(answered.body).not.toContain('secret');
    }
    expect(await readFile(join(recording.directory, '..', 'secret.sidetone.jsonl'), 'utf8')).toBe('secret');
  });

  it('are an empty list where calls are not recorded', async () => {
    const rig = await phoneRig();
    open.push(() => rig.close());
    expect(await list(rig)).toEqual({ keeps: null, recordings: [] });
    expect((await rig.relay.app.inject('/api/recordings/x')).statusCode).toBe(404);
  });

  it('are for those who may watch, and no page of another site deletes one', async () => {
    const upstream = await fakeUpstream();
    open.push(() => upstream.close());
    const owner = 'owners-token-0123456789';
    const relay = await relayRig({
      upstream: upstreamAt(upstream.url),
      phone: testPhone({ recording: await config() }),
      access: {
        ...LOOPBACK_ACCESS,
        tokens: [
          ownerToken(owner),
          { name: 'app', token: new Secret('apps-token-0123456789'), mayWatch: false },
        ],
      },
    });
    open.push(() => relay.close());
    const ask = (token: string, method: 'GET' | 'DELETE', url: string, headers = {}) =>
      relay.app.inject({ method, url, headers: { authorization: `Bearer ${token}`, ...headers } });
    for (const url of ['/api/recordings', '/api/recordings/x']) {
      expect((await ask('apps-token-0123456789', 'GET', url)).statusCode).toBe(403);
    }
    expect((await ask(owner, 'GET', '/api/recordings')).statusCode).toBe(200);
    expect((await ask('apps-token-0123456789', 'DELETE', '/api/recordings/x')).statusCode).toBe(403);
    const evil = { host: 'localhost', origin: 'https://evil.example' };
    expect((await ask(owner, 'DELETE', '/api/recordings/x', evil)).statusCode).toBe(403);
    expect((await ask(owner, 'DELETE', '/api/recordings/x')).statusCode).toBe(404);
  });
});
