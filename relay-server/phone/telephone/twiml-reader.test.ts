import { describe, expect, it } from 'vitest';
import { readTwiml } from './twiml-reader.ts';

describe('TwiML', () => {
  it('is read as verbs with attributes, text and what is in them', () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?><Response><Say>Tom &amp; &#228;&#x21;</Say>
      <Connect><Stream url="wss://a.example/s"><Parameter name="token" value="a&quot;b"/></Stream></Connect></Response>`;
    expect(readTwiml(text)).toEqual({
      ok: true,
      verbs: [
        { name: 'Say', attributes: {}, children: [], text: 'Tom & ä!' },
        {
          name: 'Connect',
          attributes: {},
          text: '',
          children: [
            {
              name: 'Stream',
              attributes: { url: 'wss://a.example/s' },
              text: '',
              children: [
                { name: 'Parameter', attributes: { name: 'token', value: 'a"b' }, children: [], text: '' },
              ],
            },
          ],
        },
      ],
    });
  });

  it.each([
    ['', 'the root'],
    ['<Say>a</Say>', 'the root'],
    ['<Response><Say>a</Response>', '</Response> where </Say>'],
    ['<Response><Say>', '<Say> does not end'],
    ['<Response><Say a=1>b</Say></Response>', 'a tag that does not end'],
    ['{"error":{}}', 'the root'],
  ])('%s is a problem in words', (text, words) => {
    const read = readTwiml(text);
    expect(read.ok ? '' : read.problem).toContain(words);
  });
});
