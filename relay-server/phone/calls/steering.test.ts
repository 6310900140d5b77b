/** What operators see of calls and do in them, over the relay's own addresses. */

import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { CallCommand } from '../../../src/session/call-commands.ts';
import type { CallList } from '../../../src/lib/call-messages.ts';
import { bufferOf } from '../../relay/socket-values.ts';
import { until } from '../../testing/until.ts';
import { callSid } from '../testing/sids.ts';
import { type PhoneRig, accept, answer, phoneRig, say } from '../testing/phone-rig.ts';

const rigs: PhoneRig[] = [];
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

async function calling(phone: Parameters<typeof phoneRig>[0] = {}) {
  const rig = await phoneRig({ transfers: { workshop: '+4930555' }, ...phone });
  rigs.push(rig);
  const { stream, model } = await rig.call(1);
  accept(model, 'audio/pcmu');
  const list = async (): Promise<CallList> =>
    (await rig.relay.app.inject({ url: '/api/calls', headers: { host: 'localhost' } })).json();
  await until(async () => (await list()).live[0]?.state === 'talking', 'the call is talking');
  const post = (body: object, headers: Record<string, string> = {}) =>
    rig.relay.app.inject({
      method: 'POST',
      url: `/api/calls/${callSid(1)}/commands`,
      payload: body,
      headers: { host: 'localhost', ...headers },
    });
  return { rig, stream, model, list, post, command: (command: CallCommand) => post(command) };
}

const lastOf = (rig: PhoneRig, type: string) => rig.events(type).at(-1) as Record<string, never> | undefined;

async function takeOver(rig: PhoneRig) {
  const socket = new WebSocket(`ws://127.0.0.1:${rig.relay.port}/api/calls/${callSid(1)}/take-over`);
  const seen = { said: [] as unknown[], code: null as number | null };
  socket.on('message', (bytes) => seen.said.push(JSON.parse(bufferOf(bytes).toString())));
  socket.on('close', (code) => (seen.code = code));
  await until(() => seen.said.length > 0 || seen.code !== null, 'it is taken over or refused');
  return { socket, seen };
}

describe('the list of calls', () => {
  it('masks the number, and tells it to who asks', async () => {
    const { rig, list } = await calling();
    const [call] = (await list()).live;
    expect(call).toMatchObject({
      id: callSid(1),
      direction: 'inbound',
      line: 'twilio',
      number: '+49••••••56',
      state: 'talking',
    });
    const headers = { host: 'localhost' };
    const url = `/api/calls/${callSid(1)}/number`;
    expect((await rig.relay.app.inject({ url, headers })).json()).toEqual({ number: '+4930123456' });
  });

  it('says how a call ended', async () => {
    const { stream, list } = await calling();
    stream.socket.send(stream.voice.stop());
    await until(async () => (await list()).live.length === 0, 'the call is over');
    expect((await list()).ended[0]).toMatchObject({ state: 'ended', end: { why: 'caller-hung-up' } });
  });
});

describe('an operator', () => {
  it('changes the instructions of a call, and which tools it offers', async () => {
    const { rig, command } = await calling();
    const patch = { instructions: 'Speak like a pirate.', toolNames: ['hang_up'] };
    expect((await command({ kind: 'settings', patch })).statusCode).toBe(204);
    await until(
      () => JSON.stringify(rig.events('session.update').at(-1) ?? {}).includes('pirate'),
      'the model has the instructions',
    );
    const session = lastOf(rig, 'session.update')?.session as { tools?: { name: string }[] } | undefined;
    expect(session?.tools?.map(({ name }) => name)).toEqual(['hang_up']);
  });

  it('has a line said, and tells the model what it is not to say', async () => {
    const { rig, command } = await calling();
    await command({ kind: 'note', text: 'The caller is a friend.' });
    await until(() => rig.events('conversation.item.create').length > 0, 'the model is told');
    expect(lastOf(rig, 'conversation.item.create')?.item).toMatchObject({ role: 'system' });
    expect(rig.events('response.create')).toEqual([]);
    await command({ kind: 'say', text: 'We close at six.' });
    await until(() => rig.events('response.create').length > 0, 'the model is asked to speak');
    expect(JSON.stringify(lastOf(rig, 'response.create'))).toContain('We close at six.');
  });

  it('hangs up', async () => {
    const { rig, stream, command, list } = await calling();
    await command({ kind: 'hang-up' });
    await until(() => stream.closed !== null, 'the stream is closed');
    expect(await rig.ask('/twilio/after-stream', 1)).toContain('<Hangup/>');
    expect((await list()).ended[0]?.end?.why).toBe('operator-hung-up');
  });

  it('hands the caller on to somebody of the configuration, and to nobody else', async () => {
    const { rig, stream, command } = await calling();
    expect((await command({ kind: 'transfer', to: '+1900' })).json().error.code).toBe('unknown_transfer');
    await command({ kind: 'transfer', to: 'workshop' });
    await until(() => stream.closed !== null, 'the stream is closed');
    expect(await rig.ask('/twilio/after-stream', 1)).toContain('<Dial>+4930555</Dial>');
  });

  it.each([
    [{ kind: 'dance' }],
    [{ kind: 'say', text: '  ' }],
    [{ kind: 'settings', patch: { turnDetection: { kind: 'none' } } }],
    [{ kind: 'settings', patch: { model: 'another' } }],
  ])('is told why %j is nothing to be done', async (body) => {
    const { post } = await calling();
    const answered = await post(body);
    expect(answered.statusCode).toBe(400);
    expect(answered.json().error.message).not.toBe('');
  });

  it('is asked for by a page of the relay alone', async () => {
    const { post } = await calling();
    const foreign = await post({ kind: 'hang-up' }, { origin: 'https://evil.example' });
    expect(foreign.statusCode).toBe(403);
  });

  it('is told when the call is over', async () => {
    const { stream, command, list } = await calling();
    stream.socket.send(stream.voice.stop());
    await until(async () => (await list()).live.length === 0, 'the call is over');
    expect((await command({ kind: 'stop' })).json().error.code).toBe('call_not_talking');
  });
});

describe('an operator who takes a call over', () => {
  it('is heard in the agent’s place, and gives the call back by leaving', async () => {
    const { rig, stream, model, list } = await calling();
    answer(model, 'long', { audio: new Uint8Array(8000).fill(0x20) });
    await until(() => stream.sound().length >= 8000, 'the agent speaks');
    const { socket, seen } = await takeOver(rig);
    expect(seen.said).toEqual([{ kind: 'taken' }]);
    expect((await list()).live[0]?.takenOverBy).not.toBeNull();
    expect(stream.received.map(({ event }) => event)).toContain('clear');
    await until(
      () => JSON.stringify(rig.events('session.update').at(-1) ?? {}).includes('"create_response":false'),
      'the model does not answer any more',
    );
    const before = stream.sound().length;
    const pcm16 = Int16Array.from({ length: 480 * 10 }, (_, n) => 8000 * Math.sin(n / 8));
    for (let at = 0; at < pcm16.length; at += 480) socket.send(pcm16.subarray(at, at + 480));
    await until(() => stream.sound().length >= before + 9 * 160, 'the operator is heard');
    socket.close();
    await until(async () => (await list()).live[0]?.takenOverBy === null, 'the call is given back');
    await until(
      () => JSON.stringify(rig.events('session.update').at(-1) ?? {}).includes('"create_response":true'),
      'the model answers again',
    );
  });

  it('is not talked over by an answer that was on its way', async () => {
    const { rig, stream, model } = await calling();
    await takeOver(rig);
    const before = stream.sound().length;
    say(model, 'response.created', { response: { id: 'resp_late', status: 'in_progress', output: [] } });
    await until(() => rig.events('response.cancel').length > 0, 'the answer is stopped');
    answer(model, 'late', { audio: new Uint8Array(1600).fill(0x20) });
    await new Promise((resolve) => setImmediate(resolve));
    expect(stream.sound().length).toBeLessThanOrEqual(before + 1600);
  });

  it('has to leave the line to the agent’s goodbye when the time is up', async () => {
    const { rig, list } = await calling({ minutesPerCall: 0.02 });
    const { seen } = await takeOver(rig);
    await until(() => seen.code !== null, 'the operator is sent off');
    expect(seen.code).toBe(4410);
    expect((await list()).live[0]?.takenOverBy).toBeNull();
    await until(() => rig.events('response.create').length > 0, 'the agent is asked to say goodbye');
  });

  it('is told when the call is over', async () => {
    const { rig, stream } = await calling();
    const { seen } = await takeOver(rig);
    stream.socket.send(stream.voice.stop());
    await until(() => seen.code !== null, 'the socket is closed');
    expect(seen.code).toBe(1000);
  });

  it('is alone in it', async () => {
    const { rig } = await calling();
    await takeOver(rig);
    expect((await takeOver(rig)).seen.code).toBe(4409);
  });
});

describe('the agent of new calls', () => {
  it('is as the operator wants it, until they take it back', async () => {
    const { rig } = await calling();
    const { app } = rig.relay;
    const headers = { host: 'localhost' };
    const url = '/api/phone/agent';
    const patched = await app.inject({ method: 'PATCH', url, headers, payload: { instructions: 'Rhyme.' } });
    expect(patched.json().instructions).toBe('Rhyme.');
    const { model } = await rig.call(2);
    accept(model, 'audio/pcmu');
    await until(
      () => JSON.stringify(rig.events('session.update')).includes('Rhyme.'),
      'the second call has the instructions',
    );
    expect((await app.inject({ method: 'DELETE', url, headers })).json().instructions).toBe('Be brief.');
  });
});
