/** What a call does, with the model's side played by hand. */

import { afterEach, describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../../src/dsp/base64.ts';
import { decodeG711, encodeG711 } from '../../../src/dsp/g711.ts';
import { FakeClock } from '../../../src/lib/testing/fake-clock.ts';
import { until } from '../../testing/until.ts';
import type { PhoneConfig } from '../phone-config.ts';
import { type PhoneRig, type RawStream, accept, answer, phoneRig, say } from '../testing/phone-rig.ts';

const open: PhoneRig[] = [];
afterEach(async () => {
  for (const rig of open.splice(0)) await rig.close();
});

async function setUp(phone: Partial<PhoneConfig> = {}, clock?: FakeClock) {
  const rig = await phoneRig(phone, clock);
  open.push(rig);
  const { stream, model } = await rig.call(1);
  return { rig, stream, model };
}

async function closed(stream: RawStream) {
  await until(() => stream.closed !== null, 'the stream is closed');
  return stream.closed?.reason;
}

/** Whatever was sent before has been acted on when the caller's next word has gone all the way. */
async function roundTrip(rig: PhoneRig, { socket, voice }: RawStream): Promise<void> {
  const before = rig.events('input_audio_buffer.append').length;
  socket.send(voice.media(1, before * 20, new Uint8Array(160)));
  await until(() => rig.events('input_audio_buffer.append').length > before, 'a word has gone all the way');
}

const tone = (value: number) => new Uint8Array(1600).fill(value);
const goodbye = { audio: tone(0x20) };

describe('a call', () => {
  it('keeps what the caller says before the agent can hear it, and gives it on in order', async () => {
    const { rig, stream, model } = await setUp();
    for (let n = 0; n < 5; n += 1)
      stream.socket.send(stream.voice.media(n + 1, n * 20, new Uint8Array(160).fill(n)));
    await until(() => rig.events('session.update').length === 1, 'settings were asked for');
    expect(rig.events('input_audio_buffer.append')).toEqual([]);
    accept(model, 'audio/pcmu');
    await until(() => rig.events('input_audio_buffer.append').length === 5, 'all was given on');
    const firsts = rig
      .events('input_audio_buffer.append')
      .map(({ audio }) => decodeBase64(String(audio))?.[0]);
    expect(firsts).toEqual([0, 1, 2, 3, 4]);
  });

  it('begins with the agent’s greeting where that is wished, and the words for it are a note', async () => {
    const { rig, model } = await setUp({ greeting: { by: 'agent', text: 'Bicycle shop, hello.' } });
    accept(model, 'audio/pcmu');
    await until(() => rig.events('response.create').length === 1, 'it was asked to speak');
    expect(rig.events('conversation.item.create')).toMatchObject([
      { item: { role: 'system', content: [{ text: expect.stringContaining('Bicycle shop, hello.') }] } },
    ]);
  });

  it('names the call to the service, and asks for the configured model and voice', async () => {
    const { rig } = await setUp({ model: 'gpt-realtime-mini', voice: 'cedar' });
    await until(() => rig.events('session.update').length === 1, 'settings were asked for');
    expect(rig.upstream.requests[0]?.url).toContain('model=gpt-realtime-mini');
    expect(rig.upstream.requests[0]?.headers['x-client-request-id']).toMatch(/^CA[0-9a-f]{32}$/);
    expect(rig.events('session.update')).toMatchObject([
      { session: { instructions: 'Be brief.', audio: { output: { voice: 'cedar' } } } },
    ]);
  });

  it('is converted where the upstream does not take μ-law, and loses nothing of what was said meanwhile', async () => {
    const { rig, stream, model } = await setUp();
    const loud = encodeG711(
      Int16Array.from({ length: 160 }, (_, n) => 8000 * Math.sin(n / 4)),
      'ulaw',
    );
    for (let n = 0; n < 20; n += 1) stream.socket.send(stream.voice.media(n + 1, n * 20, loud));
    await until(() => rig.events('session.update').length === 1, 'μ-law was asked for');
    accept(model, 'audio/pcm');
    await until(() => rig.upstream.sockets.length === 2, 'it is asked again');
    const [, second] = rig.upstream.sockets;
    if (second === undefined) throw new Error('there is no second line');
    say(second, 'session.created', { session: { id: 's', model: 'm' } });
    await until(() => rig.events('session.update').length === 2, 'PCM16 was asked for');
    expect(rig.events('session.update')[1]).toMatchObject({
      session: { audio: { input: { format: { type: 'audio/pcm', rate: 24_000 } } } },
    });
    accept(second, 'audio/pcm');
    await until(() => rig.events('input_audio_buffer.append').length >= 20, 'all was given on');
    const bytes = rig
      .events('input_audio_buffer.append')
      .reduce((sum, { audio }) => sum + (decodeBase64(String(audio))?.length ?? 0), 0);
    // 400 ms of 48 bytes, less what the filter still holds.
    expect(bytes).toBeGreaterThan(48 * 390);
    expect(bytes).toBeLessThanOrEqual(48 * 400);
    // And the other way: a second of PCM16 is a second for the caller.
    const pcm16 = Int16Array.from({ length: 24_000 }, (_, n) => 8000 * Math.sin(n / 12));
    answer(second, 'a', { audio: new Uint8Array(pcm16.buffer) });
    await until(() => stream.sound().length === 8000, 'a second came');
    expect(Math.max(...decodeG711(stream.sound(), 'ulaw'))).toBeGreaterThan(7000);
    expect(rig.upstream.closes.length).toBe(1);
  });

  it('fills the silence of a slow answer with a word, beside the conversation', async () => {
    const clock = new FakeClock();
    const { rig, stream, model } = await setUp({ filler: 'One moment, please.' }, clock);
    accept(model, 'audio/pcmu');
    answer(model, 'keys', { tool: { name: 'send_digits', args: { digits: '1' } } });
    await until(() => rig.events('response.create').length === 1, 'an answer is due');
    // The tone of the key has been heard by then, and nothing of the answer.
    expect(stream.sound().length).toBe(1600);
    clock.advance(2500);
    await until(() => rig.events('response.create').length === 2, 'it was asked for a word');
    expect(rig.events('response.create')[1]).toMatchObject({
      response: { conversation: 'none', instructions: 'Say: "One moment, please."' },
    });
  });
});

describe('the agent', () => {
  it('hangs up when its goodbye was heard, not when it was sent', async () => {
    const { rig, stream, model } = await setUp();
    accept(model, 'audio/pcmu');
    answer(model, 'a', { ...goodbye, tool: { name: 'hang_up', args: {} } });
    await until(
      () => stream.received.some(({ mark }) => mark?.name.endsWith(':end')),
      'the goodbye was sent',
    );
    await roundTrip(rig, stream);
    expect(stream.closed).toBeNull();
    stream.play();
    expect(await closed(stream)).toBe('agent-hung-up');
    expect(await rig.ask('/twilio/after-stream', 1)).toContain('<Hangup/>');
    // Nothing more was asked of the model: it had said what it had to say.
    expect(rig.events('response.create')).toEqual([]);
    await until(() => rig.upstream.closes.length === 1, 'the model is left');
  });

  it('that hangs up without a word is asked for one first', async () => {
    const { rig, stream, model } = await setUp();
    accept(model, 'audio/pcmu');
    answer(model, 'a', { tool: { name: 'hang_up', args: {} } });
    await until(() => rig.events('response.create').length === 1, 'it was asked to say goodbye');
    expect(JSON.stringify(rig.events('conversation.item.create'))).toContain('Say goodbye now');
    expect(stream.closed).toBeNull();
    answer(model, 'b', goodbye);
    await until(
      () => stream.received.some(({ mark }) => mark?.name.endsWith(':end')),
      'the goodbye was sent',
    );
    stream.play();
    expect(await closed(stream)).toBe('agent-hung-up');
  });

  it('stays on the line when the caller speaks up during the goodbye', async () => {
    const { rig, stream, model } = await setUp();
    accept(model, 'audio/pcmu');
    answer(model, 'a', { ...goodbye, tool: { name: 'hang_up', args: {} } });
    await until(
      () => stream.received.some(({ mark }) => mark?.name.endsWith(':end')),
      'the goodbye was sent',
    );
    say(model, 'input_audio_buffer.speech_started', { item_id: 'u', audio_start_ms: 0 });
    await until(() => rig.events('conversation.item.create').length === 1, 'the tool was answered');
    expect(JSON.stringify(rig.events('conversation.item.create'))).toContain('the call goes on');
    expect(stream.received.some(({ event }) => event === 'clear')).toBe(true);
    stream.play();
    await roundTrip(rig, stream);
    expect(stream.closed).toBeNull();
  });

  it('transfers the caller to a number that the operator has listed, and to no other', async () => {
    const { rig, stream, model } = await setUp({ transfers: { workshop: '+4930123456' } });
    accept(model, 'audio/pcmu');
    answer(model, 'a', { tool: { name: 'transfer_call', args: { to: '+1900666' } } });
    await until(() => rig.events('conversation.item.create').length === 1, 'the tool was answered');
    expect(JSON.stringify(rig.events('conversation.item.create'))).toContain('Choose one of: workshop');
    answer(model, 'b', { ...goodbye, tool: { name: 'transfer_call', args: { to: 'workshop' } } });
    await until(() => stream.received.some(({ mark }) => mark?.name.endsWith(':end')), 'the words were sent');
    stream.play();
    expect(await closed(stream)).toBe('transferred');
    expect(await rig.ask('/twilio/after-stream', 1)).toContain('<Dial>+4930123456</Dial>');
  });

  it('is offered no transfer where nobody is listed', async () => {
    const { rig } = await setUp();
    await until(() => rig.events('session.update').length === 1, 'settings were asked for');
    const [update] = rig.events('session.update') as { session: { tools: { name: string }[] } }[];
    expect(update?.session.tools.map(({ name }) => name)).toEqual(['hang_up', 'send_digits']);
  });

  it('presses keys as tones in the caller’s ear', async () => {
    const { rig, stream, model } = await setUp();
    accept(model, 'audio/pcmu');
    answer(model, 'a', { tool: { name: 'send_digits', args: { digits: '1#' } } });
    await until(() => stream.sound().length === 3200, 'two tones of 100 ms and their pauses came');
    expect(Math.max(...decodeG711(stream.sound(), 'ulaw'))).toBeGreaterThan(15_000);
    answer(model, 'b', { tool: { name: 'send_digits', args: { digits: 'x' } } });
    await until(
      () => JSON.stringify(rig.events('conversation.item.create')).includes('must be 1 to'),
      'it was told',
    );
  });
});

describe('a call ends', () => {
  it('when the caller hangs up, and the model is left at once, once', async () => {
    const { rig, stream, model } = await setUp();
    accept(model, 'audio/pcmu');
    stream.socket.send(stream.voice.stop());
    stream.socket.close();
    await until(() => rig.upstream.closes.length === 1, 'the model is left');
    await until(() => rig.relay.app.relay.sessionCount === 0, 'the session is over');
    expect(rig.relay.logText().match(/the call is over/g)?.length).toBe(1);
  });

  it('when the telephone takes nothing of what is sent to it', async () => {
    const { rig, stream, model } = await setUp();
    accept(model, 'audio/pcmu');
    await roundTrip(rig, stream);
    stream.socket.pause();
    // A quarter of an hour of sound at once, in answers of ten seconds.
    for (let n = 0; n < 90; n += 1) answer(model, `long${n}`, { audio: new Uint8Array(80_000) });
    await until(() => rig.upstream.closes.length === 1, 'the model is left');
    expect(rig.relay.logText()).toContain('takes nothing');
    stream.socket.resume();
  });

  it('when the stream breaks without a word', async () => {
    const { rig, stream } = await setUp();
    stream.socket.terminate();
    await until(() => rig.upstream.closes.length === 1, 'the model is left');
  });

  it('with an apology when the model will not have it', async () => {
    const { rig, stream, model } = await setUp();
    accept(model, 'audio/pcmu');
    model.close(4401, 'no');
    expect(await closed(stream)).toBe('agent-lost');
    expect(await rig.ask('/twilio/after-stream', 1)).toContain('I am sorry');
  });

  it('not when only the line to the model breaks: the conversation goes on in a new session', async () => {
    const { rig, stream, model } = await setUp();
    accept(model, 'audio/pcmu');
    await until(() => rig.relay.logText().includes('the agent hears'), 'the agent hears the caller');
    model.terminate();
    await until(() => rig.upstream.sockets.length === 2, 'another line is opened');
    expect(stream.closed).toBeNull();
    expect(await rig.ask('/twilio/after-stream', 2)).toContain('I am sorry');
  });

  it('after a goodbye when its time is up', async () => {
    const clock = new FakeClock();
    const { rig, stream, model } = await setUp({ minutesPerCall: 0.1 }, clock);
    accept(model, 'audio/pcmu');
    await roundTrip(rig, stream);
    clock.advance(6000);
    await until(() => rig.events('response.create').length === 1, 'it was asked to say goodbye');
    expect(JSON.stringify(rig.events('conversation.item.create'))).toContain('longest time');
    answer(model, 'a', goodbye);
    await until(
      () => stream.received.some(({ mark }) => mark?.name.endsWith(':end')),
      'the goodbye was sent',
    );
    stream.play();
    expect(await closed(stream)).toBe('time-limit');
  });

  it('when the server does', async () => {
    const { rig, stream } = await setUp();
    open.pop();
    await rig.relay.close();
    expect(await closed(stream)).toBe('shutting-down');
    await rig.upstream.close();
  });
});
