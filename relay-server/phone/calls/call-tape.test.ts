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
import { callSid, streamSid } from '../testing/sids.ts';
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
  ended_ = 0;
  line(text: string): void {
    this.lines.push(text);
  }
  lost(count: number): void {
    this.lostAt.push([this.lines.length, count]);
  }
  ended(): void {
    this.ended_ += 1;
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
    call: { id: callSid(1), direction: 'inbound', number: '+49•••••••78' },
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
      connect: () => this.#line(),
      telephone: {
        media: (audio) => playout.media(audio.slice()),
        mark: (name) => playout.mark(name),
        clear: () => playout.clear(),
      },
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
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
    expect(told.items).toMatchObject([{}, { heard: { receivedSamples: 21_600, heardSamples: 21_600 } }]);
    expect(taped.heard.ended_).toBe(1);
  });
});
