/**
 * The telephone in the box: one call as Twilio would make it. Asks the relay what to do, follows its TwiML, opens the media stream with
 * a signature, speaks and listens in real time, presses keys, hangs up. It keeps to Twilio's published messages, so that what works
 * with it works there.
 */

import { WebSocket } from 'ws';
import type { Clock } from '../../../src/lib/clock.ts';
import { decodeG711 } from '../../../src/dsp/g711.ts';
import { bufferOf } from '../../relay/socket-values.ts';
import { Scope } from '../../../src/lib/scope.ts';
import { FRAME_BYTES, FRAME_MS, silentFrame, tickFrames } from './frame-ticker.ts';
import { type Conditions, LineConditions } from './line-conditions.ts';
import { Playout } from './playout.ts';
import { type SignedLine, pathOf, postSigned } from './signed-post.ts';
import { type StreamIds, StreamVoice, readOrder } from './stream-messages.ts';
import { type Element, readTwiml } from './twiml-reader.ts';

export interface TelephoneOptions extends SignedLine {
  clock: Clock;
  ids: StreamIds;
  /** `outbound-api`: it was called, by order over Twilio's REST interface. */
  direction?: 'inbound' | 'outbound-api';
  from: string;
  to: string;
  conditions: Conditions;
  /** What is said besides `say`, asked each 20 ms for all that is to go out by then; left out: silence. */
  voice?: () => Uint8Array[];
  /** Told each 20 ms of what the ear hears, which is then not kept for `heard`. */
  onHeard?: (ulaw: Uint8Array) => void;
}

/** Something that happened on the line, in milliseconds since the stream began. */
export type LineEvent = { atMs: number } & (
  | { kind: 'verb'; name: string; text: string }
  | { kind: 'mark'; name: string }
  /** `playedBytes`: of all media, those that had gone into the ear. `droppedBytes` had not. */
  | { kind: 'clear'; playedBytes: number; droppedBytes: number }
  | { kind: 'fault'; problem: string }
  | { kind: 'stream-ended'; by: 'relay' | 'caller'; code: number }
);

/** Verbs that lead to more TwiML; a loop of them would never end. */
const MOST_REDIRECTS = 5;

export class Telephone {
  readonly #options: TelephoneOptions;
  readonly #scope: Scope;
  readonly #voice: StreamVoice;
  readonly #line: LineConditions<{ chunk: number; timestampMs: number; audio: Uint8Array }>;
  readonly #playout: Playout;
  readonly #events: LineEvent[] = [];
  readonly #heard: Uint8Array[] = [];
  #toSay: Uint8Array[] = [];
  #socket: WebSocket | null = null;
  #startMs: number;
  #hungUp = false;
  #catchUp = (): void => {};
  #chunks = 0;
  #lastSoundMs: number | null = null;

  constructor(options: TelephoneOptions) {
    this.#options = options;
    this.#scope = new Scope(options.clock);
    this.#startMs = options.clock.nowMs();
    this.#voice = new StreamVoice(options.ids);
    this.#line = new LineConditions(options.conditions);
    this.#playout = new Playout((name) => {
      this.#note({ kind: 'mark', name });
      this.#send(this.#voice.mark(name));
    });
  }

  /** Everything that happened so far, in order. */
  get events(): readonly LineEvent[] {
    return this.#events;
  }

  /** Milliseconds since the stream began. */
  nowMs(): number {
    return this.#options.clock.nowMs() - this.#startMs;
  }

  /** What went into the ear since the stream began, μ-law without a gap; a copy. */
  heard(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#heard.length * FRAME_BYTES);
    for (const [index, frame] of this.#heard.entries()) all.set(frame, index * FRAME_BYTES);
    return all;
  }

  /** When something last sounded in the ear, in milliseconds since the stream began; null when nothing has. */
  get lastSoundMs(): number | null {
    return this.#lastSoundMs;
  }

  /** The stream is open: the caller can speak and be heard. */
  get isConnected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** The caller has said everything that was given to `say`. */
  get hasSpoken(): boolean {
    return this.#toSay.length === 0;
  }

  /** The caller says this next, behind what they are saying already. Whole frames; the last is filled with silence. */
  say(ulaw: Uint8Array): void {
    for (let at = 0; at < ulaw.length; at += FRAME_BYTES) {
      const frame = silentFrame();
      frame.set(ulaw.subarray(at, at + FRAME_BYTES));
      this.#toSay.push(frame);
    }
  }

  press(digits: string): void {
    for (const digit of digits) this.#send(this.#voice.dtmf(digit));
  }

  hangUp(): void {
    this.#hungUp = true;
    this.#send(this.#voice.stop());
    this.#socket?.close(1000);
  }

  /** The whole call, from asking what to do to the end. Rejects, in words, when the relay does not answer as Twilio needs it. */
  async call(firstPath = '/twilio/incoming-call'): Promise<void> {
    try {
      let path: string | null = firstPath;
      for (let asked = 0; path !== null; asked += 1) {
        if (asked > MOST_REDIRECTS) throw new Error('The TwiML redirects again and again.');
        path = await this.#follow(await this.#ask(path));
      }
    } finally {
      this.#scope.dispose();
    }
  }

  /** Does what the verbs say; returns the path that a redirect names. */
  async #follow(verbs: Element[]): Promise<string | null> {
    for (const verb of verbs) {
      if (this.#hungUp) return null;
      this.#note({ kind: 'verb', name: verb.name, text: verb.text });
      if (verb.name === 'Connect') await this.#connect(verb);
      else if (verb.name === 'Redirect') return pathOf(verb.text, this.#options);
      else if (verb.name === 'Hangup' || verb.name === 'Reject' || verb.name === 'Dial') return null;
      else if (verb.name !== 'Say' && verb.name !== 'Pause') {
        throw new Error(`The TwiML has the verb ${verb.name}, which this telephone does not know.`);
      }
    }
    return null;
  }

  async #ask(path: string): Promise<Element[]> {
    const { ids, from, to, direction = 'inbound' } = this.#options;
    const isNew = direction === 'inbound' && path.endsWith('incoming-call');
    const text = await postSigned(this.#options, path, {
      AccountSid: ids.accountSid,
      ApiVersion: '2010-04-01',
      CallSid: ids.callSid,
      CallStatus: isNew ? 'ringing' : 'in-progress',
      Direction: direction,
      From: from,
      To: to,
    });
    const twiml = readTwiml(text);
    if (!twiml.ok) throw new Error(twiml.problem);
    return twiml.verbs;
  }

  /** Resolves when the stream has ended, whoever ended it. */
  #connect({ children: [stream] }: Element): Promise<void> {
    const { network, publicUrl, authToken, sdk } = this.#options;
    const url = stream?.attributes.url ?? '';
    const streamOrigin = publicUrl.replace(/^http/, 'ws');
    if (stream?.name !== 'Stream' || !url.startsWith(`${streamOrigin}/`) || url.includes('?')) {
      return Promise.reject(new Error(`The TwiML connects to ${url}, which Twilio would not take.`));
    }
    const parameters = Object.fromEntries(
      stream.children.map(({ attributes }) => [attributes.name ?? '', attributes.value ?? '']),
    );
    const headers: Record<string, string> =
      authToken === null ? {} : { 'X-Twilio-Signature': sdk.sign(authToken, url, {}) };
    const socket = network.openStream(url.slice(streamOrigin.length), headers);
    this.#socket = socket;
    const beat = this.#scope.child();
    return new Promise((resolve, reject) => {
      socket.on('open', () => this.#begin(parameters, beat));
      socket.on('message', (bytes) => this.#take(bufferOf(bytes).toString()));
      socket.on('error', (error) => reject(new Error(`The stream could not be opened: ${error.message}`)));
      socket.on('close', (code) => {
        this.#note({ kind: 'stream-ended', by: this.#hungUp ? 'caller' : 'relay', code });
        this.#socket = null;
        beat.dispose();
        resolve();
      });
    });
  }

  #begin(parameters: Record<string, string>, beat: Scope): void {
    const { clock, onHeard, voice } = this.#options;
    this.#send(this.#voice.connected());
    this.#send(this.#voice.start(parameters));
    this.#startMs = clock.nowMs();
    this.#catchUp = tickFrames(clock, beat, () => {
      const heard = this.#playout.frame();
      if (onHeard) onHeard(heard);
      else this.#heard.push(heard);
      if (isSound(heard)) this.#lastSoundMs = this.nowMs();
      const said = this.#toSay.shift();
      if (said !== undefined) this.#speak(said, beat);
      else if (voice === undefined) this.#speak(silentFrame(), beat);
      else for (const audio of voice()) this.#speak(audio, beat);
    });
  }

  #speak(audio: Uint8Array, beat: Scope): void {
    const packet = { chunk: this.#chunks + 1, timestampMs: this.#chunks * FRAME_MS, audio };
    this.#chunks += 1;
    for (const { packet: passed, delayMs } of this.#line.pass(packet)) {
      if (delayMs === 0) this.#media(passed);
      else beat.after(delayMs, () => this.#media(passed));
    }
  }

  #media({ chunk, timestampMs, audio }: { chunk: number; timestampMs: number; audio: Uint8Array }): void {
    this.#send(this.#voice.media(chunk, timestampMs, audio));
  }

  #take(text: string): void {
    // What was due before the message came has been played before it counts, however late the timer is.
    this.#catchUp();
    const order = readOrder(text, this.#options.ids.streamSid);
    switch (order.kind) {
      case 'media':
        return this.#playout.media(order.audio);
      case 'mark':
        return this.#playout.mark(order.name);
      case 'clear': {
        const { playedBytes, queuedBytes } = this.#playout;
        this.#note({ kind: 'clear', playedBytes, droppedBytes: queuedBytes });
        return this.#playout.clear();
      }
      case 'fault':
        return this.#note({ kind: 'fault', problem: order.problem });
    }
  }

  #send(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  #note(event: LineEvent extends infer E ? (E extends LineEvent ? Omit<E, 'atMs'> : never) : never): void {
    this.#events.push({ atMs: this.nowMs(), ...event });
  }
}

/** Quieter than this nobody speaks: −40 dB of full scale, as a peak. */
const SOUND_PEAK = 328;

/** Whether a frame holds something that a person would hear. */
export function isSound(ulaw: Uint8Array): boolean {
  return decodeG711(ulaw, 'ulaw').some((sample) => Math.abs(sample) > SOUND_PEAK);
}
