/** The box says what Twilio says, and takes what Twilio takes: checked against the relay's own reader, which is written apart from it. */

import { describe, expect, it } from 'vitest';
import { ACCOUNT_SID, callSid, streamSid } from '../testing/sids.ts';
import { clearMessage, markMessage, mediaMessage, parseTwilioMessage } from '../twilio-messages.ts';
import { StreamVoice, readOrder } from './stream-messages.ts';

const ids = { accountSid: ACCOUNT_SID, callSid: callSid(1), streamSid: streamSid(1) };

describe('a stream of the telephone in the box', () => {
  it('says nothing that the relay does not know, and numbers it from 1', () => {
    const voice = new StreamVoice(ids);
    const texts = [
      voice.connected(),
      voice.start({ token: 't' }),
      voice.media(1, 0, new Uint8Array(160)),
      voice.mark('m'),
      voice.dtmf('5'),
      voice.stop(),
    ];
    const kinds = texts.map((text) => {
      const parsed = parseTwilioMessage(text);
      return parsed.ok ? parsed.message.kind : parsed.problem;
    });
    expect(kinds).toEqual(['connected', 'start', 'media', 'mark', 'dtmf', 'stop']);
    const numbers = texts
      .slice(1)
      .map((text) => (JSON.parse(text) as { sequenceNumber: string }).sequenceNumber);
    expect(numbers).toEqual(['1', '2', '3', '4', '5']);
  });

  it('takes what the relay says', () => {
    expect(readOrder(mediaMessage(streamSid(1), Uint8Array.of(1)), streamSid(1))).toEqual({
      kind: 'media',
      audio: Uint8Array.of(1),
    });
    expect(readOrder(markMessage(streamSid(1), 'a'), streamSid(1))).toEqual({ kind: 'mark', name: 'a' });
    expect(readOrder(clearMessage(streamSid(1)), streamSid(1))).toEqual({ kind: 'clear' });
  });

  it.each<[string, string]>([
    ['{', 'not JSON'],
    [JSON.stringify({ event: 'stop', streamSid: streamSid(1) }), 'wrong event'],
    [JSON.stringify({ event: 'clear', streamSid: streamSid(1), at: 1 }), 'wrong event'],
    [JSON.stringify({ event: 'mark', streamSid: streamSid(1), mark: { name: '' } }), 'mark.name'],
    [mediaMessage(streamSid(2), Uint8Array.of(1)), 'another stream'],
    [mediaMessage(streamSid(1), new Uint8Array(0)), 'without sound'],
  ])('calls %s a fault', (text, words) => {
    const read = readOrder(text, streamSid(1));
    expect(read.kind === 'fault' ? read.problem : '').toContain(words);
  });
});
