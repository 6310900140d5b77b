import { describe, expect, it } from 'vitest';
import { secretOf } from '../secret-field.ts';
import { phoneProblems, phoneSection } from './phone-config.ts';
import { ACCOUNT_SID } from './testing/sids.ts';

const environment = { TWILIO_AUTH_TOKEN: 'a-token-of-twilio' };
const section = phoneSection((form) => secretOf(environment, form));
const parse = (json: object) => section.safeParse(json);
const least = { publicUrl: 'https://voice.example.com', authToken: '${TWILIO_AUTH_TOKEN}' };

function problems(json: object): string {
  const parsed = parse(json);
  return parsed.success
    ? ''
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join();
}

describe('the section phone', () => {
  it('needs an address and a token, and has an answer for everything else', () => {
    const { success, data } = parse(least);
    expect(success).toBe(true);
    expect(data).toMatchObject({
      publicUrl: 'https://voice.example.com',
      accountSid: null,
      allowUnsigned: false,
      upstream: null,
      greeting: { by: 'agent', text: '' },
      minutesPerCall: 30,
      calls: 20,
      transfers: {},
    });
    expect(data?.authToken?.reveal()).toBe('a-token-of-twilio');
    expect(JSON.stringify(data)).not.toContain('a-token-of-twilio');
  });

  it('takes a trial without a token only when it says so', () => {
    const trial = { publicUrl: 'http://localhost:3000' };
    expect(problems(trial)).toContain('authToken must name the variable');
    expect(parse({ ...trial, allowUnsigned: true }).data).toMatchObject({
      authToken: null,
      allowUnsigned: true,
    });
  });

  it.each([
    ['http://voice.example.com', 'must begin with https://'],
    ['https://voice.example.com/twilio', 'without a path'],
    ['https://me:secret@voice.example.com', 'without user'],
    ['voice.example.com', 'must be a URL'],
  ])('refuses %s as its address', (publicUrl, words) => {
    expect(problems({ ...least, publicUrl })).toContain(words);
  });

  it('keeps a port and drops a slash at the end', () => {
    expect(parse({ ...least, publicUrl: 'https://voice.example.com:8443/' }).data?.publicUrl).toBe(
      'https://voice.example.com:8443',
    );
  });

  it.each<[string, object, string]>([
    ['a secret in the file', { authToken: 'abc' }, 'secrets do not stand in the file'],
    ['an account that is none', { accountSid: 'AC1' }, 'accountSid must be'],
    ['a greeting by nobody known', { greeting: { by: 'cat' } }, 'none, twilio or agent'],
    [
      'Twilio greeting with nothing',
      { greeting: { by: 'twilio', text: ' ' } },
      'greeting.text must not be empty',
    ],
    ['a number without its country', { transfers: { desk: '030123456' } }, 'transfers.desk must be a number'],
    ['a call of no length', { minutesPerCall: 0 }, 'minutesPerCall must be more than 0'],
    ['a field that is none', { telephone: '+1' }, 'telephone'],
    [
      'a number without its country',
      { number: '030123456' },
      'number must be a number with its country code',
    ],
    ['calls to anywhere', { outbound: { from: '+4930123456', prefixes: [] } }, 'outbound.prefixes must have'],
    [
      'a prefix that is none',
      { outbound: { from: '+4930123456', prefixes: ['49'] } },
      'outbound.prefixes.0 must be a country code',
    ],
    [
      'placing calls for no account',
      { outbound: { from: '+4930123456', prefixes: ['+49'] } },
      'outbound needs accountSid beside it',
    ],
    ['a recording for no time', { recording: { days: 0 } }, 'recording.days must be more than 0'],
    [
      'a recording that announces nothing',
      { recording: { announcement: ' ' } },
      'recording.announcement must',
    ],
  ])('refuses %s', (_what, json, words) => {
    expect(problems({ ...least, ...json })).toContain(words);
  });

  it('places calls only where it says so, and has an answer for how long', () => {
    const outbound = { from: '+4930123456', prefixes: ['+49', '+1415'] };
    expect(parse(least).data?.outbound).toBeNull();
    expect(parse({ ...least, accountSid: ACCOUNT_SID, outbound }).data?.outbound).toEqual({
      ...outbound,
      minutes: 10,
      machineDetection: true,
    });
    expect(
      problems({ publicUrl: 'http://localhost', allowUnsigned: true, accountSid: ACCOUNT_SID, outbound }),
    ).toContain('outbound needs authToken beside it');
  });

  it('records calls only where that is wished, then for a month and up to 2 GB', () => {
    expect(parse(least).data?.recording).toBeNull();
    const recording = { directory: 'recordings', days: 30, megabytes: 2000, announcement: null };
    expect(parse({ ...least, recording: {} }).data?.recording).toEqual(recording);
    const announcement = 'This call is recorded.';
    expect(parse({ ...least, recording: { announcement } }).data?.recording).toEqual({
      ...recording,
      announcement,
    });
  });

  it('takes an account', () => {
    expect(parse({ ...least, accountSid: ACCOUNT_SID }).data?.accountSid).toBe(ACCOUNT_SID);
  });

  it('names an upstream that there is', () => {
    const phone = parse({ ...least, upstream: 'azure' }).data ?? null;
    expect(phoneProblems(phone, ['openai', 'azure'], [])).toEqual([]);
    expect(phoneProblems(phone, ['openai'], [])).toEqual([
      'The configuration file: phone.upstream azure is no upstream; it must be one of openai.',
    ]);
    expect(phoneProblems(null, ['openai'], ['phone'])).toEqual([]);
    expect(phoneProblems(phone, ['azure'], ['web', 'phone']).join()).toContain('a client is named phone');
  });
});
