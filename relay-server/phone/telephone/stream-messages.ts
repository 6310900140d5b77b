/** Twilio's side of a media stream in words: the frames that it sends, and what it makes of those that it gets. Source: as in `twilio-messages.ts`. */

import { z } from 'zod';
import { decodeBase64, encodeBase64 } from '../../../src/dsp/base64.ts';

export interface StreamIds {
  accountSid: string;
  callSid: string;
  streamSid: string;
}

/** Numbers a stream's frames, as strings, from its `start` on. */
export class StreamVoice {
  readonly #ids: StreamIds;
  #sequence = 0;

  constructor(ids: StreamIds) {
    this.#ids = ids;
  }

  connected(): string {
    return JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' });
  }

  start(customParameters: Readonly<Record<string, string>>): string {
    const { accountSid, callSid, streamSid } = this.#ids;
    const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 };
    return this.#numbered('start', {
      start: { accountSid, streamSid, callSid, tracks: ['inbound'], mediaFormat, customParameters },
    });
  }

  /** `chunk` counts from 1. */
  media(chunk: number, timestampMs: number, audio: Uint8Array): string {
    const media = {
      track: 'inbound',
      chunk: String(chunk),
      timestamp: String(timestampMs),
      payload: encodeBase64(audio),
    };
    return this.#numbered('media', { media });
  }

  mark(name: string): string {
    return this.#numbered('mark', { mark: { name } });
  }

  dtmf(digit: string): string {
    return this.#numbered('dtmf', { dtmf: { track: 'inbound_track', digit } });
  }

  stop(): string {
    const { accountSid, callSid } = this.#ids;
    return this.#numbered('stop', { stop: { accountSid, callSid } });
  }

  #numbered(event: string, fields: object): string {
    this.#sequence += 1;
    return JSON.stringify({
      event,
      sequenceNumber: String(this.#sequence),
      ...fields,
      streamSid: this.#ids.streamSid,
    });
  }
}

export type Order =
  | { kind: 'media'; audio: Uint8Array }
  | { kind: 'mark'; name: string }
  | { kind: 'clear' }
  /** Twilio would warn (31951 and its neighbours) and ignore it. */
  | { kind: 'fault'; problem: string };

const common = { streamSid: z.string() };
const order = z.discriminatedUnion('event', [
  z.strictObject({ ...common, event: z.literal('media'), media: z.strictObject({ payload: z.string() }) }),
  z.strictObject({
    ...common,
    event: z.literal('mark'),
    mark: z.strictObject({ name: z.string().min(1) }),
  }),
  z.strictObject({ ...common, event: z.literal('clear') }),
]);

/** A frame that Twilio gets. Strict to the letter: what is a fault here might pass there, and the other way round never. */
export function readOrder(text: string, streamSid: string): Order {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'fault', problem: 'a frame that is not JSON' };
  }
  const parsed = order.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: 'fault', problem: `a message with a wrong ${issue?.path.join('.') || 'event'}` };
  }
  const { data } = parsed;
  if (data.streamSid !== streamSid) return { kind: 'fault', problem: 'a message for another stream' };
  if (data.event === 'mark') return { kind: 'mark', name: data.mark.name };
  if (data.event === 'clear') return { kind: 'clear' };
  const audio = decodeBase64(data.media.payload);
  if (audio === null || audio.length === 0) return { kind: 'fault', problem: 'media without sound' };
  return { kind: 'media', audio };
}
