/** What is written of a call tells the call, and those who come late are told what of it is missing. */

import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { describe, expect, it } from 'vitest';
import { encodeG711 } from '../../../src/dsp/g711.ts';
import { Scope } from '../../../src/lib/scope.ts';
import { FakeClock } from '../../../src/lib/testing/fake-clock.ts';
import type { Session } from '../../../src/session/session.ts';
import { listenTo, readBack, type Told } from '../../../src/session/testing/told.ts';
import { emulatorAt } from '../../testing/relay-rig.ts';
import { Call } from '../call/call.ts';
import type { PhoneConfig } from '../phone-config.ts';
import { tickFrames } from '../telephone/frame-ticker.ts';
import { Playout } from '../telephone/playout.ts';
import { testPhone } from '../testing/phone-config.ts';
import { accept, answer, say } from '../testing/phone-rig.ts';
import { callSid } from '../testing/sids.ts';
import { CallTape } from './call-tape.ts';

/** A line to the model whose other end is played by hand. */
class Line extends EventEmitter {
  readonly OPEN = 1;
  readonly CONNECTING = 0;
  readyState = 1;
  readonly bufferedAmount = 0;
  send(): void {}
  close(): void {
    this.readyState = 3;
  }
}

class Listener {
  readonly lines: string[] = [];
  readonly lostAt: [line: number, count: number][] = [];
  ends = 0;
  line(text: string): void {
    this.lines.push(text);
  }
  lost(count: number): void {
    this.lostAt.push([this.lines.length, count]);
  }
  ended(): void {
    this.ends += 1;
  }
  get file(): string {
    return this.lines.map((line) => `${line}\n`).join('');
  }
  get lostCount(): number {
    return this.lostAt.reduce((sum, [, count]) => sum + count, 0);
  }
}

/** A call with a telephone that plays by the clock, and a caller who says what the test says. */
class TapedCall {
  readonly clock = new FakeClock(5000);
  readonly scope = new Scope(this.clock);
  readonly tape = new CallTape({
    epochMs: () => 1_700_000_000_000 + this.clock.nowMs(),
    upstream: 'Emulator',
    call: { id: callSid(1), direction: 'inbound', line: 'twilio', number: '+49•••••••78' },
  });
  readonly heard = new Listener();
  readonly lines: Line[] = [];
  told: () => Told = () => {
    throw new Error('there is no session');
  };
  readonly call: Call;
  readonly #playout: Playout;
  #speech: number | null = null;

  constructor(config: Partial<PhoneConfig> = {}) {
    this.tape.listen(this.heard);
    const playout: Playout = new Playout((name) => this.call.take({ kind: 'mark', name }));
    this.#playout = playout;
    this.call = new Call({
      clock: this.clock,
      epochMs: () => this.clock.nowMs(),
      config: testPhone(config),
      upstream: emulatorAt('ws://emulator.invalid'),
      wishes: {},
      connect: () => this.#line(),
      telephone: {
        media: (audio) => playout.media(audio.slice()),
        mark: (name) => playout.mark(name),
        clear: () => playout.clear(),
      },
      log: { info: () => {}, warn: () => {} },
      onSession: (session) => this.#record(session),
      onPlayback: (fact) => this.tape.playback(fact),
      onTalking: () => {},
      onEnd: () => this.tape.close(),
    });
    tickFrames(this.clock, this.scope, (index) => this.#frame(index));
  }

  /** The model's end of the latest line. */
  get model(): { send(text: string): void } {
    const line = this.lines.at(-1);
    return { send: (text) => void line?.emit('message', Buffer.from(text)) };
  }

  /** The line opens and the server says which format it takes. */
  open(format = 'audio/pcmu'): void {
    this.lines.at(-1)?.emit('open');
    say(this.model, 'session.created', { session: { id: 's', model: 'gpt-realtime-2.1' } });
    accept(this.model, format);
  }

  speaks(ms: number, itemId: string): void {
    const startMs = this.clock.nowMs() - 5000;
    this.#speech = 0;
    this.clock.advance(ms / 2);
    say(this.model, 'input_audio_buffer.speech_started', { item_id: itemId, audio_start_ms: startMs });
    this.clock.advance(ms / 2);
    this.#speech = null;
    this.clock.advance(300);
    const endMs = this.clock.nowMs() - 5000;
    say(this.model, 'input_audio_buffer.speech_stopped', { item_id: itemId, audio_end_ms: endMs });
    say(this.model, 'input_audio_buffer.committed', { item_id: itemId, previous_item_id: null });
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }

  async isTheSame(): Promise<Told> {
    await this.settle();
    this.call.end({ ending: { kind: 'over' }, why: 'caller-hung-up' });
    this.scope.dispose();
    const told = this.told();
    expect(readBack(this.heard.file)).toEqual(told);
    return told;
  }

  #line(): WebSocket {
    const line = new Line();
    this.lines.push(line);
    // Only what a line to the model does with a socket is there.
    return line as unknown as WebSocket;
  }

  #record(session: Session): void {
    this.tape.record(session);
    this.told = listenTo(session);
  }

  #frame(index: number): void {
    this.#playout.frame();
    const loudness = this.#speech === null ? 0 : 8000;
    const pcm16 = Int16Array.from({ length: 160 }, (_, n) => loudness * Math.sin(n / 3));
    this.call.take({
      kind: 'media',
      timestampMs: index * 20,
      audio: new Uint8Array(encodeG711(pcm16, 'ulaw')),
    });
  }
}

const sound = (ms: number) => new Uint8Array(ms * 8).fill(0x20);

describe('the tape of a call', () => {
  it('tells what was said, heard and how long it took, as the call has it', async () => {
    const taped = new TapedCall();
    taped.open();
    taped.speaks(800, 'u1');
    answer(taped.model, 'a', { audio: sound(900) });
    taped.clock.advance(1500);
    const told = await taped.isTheSame();
    expect(told.turns).toHaveLength(1);
    const heard = told.items.flatMap((item) => (item.kind === 'message' && item.heard ? [item.heard] : []));
    expect(heard).toMatchObject([{ receivedSamples: 21_600, heardSamples: 21_600 }]);
    expect(taped.heard.ends).toBe(1);
  });

  it('has an answer cut where the caller heard it', async () => {
    const taped = new TapedCall();
    taped.open();
    taped.speaks(400, 'u1');
    answer(taped.model, 'a', { audio: sound(5000) });
    taped.clock.advance(1270);
    taped.speaks(600, 'u2');
    const told = await taped.isTheSame();
    expect(told.interruptions).toMatchObject([{ reason: 'speech', items: [{ itemId: 'said_a' }] }]);
    const [cut] = told.interruptions[0]?.items ?? [];
    // Noticed in the middle of the speech.
    expect(Math.abs((cut?.truncatedAtMs ?? 0) - (1270 + 300))).toBeLessThanOrEqual(20);
  });

  it('has what was in the ear when the caller hung up', async () => {
    const taped = new TapedCall();
    taped.open();
    answer(taped.model, 'a', { audio: sound(5000) });
    taped.clock.advance(1270);
    const told = await taped.isTheSame();
    expect(told.interruptions).toMatchObject([{ reason: 'disconnect' }]);
    expect(taped.heard.file).toContain('"summary":"stopped"');
  });

  it('has the keys that were pressed, the tools that ran, and a line that was lost', async () => {
    const taped = new TapedCall();
    taped.open();
    for (const digit of ['4', '2', '#']) taped.call.take({ kind: 'dtmf', digit });
    await taped.settle();
    answer(taped.model, 'a', { tool: { name: 'send_digits', args: { digits: '12' } } });
    await taped.settle();
    taped.speaks(400, 'u1');
    answer(taped.model, 'b', { audio: sound(800) });
    taped.clock.advance(500);
    taped.lines.at(-1)?.emit('close', 1006, Buffer.from('cut'));
    await taped.settle();
    taped.clock.advance(3000);
    expect(taped.lines).toHaveLength(2);
    taped.open();
    await taped.settle();
    const { items } = await taped.isTheSame();
    expect(items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['message', 'tool-call', 'seam']));
  });

  it('has nothing of a session that did not get its audio format', async () => {
    const taped = new TapedCall();
    taped.open('audio/pcm');
    taped.clock.advance(40);
    expect(taped.heard.lines).toEqual([]);
    expect(taped.lines).toHaveLength(2);
    taped.open('audio/pcm');
    taped.speaks(400, 'u1');
    const pcm16 = new Int16Array(24_000).fill(900);
    answer(taped.model, 'a', { audio: new Uint8Array(pcm16.buffer) });
    taped.clock.advance(1500);
    await taped.isTheSame();
    expect(taped.heard.lines.filter((line) => line.includes('"sidetone":1'))).toHaveLength(1);
    expect(taped.heard.file).not.toContain('audio/pcmu');
  });

  it('tells of a call that never got as far when it is over', () => {
    const taped = new TapedCall();
    taped.lines.at(-1)?.emit('open');
    expect(taped.heard.lines).toEqual([]);
    taped.call.end({ ending: { kind: 'over' }, why: 'caller-hung-up' });
    taped.scope.dispose();
    expect(readBack(taped.heard.file).events.map(([direction]) => direction)).toContain('client');
    expect(taped.heard.ends).toBe(1);
  });

  it('begins with a header that says whose call it is, with its number masked', () => {
    const taped = new TapedCall({ instructions: 'Sell bicycles.' });
    taped.open();
    taped.scope.dispose();
    expect(JSON.parse(taped.heard.lines[0] ?? '')).toMatchObject({
      sidetone: 1,
      startedAt: new Date(1_700_000_005_000).toISOString(),
      recordedBy: 'phone',
      upstream: 'Emulator',
      session: { instructions: 'Sell bicycles.' },
      call: { id: callSid(1), direction: 'inbound', line: 'twilio', number: '+49•••••••78' },
    });
  });
});

describe('who comes late', () => {
  it('gets the header, the session and what happened whole, and is told how many lines are missing', () => {
    const taped = new TapedCall();
    taped.open();
    taped.speaks(800, 'u1');
    answer(taped.model, 'a', { audio: sound(900) });
    taped.clock.advance(1500);
    const late = new Listener();
    taped.tape.listen(late);
    const sofar = taped.heard.lines.length;
    expect(late.lines.length + late.lostCount).toBe(sofar);
    const types = late.lines.map((line) => /"type":"([^"]+)"/.exec(line)?.[1]);
    expect(late.lines[0]).toBe(taped.heard.lines[0]);
    expect(types).toEqual(expect.arrayContaining(['session.updated', 'response.done', 'sidetone.playback']));
    expect(types).not.toContain('input_audio_buffer.append');
    expect(types).not.toContain('response.output_audio.delta');
    expect(late.lines.join('')).not.toContain('"kind":"position"');
    // What follows comes whole.
    taped.clock.advance(100);
    expect(late.lines.slice(-5)).toEqual(taped.heard.lines.slice(-5));
    expect(late.lines.length + late.lostCount).toBe(taped.heard.lines.length);
    taped.call.end({ ending: { kind: 'over' }, why: 'caller-hung-up' });
    taped.scope.dispose();
    expect(late.ends).toBe(1);
  });

  it('gets the latest of a long call, and always its header and session', () => {
    const taped = new TapedCall();
    taped.open();
    taped.scope.dispose();
    for (let n = 0; n < 3000; n += 1) say(taped.model, 'rate_limits.updated', { rate_limits: [], n });
    const late = new Listener();
    taped.tape.listen(late);
    expect(late.lines).toHaveLength(2003);
    expect(late.lines.slice(0, 3).join('')).toMatch(/"sidetone":1.*session\.created.*session\.updated/);
    expect(late.lines.at(-1)).toContain('"n":2999');
    expect(late.lines.length + late.lostCount).toBe(taped.heard.lines.length);
    // Long lines count by their length.
    for (let n = 0; n < 40; n += 1) say(taped.model, 'error', { error: { message: 'x'.repeat(50_000) } });
    const later = new Listener();
    taped.tape.listen(later);
    expect(later.file.length).toBeLessThan(1.1 * 2 ** 20);
    expect(later.lines.length).toBeGreaterThan(15);
  });

  it('is told at once that the call is over, and hears no more when it goes', () => {
    const taped = new TapedCall();
    taped.open();
    const gone = new Listener();
    taped.tape.listen(gone)();
    const before = gone.lines.length;
    taped.call.end({ ending: { kind: 'over' }, why: 'caller-hung-up' });
    taped.scope.dispose();
    expect([gone.lines.length, gone.ends]).toEqual([before, 0]);
    const late = new Listener();
    taped.tape.listen(late);
    expect(late.ends).toBe(1);
    expect(late.lines.length).toBeGreaterThan(2);
  });
});
