import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACCOUNT_SID, callSid, streamSid } from './testing/sids.ts';
import { clearMessage, markMessage, mediaMessage, parseTwilioMessage } from './twilio-messages.ts';

const start = {
  event: 'start',
  sequenceNumber: '1',
  streamSid: streamSid(1),
  start: {
    streamSid: streamSid(1),
    accountSid: ACCOUNT_SID,
    callSid: callSid(1),
    tracks: ['inbound'],
    customParameters: { token: 'abc' },
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
  },
};
const parse = (json: unknown) => parseTwilioMessage(JSON.stringify(json));

describe('messages of a media stream', () => {
  it('are read as Twilio documents them', () => {
    const sid = streamSid(1);
    expect(parse({ event: 'connected', protocol: 'Call', version: '1.0.0' })).toEqual({
      ok: true,
      message: { kind: 'connected' },
    });
    expect(parse(start)).toEqual({
      ok: true,
      message: {
        kind: 'start',
        streamSid: sid,
        callSid: callSid(1),
        accountSid: ACCOUNT_SID,
        parameters: { token: 'abc' },
      },
    });
    const media = { track: 'inbound', chunk: '2', timestamp: '20', payload: '//8=' };
    expect(parse({ event: 'media', sequenceNumber: '3', streamSid: sid, media })).toEqual({
      ok: true,
      message: { kind: 'media', timestampMs: 20, audio: Uint8Array.of(0xff, 0xff) },
    });
    expect(parse({ event: 'mark', sequenceNumber: '4', streamSid: sid, mark: { name: 'a:1' } })).toEqual({
      ok: true,
      message: { kind: 'mark', name: 'a:1' },
    });
    const dtmf = { track: 'inbound_track', digit: '#' };
    expect(parse({ event: 'dtmf', streamSid: sid, sequenceNumber: '5', dtmf })).toEqual({
      ok: true,
      message: { kind: 'dtmf', digit: '#' },
    });
    expect(parse({ event: 'stop', streamSid: sid, sequenceNumber: '5', stop: {} })).toEqual({
      ok: true,
      message: { kind: 'stop' },
    });
  });

  it('of a kind that is not known are no fault', () => {
    expect(parse({ event: 'weather', rain: true })).toEqual({
      ok: true,
      message: { kind: 'other', event: 'weather' },
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['no object', [1], /no event/],
    ['a start of a stranger form', { ...start, start: { ...start.start, callSid: 'CA1' } }, /start\.callSid/],
    [
      'a stream that is not μ-law',
      {
        ...start,
        start: { ...start.start, mediaFormat: { ...start.start.mediaFormat, sampleRate: 16_000 } },
      },
      /mediaFormat\.sampleRate/,
    ],
    [
      'a number that is none',
      { event: 'media', media: { track: 'inbound', timestamp: 20, payload: '' } },
      /timestamp/,
    ],
    [
      'sound that is not base64',
      { event: 'media', media: { track: 'i', timestamp: '0', payload: '?' } },
      /not base64/,
    ],
    ['a key that no telephone has', { event: 'dtmf', dtmf: { digit: 'x' } }, /dtmf\.digit/],
  ])('that are %s are a problem in words', (_what, json, words) => {
    const parsed = parse(json);
    expect(parsed.ok ? '' : parsed.problem).toMatch(words);
  });

  it('never throw, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(typeof parseTwilioMessage(text).ok).toBe('boolean');
      }),
    );
  });
});

describe('messages to Twilio', () => {
  it('have the documented form, without a WAV header or anything else', () => {
    expect(JSON.parse(mediaMessage('MZ1', Uint8Array.of(0, 255)))).toEqual({
      event: 'media',
      streamSid: 'MZ1',
      media: { payload: 'AP8=' },
    });
    expect(JSON.parse(markMessage('MZ1', 'item_1:160'))).toEqual({
      event: 'mark',
      streamSid: 'MZ1',
      mark: { name: 'item_1:160' },
    });
    expect(JSON.parse(clearMessage('MZ1'))).toEqual({ event: 'clear', streamSid: 'MZ1' });
  });
});
