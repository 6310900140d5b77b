/**
 * What Twilio's Media Streams say and take, one JSON text frame each. Source: Twilio's documentation, “Media Streams – WebSocket
 * messages”. All numbers on the wire are strings. Parsing gives a value and never throws.
 */

import { z } from 'zod';
import { decodeBase64, encodeBase64 } from '../../src/dsp/base64.ts';

export type TwilioMessage =
  /** The first frame of a socket. */
  | { kind: 'connected' }
  | ({ kind: 'start' } & StreamStart)
  /** μ-law at 8 kHz. `timestampMs` counts from the beginning of the stream. */
  | { kind: 'media'; timestampMs: number; audio: Uint8Array<ArrayBuffer> }
  /** What was sent before the mark of this name has been played, or was thrown away by `clear`. */
  | { kind: 'mark'; name: string }
  | { kind: 'dtmf'; digit: string }
  /** The call is over, or the stream was stopped. */
  | { kind: 'stop' }
  /** Of a kind that is not known here; new ones may come. */
  | { kind: 'other'; event: string };

export interface StreamStart {
  streamSid: string;
  callSid: string;
  accountSid: string;
  /** What the TwiML's `<Parameter>` elements said. */
  parameters: Readonly<Record<string, string>>;
}

export type ParsedMessage = { ok: true; message: TwilioMessage } | { ok: false; problem: string };

/** A sid: two letters and 32 hexadecimal digits. */
const sid = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-f]{32}$`), `is no ${prefix} sid`);
const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'is no whole number in a string')
  .transform(Number);

const schemas = {
  connected: z.object({ protocol: z.literal('Call'), version: z.string() }),
  start: z.object({
    streamSid: sid('MZ'),
    start: z.object({
      streamSid: sid('MZ'),
      callSid: sid('CA'),
      accountSid: sid('AC'),
      customParameters: z.record(z.string(), z.string()).default({}),
      mediaFormat: z.object({
        encoding: z.literal('audio/x-mulaw'),
        sampleRate: z.literal(8000),
        channels: z.literal(1),
      }),
    }),
  }),
  media: z.object({
    media: z.object({ track: z.string(), timestamp: wholeNumber, payload: z.string() }),
  }),
  mark: z.object({ mark: z.object({ name: z.string() }) }),
  dtmf: z.object({ dtmf: z.object({ digit: z.string().regex(/^[0-9*#A-D]$/, 'is no key of a telephone') }) }),
  stop: z.object({}),
};

/** `problem` is a sentence without anything of what was said in the frame. */
export function parseTwilioMessage(text: string): ParsedMessage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return bad('The frame is not JSON.');
  }
  if (typeof json !== 'object' || json === null || !('event' in json) || typeof json.event !== 'string') {
    return bad('The frame has no event.');
  }
  const { event } = json;
  switch (event) {
    case 'connected':
      return read(event, schemas.connected, json, () => ({ kind: 'connected' }));
    case 'start':
      return read(event, schemas.start, json, ({ start }) => ({
        kind: 'start',
        streamSid: start.streamSid,
        callSid: start.callSid,
        accountSid: start.accountSid,
        parameters: start.customParameters,
      }));
    case 'media':
      return readMedia(json);
    case 'mark':
      return read(event, schemas.mark, json, ({ mark }) => ({ kind: 'mark', name: mark.name }));
    case 'dtmf':
      return read(event, schemas.dtmf, json, ({ dtmf }) => ({ kind: 'dtmf', digit: dtmf.digit }));
    case 'stop':
      return read(event, schemas.stop, json, () => ({ kind: 'stop' }));
    default:
      return { ok: true, message: { kind: 'other', event: event.slice(0, 40) } };
  }
}

function readMedia(json: object): ParsedMessage {
  const parsed = schemas.media.safeParse(json);
  if (!parsed.success) return bad(wordsOf('media', parsed.error));
  const { timestamp, payload } = parsed.data.media;
  const audio = decodeBase64(payload);
  if (audio === null) return bad('The payload of a media message is not base64.');
  return { ok: true, message: { kind: 'media', timestampMs: timestamp, audio } };
}

function read<T>(
  event: string,
  schema: z.ZodType<T>,
  json: object,
  make: (value: T) => TwilioMessage,
): ParsedMessage {
  const parsed = schema.safeParse(json);
  return parsed.success ? { ok: true, message: make(parsed.data) } : bad(wordsOf(event, parsed.error));
}

function wordsOf(event: string, error: z.ZodError): string {
  const [issue] = error.issues;
  return `The field ${issue?.path.join('.') ?? ''} of a ${event} message is missing or has another form.`;
}

function bad(problem: string): ParsedMessage {
  return { ok: false, problem };
}

// ------------------------------------------------------------ to Twilio

export function mediaMessage(streamSid: string, audio: Uint8Array): string {
  return JSON.stringify({ event: 'media', streamSid, media: { payload: encodeBase64(audio) } });
}

export function markMessage(streamSid: string, name: string): string {
  return JSON.stringify({ event: 'mark', streamSid, mark: { name } });
}

/** Throws away what has not been played; the marks in it come back at once. */
export function clearMessage(streamSid: string): string {
  return JSON.stringify({ event: 'clear', streamSid });
}
