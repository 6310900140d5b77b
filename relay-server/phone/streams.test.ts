/** Streams that are no calls, and calls that others try to disturb: what is refused costs nobody anything. */

import { afterEach, describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../src/dsp/base64.ts';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { until } from '../testing/until.ts';
import { type PhoneRig, type RawStream, accept, phoneRig, sign } from './testing/phone-rig.ts';

const open: PhoneRig[] = [];
afterEach(async () => {
  for (const rig of open.splice(0)) await rig.close();
});

async function setUp(...options: Parameters<typeof phoneRig>) {
  const rig = await phoneRig(...options);
  open.push(rig);
  return rig;
}

async function closeOf(stream: RawStream) {
  await until(() => stream.closed !== null, 'the stream is closed');
  return stream.closed;
}

describe('a media stream', () => {
  it.each<[string, string | null]>([
    ['without a signature', null],
    ['with a forged signature', 'Zm9yZ2VkIHNpZ25hdHVyZQ=='],
    ['signed for another address', sign('wss://voice.example.com/twilio/other')],
    ['signed as HTTP', sign('https://voice.example.com/twilio/media-stream')],
  ])('%s is refused before the handshake', async (_how, signature) => {
    const rig = await setUp();
    expect((await rig.stream(1, { signature })).refused).toBe(403);
    expect(rig.upstream.requests).toEqual([]);
  });

  it.each<[string, (stream: RawStream) => void]>([
    ['that begins with garbage', ({ socket }) => socket.send('hello')],
    ['that begins with sound', ({ socket, voice }) => socket.send(voice.media(1, 0, new Uint8Array(160)))],
    ['that sends binary frames', ({ socket }) => socket.send(Buffer.from('{}'))],
    ['with no token', ({ socket, voice }) => socket.send(voice.start({}))],
    ['with a token of nobody', ({ socket, voice }) => socket.send(voice.start({ token: 'x'.repeat(43) }))],
  ])('%s is closed, and nobody is called', async (_how, begin) => {
    const rig = await setUp();
    const stream = await rig.stream(1);
    begin(stream);
    expect((await closeOf(stream))?.code).toBe(1008);
    expect(rig.upstream.requests).toEqual([]);
  });

  it('with the token of another call is closed, and that token is spent', async () => {
    const rig = await setUp();
    const token = await rig.token(1);
    const thief = await rig.stream(2);
    thief.socket.send(thief.voice.start({ token }));
    expect((await closeOf(thief))?.code).toBe(1008);
    const owner = await rig.stream(1);
    owner.socket.send(owner.voice.start({ token }));
    expect((await closeOf(owner))?.code).toBe(1008);
    expect(rig.upstream.requests).toEqual([]);
  });

  it('of another account is closed', async () => {
    const rig = await setUp({ accountSid: `AC${'9'.repeat(32)}` });
    const stream = await rig.stream(1);
    stream.socket.send(stream.voice.start({ token: 'any' }));
    expect((await closeOf(stream))?.code).toBe(1008);
  });

  it('that never starts is closed after five seconds, and costs a call beside it nothing', async () => {
    const clock = new FakeClock();
    const rig = await setUp({}, clock);
    const { stream: other, model } = await rig.call(2);
    accept(model, 'audio/pcmu');
    const silent = await rig.stream(1);
    silent.socket.send(silent.voice.connected());
    other.socket.send(other.voice.media(1, 0, new Uint8Array(160)));
    await until(() => rig.events('input_audio_buffer.append').length > 0, 'the other call is heard');
    clock.advance(5000);
    expect(await closeOf(silent)).toEqual({ code: 1008, reason: 'the stream did not start' });
    other.socket.send(other.voice.media(2, 20, new Uint8Array(160).fill(7)));
    const wanted = encodeBase64(new Uint8Array(160).fill(7));
    await until(
      () => rig.events('input_audio_buffer.append').some(({ audio }) => audio === wanted),
      'the other call is still heard',
    );
    expect(rig.upstream.requests.length).toBe(1);
  });
});

describe('media streams that only wait', () => {
  it('are few, and more are sent away until some have gone', async () => {
    const rig = await setUp();
    const waiting = await Promise.all(Array.from({ length: 50 }, (_, n) => rig.stream(n)));
    expect((await rig.stream(51)).refused).toBe(503);
    const [first] = waiting;
    first?.socket.close();
    await until(() => first?.closed !== null, 'one has gone');
    expect((await rig.stream(52)).refused).toBeNull();
  });
});

describe('a call under way', () => {
  it('cannot be joined with its own token, which was used', async () => {
    const rig = await setUp();
    const token = await rig.token(1);
    const first = await rig.stream(1);
    first.socket.send(first.voice.start({ token }));
    await until(() => rig.upstream.sockets.length === 1, 'the model is called');
    const second = await rig.stream(1);
    second.socket.send(second.voice.start({ token }));
    expect((await closeOf(second))?.code).toBe(1008);
    expect(first.closed).toBeNull();
    expect(rig.upstream.requests.length).toBe(1);
  });

  it('cannot be taken over with a new token of the same call', async () => {
    const rig = await setUp();
    const { stream } = await rig.call(1);
    const second = await rig.stream(1);
    second.socket.send(second.voice.start({ token: await rig.token(1) }));
    expect((await closeOf(second))?.code).toBe(1008);
    expect(stream.closed).toBeNull();
  });

  it('that starts twice is ended, and the others go on', async () => {
    const rig = await setUp();
    const { stream: other } = await rig.call(2);
    const { stream } = await rig.call(1);
    stream.socket.send(stream.voice.start({ token: 'again' }));
    await closeOf(stream);
    await until(() => rig.upstream.closes.length === 1, 'its model is left');
    expect(other.closed).toBeNull();
  });

  it('survives a few frames of garbage, and not a stream of nothing else', async () => {
    const rig = await setUp();
    const { stream, model } = await rig.call(1);
    accept(model, 'audio/pcmu');
    for (let n = 0; n < 19; n += 1) stream.socket.send('{');
    stream.socket.send(stream.voice.media(1, 0, new Uint8Array(160)));
    await until(() => rig.events('input_audio_buffer.append').length > 0, 'the caller is heard');
    for (let n = 0; n < 20; n += 1) stream.socket.send('{');
    expect((await closeOf(stream))?.code).toBe(1008);
    await until(() => rig.upstream.closes.length === 1, 'its model is left');
  });

  it('takes no more room than there is, and gives it back', async () => {
    const rig = await setUp({ calls: 1 });
    const { stream } = await rig.call(1);
    expect(await rig.ask('/twilio/incoming-call', 2)).toContain('busy');
    stream.socket.send(stream.voice.stop());
    await closeOf(stream);
    expect(await rig.ask('/twilio/incoming-call', 3)).toContain('<Connect>');
  });
});

describe('the telephone', () => {
  it('answers under whatever name it is reached, and the rest of the relay does not', async () => {
    const rig = await setUp();
    expect(await rig.ask('/twilio/incoming-call', 1)).toContain('<Connect>');
    const page = await rig.relay.app.inject({
      url: '/api/console',
      headers: { host: 'voice.example.com' },
    });
    expect(page.statusCode).toBe(421);
  });

  it('logs neither tokens nor what was said', async () => {
    const rig = await setUp();
    const token = await rig.token(1);
    const stream = await rig.stream(1);
    stream.socket.send(stream.voice.start({ token }));
    await until(() => rig.upstream.sockets.length === 1, 'the model is called');
    expect(rig.relay.logText()).not.toContain(token);
    expect(rig.relay.logText()).not.toContain('a-twilio-auth-token');
  });
});
