/** A caller as Twilio puts them through: asks the webhook, opens the stream with a signature, speaks a packet each 20 ms, plays what comes. */

import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { openAsClient } from '../relay/handshake.ts';
import { CallEnd } from './call-end.ts';
import type { PhoneTarget } from './phone-load.messages.ts';
import { FRAME_BYTES, nowUs, stampedSound } from './sound.ts';

const INCOMING_PATH = '/twilio/incoming-call';
const FRAME_MS = 20;
const BYTES_PER_MS = 8;

const sidOf = (prefix: string, n: number) => `${prefix}${n.toString(16).padStart(32, '0')}`;
const ACCOUNT_SID = sidOf('AC', 1);
/** No call of one run has the sid of another. */
let calls = 0;

export interface CallerHandlers {
  arrived(latencyUs: number): void;
  dropped(): void;
}

export class Caller {
  readonly #call: number;
  readonly #streamSid: string;
  readonly #end: CallEnd;
  #sequence = 0;
  /** Of the packet that is next. */
  #timestampMs = 0;
  /** When all that has come will have been played. */
  #playedAtMs = 0;
  readonly #marks: { name: string; dueMs: number }[] = [];
  sent = 0;

  private constructor(call: number, streamSid: string, end: (caller: Caller) => CallEnd) {
    this.#call = call;
    this.#streamSid = streamSid;
    this.#end = end(this);
  }

  /** Puts call `call` of the load through. */
  static async open(target: PhoneTarget, call: number, handlers: CallerHandlers): Promise<Caller> {
    calls += 1;
    const [callSid, streamSid] = [sidOf('CA', calls), sidOf('MZ', calls)];
    const { port, path, publicUrl, authToken } = target;
    const token = publicUrl === null ? '' : await tokenOf(target, publicUrl, callSid);
    const signature = sign(authToken, `${(publicUrl ?? '').replace(/^http/, 'ws')}${path}`, {});
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('close', () => reject(new Error(`Nobody listens on port ${port}.`)));
    });
    const rest = await openAsClient(socket, {
      path,
      host: `127.0.0.1:${port}`,
      headers: { 'X-Twilio-Signature': signature },
    });
    const caller = new Caller(
      call,
      streamSid,
      (self) =>
        new CallEnd(
          { socket, rest, isClient: true, call },
          { ...handlers, text: (text) => self.#take(text) },
        ),
    );
    caller.#begin(callSid, token);
    return caller;
  }

  get tally(): CallEnd {
    return this.#end;
  }

  /** The next packet, and the marks that have been played by now. */
  send(): void {
    const stamp = { call: this.#call, sequence: this.sent, sentAtUs: nowUs() };
    this.sent += 1;
    const chunk = String(this.sent);
    const timestamp = String(this.#timestampMs);
    this.#timestampMs += FRAME_MS;
    this.#say('media', { media: { track: 'inbound', chunk, timestamp, payload: stampedSound(stamp, 1) } });
    const nowMs = performance.now();
    for (let [mark] = this.#marks; mark !== undefined && mark.dueMs <= nowMs; [mark] = this.#marks) {
      this.#marks.shift();
      this.#say('mark', { mark: { name: mark.name } });
    }
  }

  close(): void {
    this.#end.close();
  }

  #begin(callSid: string, token: string): void {
    const streamSid = this.#streamSid;
    const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 };
    this.#end.send('{"event":"connected","protocol":"Call","version":"1.0.0"}');
    this.#say('start', {
      start: {
        accountSid: ACCOUNT_SID,
        streamSid,
        callSid,
        tracks: ['inbound'],
        mediaFormat,
        customParameters: { token },
      },
    });
  }

  #say(event: string, fields: object): void {
    this.#sequence += 1;
    const sequenceNumber = String(this.#sequence);
    this.#end.send(JSON.stringify({ event, sequenceNumber, ...fields, streamSid: this.#streamSid }));
  }

  #take(text: string): void {
    const message = JSON.parse(text) as { event: string; media: { payload: string }; mark: { name: string } };
    if (message.event === 'mark') {
      this.#marks.push({ name: message.mark.name, dueMs: this.#playedAtMs });
    } else if (message.event === 'media') {
      const { received, broken } = this.#end;
      this.#end.hear(message.media.payload);
      const frames = this.#end.received + this.#end.broken - received - broken;
      this.#playedAtMs =
        Math.max(this.#playedAtMs, performance.now()) + (frames * FRAME_BYTES) / BYTES_PER_MS;
    } else this.#end.unexpected();
  }
}

/** What the webhook gives a call to show at its stream. */
async function tokenOf(target: PhoneTarget, publicUrl: string, callSid: string): Promise<string> {
  const fields = { AccountSid: ACCOUNT_SID, CallSid: callSid };
  const response = await fetch(`http://127.0.0.1:${target.port}${INCOMING_PATH}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'X-Twilio-Signature': sign(target.authToken, `${publicUrl}${INCOMING_PATH}`, fields) },
  });
  const twiml = await response.text();
  const token = /<Parameter name="token" value="([^"]+)"/.exec(twiml)?.[1];
  if (token === undefined) throw new Error(`The webhook did not connect a call: ${twiml}`);
  return token;
}

/** As Twilio's documentation has it: HMAC-SHA1 over the address and the sorted fields. */
function sign(authToken: string, url: string, fields: Record<string, string>): string {
  const names = Object.keys(fields).toSorted();
  const text = names.reduce((sum, name) => `${sum}${name}${fields[name]}`, url);
  return createHmac('sha1', authToken).update(text).digest('base64');
}
