import { describe, expect, it } from 'vitest';
import { callNumber } from './call-number.ts';
import { answeredBy, callNews } from './call-status.ts';

const allowed = { prefixes: ['+49', '+1415', '+44'] };

describe('a number that somebody typed', () => {
  it.each([
    ['+4930123456', '+4930123456'],
    ['  +49 30 123-456 ', '+4930123456'],
    ['+49 (0) 30 / 123 456', '+4930123456'],
    ['+1 (415) 555–2671', '+14155552671'],
    ['+1.415.555.2671', '+14155552671'],
    ['+49\u00a030\u2011123456', '+4930123456'],
  ])('%s is called as %s', (typed, number) => {
    expect(callNumber(typed, allowed)).toEqual({ ok: true, number });
  });

  it.each([
    ['', 'No number was given'],
    ['030 123456', 'as it is dialled from abroad'],
    ['0049 30 123456', 'as it is dialled from abroad'],
    ['+0 30 123456', 'as it is dialled from abroad'],
    ['+49301234567890123', 'as it is dialled from abroad'],
    ['+49 30 CALL', 'as it is dialled from abroad'],
    ['+4930123456;ext=1', 'as it is dialled from abroad'],
    ['sip:me@example.com', 'as it is dialled from abroad'],
  ])('%s is none', (typed, words) => {
    const result = callNumber(typed, allowed);
    expect(result).toMatchObject({ ok: false, code: 'number_invalid' });
    expect(result.ok ? '' : result.message).toContain(words);
  });

  it.each(['+33123456789', '+14085550100', '+4'.padEnd(12, '1')])('%s begins as no allowed one', (typed) => {
    const result = callNumber(typed, allowed);
    expect(result).toMatchObject({ ok: false, code: 'prefix_not_allowed' });
    expect(result.ok ? '' : result.message).toContain('begin with +49, +1415 or +44 are called');
  });
});

describe('Twilio’s words for a call', () => {
  it.each([
    ['queued', { kind: 'underway' }],
    ['initiated', { kind: 'underway' }],
    ['ringing', { kind: 'ringing' }],
    ['in-progress', { kind: 'underway' }],
    ['completed', { kind: 'completed' }],
    ['busy', { kind: 'failed', why: 'busy' }],
    ['failed', { kind: 'failed', why: 'not-placed' }],
    ['toString', { kind: 'underway' }],
  ])('%s', (status, news) => expect(callNews(status)).toEqual(news));

  it.each([
    ['human', 'human'],
    ['machine_start', 'machine'],
    ['machine_end_beep', 'machine'],
    ['fax', 'fax'],
    ['unknown', 'unknown'],
    ['', 'unknown'],
  ])('answered by %s', (words, who) => expect(answeredBy(words)).toBe(who));
});
