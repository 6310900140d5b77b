/** Calls when the server is told to stop and has time: nobody new, those that run to their end, a goodbye where there is no more time. */

import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/lib/testing/fake-clock.ts';
import { until } from '../testing/until.ts';
import { type PhoneRig, type RawStream, accept, answer, phoneRig } from './testing/phone-rig.ts';

/** Shorter than the period in which a peer has to answer a ping: this clock is turned without giving it time. */
const DRAIN_MS = 15_000;
/** The goodbye begins so long before the end. */
const GOODBYE_MS = 8000;

const open: PhoneRig[] = [];
afterEach(async () => {
  for (const rig of open.splice(0)) {
    await rig.relay.close();
    await rig.upstream.close();
  }
});

async function setUp(drainMs = DRAIN_MS) {
  const clock = new FakeClock();
  const rig = await phoneRig({}, clock, drainMs);
  open.push(rig);
  const { stream, model } = await rig.call(1);
  accept(model, 'audio/pcmu');
  await until(() => rig.relay.logText().includes('the agent hears'), 'the agent hears the caller');
  return { clock, rig, stream, model };
}

/** The server is told to stop, and its parts know. */
async function stopping(rig: PhoneRig): Promise<{ stopped: Promise<unknown> }> {
  const stopped = rig.relay.close({ keepClients: true });
  await until(() => rig.relay.app.relay.isClosing, 'the relay is closing');
  return { stopped };
}

async function closeOf(stream: RawStream) {
  await until(() => stream.closed !== null, 'the stream is closed');
  return stream.closed;
}

let words = 0;
/** The caller's next word goes all the way to the model. */
async function isHeard(rig: PhoneRig, { socket, voice }: RawStream): Promise<void> {
  const before = rig.events('input_audio_buffer.append').length;
  socket.send(voice.media((words += 1), words * 20, new Uint8Array(160)));
  await until(() => rig.events('input_audio_buffer.append').length > before, 'the caller is heard');
}

async function wasSent(stream: RawStream): Promise<void> {
  await until(() => stream.received.some(({ mark }) => mark?.name.endsWith(':end')), 'the words were sent');
}

const goodbye = { audio: new Uint8Array(1600).fill(0x20) };

describe('a call, when the server is told to stop', () => {
  it('goes on, however quiet it is, until it ends by itself; then the server has stopped', async () => {
    const { clock, rig, stream } = await setUp();
    const { stopped } = await stopping(rig);
    clock.advance(DRAIN_MS - GOODBYE_MS - 1);
    await isHeard(rig, stream);
    expect(rig.upstream.closes).toEqual([]);
    expect(rig.events('response.create')).toEqual([]);
    stream.socket.send(stream.voice.stop());
    expect((await closeOf(stream))?.reason).toBe('caller-hung-up');
    await stopped;
    expect(rig.relay.app.relay.sessionCount).toBe(0);
  });

  it('still gets another line when that to the model breaks', async () => {
    const { clock, rig, stream, model } = await setUp();
    const { stopped } = await stopping(rig);
    model.terminate();
    await until(() => rig.relay.app.relay.sessionCount === 0, 'the line is gone');
    clock.advance(1000);
    await until(() => rig.upstream.sockets.length === 2, 'another line is opened');
    expect(stream.closed).toBeNull();
    clock.advance(DRAIN_MS);
    expect((await closeOf(stream))?.reason).toBe('shutting-down');
    await stopped;
    expect(rig.relay.app.relay.sessionCount).toBe(0);
  });

  it('is ended with a goodbye that is heard, shortly before there is no more time', async () => {
    const { clock, rig, stream, model } = await setUp();
    answer(model, 'a', { audio: new Uint8Array(80_000) });
    await wasSent(stream);
    const { stopped } = await stopping(rig);
    clock.advance(DRAIN_MS - GOODBYE_MS);
    await until(() => rig.events('response.create').length === 1, 'it was asked to say goodbye');
    expect(JSON.stringify(rig.events('conversation.item.create'))).toContain('has to end now');
    await until(() => stream.received.some(({ event }) => event === 'clear'), 'what it said was cut off');
    stream.received.length = 0;
    answer(model, 'b', goodbye);
    await wasSent(stream);
    await isHeard(rig, stream);
    expect(stream.closed).toBeNull();
    stream.play();
    expect(await closeOf(stream)).toEqual({ code: 1000, reason: 'shutting-down' });
    await stopped;
  });

  it('is cut when the time is over and the goodbye has not come', async () => {
    const { clock, rig, stream } = await setUp();
    const { stopped } = await stopping(rig);
    clock.advance(DRAIN_MS - 1);
    await until(() => rig.events('response.create').length === 1, 'it was asked to say goodbye');
    await isHeard(rig, stream);
    clock.advance(1);
    expect((await closeOf(stream))?.reason).toBe('shutting-down');
    await until(() => rig.upstream.closes.length === 1, 'the model is left');
    await stopped;
  });

  it('that is ending anyway says no second goodbye', async () => {
    const { clock, rig, stream, model } = await setUp();
    answer(model, 'a', { ...goodbye, tool: { name: 'hang_up', args: {} } });
    await wasSent(stream);
    const { stopped } = await stopping(rig);
    clock.advance(DRAIN_MS - GOODBYE_MS);
    await isHeard(rig, stream);
    expect(rig.events('response.create')).toEqual([]);
    stream.play();
    expect((await closeOf(stream))?.reason).toBe('agent-hung-up');
    await stopped;
  });

  it('whose agent is not there yet by the end is ended at once', async () => {
    const clock = new FakeClock();
    const rig = await phoneRig({}, clock, GOODBYE_MS - 1);
    open.push(rig);
    const { stream } = await rig.call(1);
    const { stopped } = await stopping(rig);
    clock.advance(0);
    expect((await closeOf(stream))?.reason).toBe('shutting-down');
    expect(rig.events('response.create')).toEqual([]);
    await stopped;
  });

  it('is cut at once where there is no time', async () => {
    const { rig, stream } = await setUp(0);
    const { stopped } = await stopping(rig);
    expect((await closeOf(stream))?.reason).toBe('shutting-down');
    await stopped;
  });
});

describe('new calls, when the server is told to stop', () => {
  /** An HTTP request whose head is half sent, so that its connection outlives the port. */
  async function halfAsked(rig: PhoneRig, head: string) {
    const socket = connect(rig.relay.port, '127.0.0.1');
    let answered = '';
    socket.on('data', (bytes: Buffer) => (answered += bytes.toString()));
    socket.on('error', () => undefined);
    const half = Math.floor(head.length / 2);
    await new Promise<void>((resolve) => socket.write(head.slice(0, half), () => resolve()));
    return {
      finish: () => socket.write(head.slice(half)),
      answered: () => answered,
      close: () => socket.destroy(),
    };
  }

  it.each([
    [
      'webhook',
      'POST /twilio/incoming-call HTTP/1.1\r\nHost: voice.example.com\r\nContent-Length: 0\r\n\r\n',
    ],
    [
      'stream',
      'GET /twilio/media-stream HTTP/1.1\r\nHost: voice.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    ],
  ])('are refused: a %s on a connection that is still open gets 503', async (_what, head) => {
    const { rig, stream } = await setUp();
    const late = await halfAsked(rig, head);
    // One more way to the server and back, so that it has read the other.
    await isHeard(rig, stream);
    const { stopped } = await stopping(rig);
    late.finish();
    await until(() => late.answered().includes('\r\n\r\n'), 'it was answered');
    expect(late.answered()).toMatch(/^HTTP\/1\.1 503 /);
    late.close();
    stream.socket.send(stream.voice.stop());
    await stopped;
  });

  it('are refused: a stream that waited is sent away, and its start comes too late', async () => {
    const { rig, stream } = await setUp();
    const token = await rig.token(2);
    const waiting = await rig.stream(2);
    waiting.socket.send(waiting.voice.connected());
    const { stopped } = await stopping(rig);
    waiting.socket.send(waiting.voice.start({ token }));
    expect((await closeOf(waiting))?.code).toBe(1001);
    expect(rig.upstream.sockets.length).toBe(1);
    expect(stream.closed).toBeNull();
    stream.socket.send(stream.voice.stop());
    await stopped;
  });
});
