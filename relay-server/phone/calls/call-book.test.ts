import { describe, expect, it } from 'vitest';
import type { CallSummary } from '../../../src/lib/call-messages.ts';
import { CallBook } from './call-book.ts';
import { maskedNumber } from './masked-number.ts';

const facts = (id: string) =>
  ({ id, direction: 'inbound', line: 'twilio', number: '+493012345678', state: 'connecting' }) as const;

describe('the book of calls', () => {
  it('lists live calls, and those that ended with the last first', () => {
    const book = new CallBook(() => 1000);
    for (const id of ['a', 'b', 'c']) book.begin(facts(id));
    book.end('a', 'caller-hung-up');
    book.end('b', 'time-limit');
    const { live, ended } = book.list();
    expect(live.map(({ id }) => id)).toEqual(['c']);
    expect(ended.map(({ id, end }) => [id, end?.why])).toEqual([
      ['b', 'time-limit'],
      ['a', 'caller-hung-up'],
    ]);
  });

  it('tells followers of every change, and takes none after the end', () => {
    const book = new CallBook(() => 1000);
    const told: CallSummary[] = [];
    const leave = book.follow((call) => told.push(call));
    book.begin(facts('a'));
    book.update('a', { state: 'talking', takenOverBy: 'ops' });
    book.end('a', 'agent-hung-up');
    book.update('a', { state: 'talking' });
    book.end('a', 'caller-hung-up');
    leave();
    book.begin(facts('b'));
    expect(told.map(({ id, state }) => `${id} ${state}`)).toEqual(['a connecting', 'a talking', 'a ended']);
    expect(told.at(-1)).toMatchObject({ takenOverBy: null, end: { why: 'agent-hung-up' } });
  });

  it('keeps the whole number to itself', () => {
    const book = new CallBook(() => 1000);
    book.begin(facts('a'));
    expect(JSON.stringify(book.list())).not.toContain('12345678');
    expect(book.numberOf('a')).toBe('+493012345678');
    expect(book.numberOf('b')).toBeNull();
  });

  it('forgets a recording that is gone, also of a call that has ended', () => {
    const book = new CallBook(() => 1000);
    for (const id of ['a', 'b', 'c']) {
      book.begin(facts(id));
      book.update(id, { recording: `recording-${id}` });
    }
    book.end('a', 'caller-hung-up');
    const told: CallSummary[] = [];
    book.follow((call) => told.push(call));
    book.withoutRecording('recording-a');
    book.withoutRecording('recording-b');
    expect(['a', 'b', 'c'].map((id) => book.get(id)?.recording)).toEqual([null, null, 'recording-c']);
    expect(told.map(({ id, recording }) => [id, recording])).toEqual([
      ['a', null],
      ['b', null],
    ]);
  });

  it('goes on with a call that was placed from here', () => {
    const book = new CallBook(() => 1000);
    book.begin({ ...facts('a'), direction: 'outbound', state: 'ringing' });
    book.begin(facts('a'));
    expect(book.get('a')).toMatchObject({ direction: 'outbound', state: 'connecting' });
  });
});

describe('maskedNumber', () => {
  it.each([
    ['+493012345678', '+49••••••••78'],
    ['+15005550006', '+15•••••••06'],
    ['anonymous', '•••••••us'],
    ['+123456', '••••••• '.trim()],
    ['', ''],
  ])('%s', (number, masked) => expect(maskedNumber(number)).toBe(masked));
});
