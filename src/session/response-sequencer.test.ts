import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseSequencer } from './response-sequencer.ts';

function make() {
  const created: string[] = [];
  const sequencer = new ResponseSequencer(() => {
    created.push(`c${created.length + 1}`);
    return created.at(-1) ?? null;
  });
  return { sequencer, created };
}

describe('the response sequencer', () => {
  it('asks at once when nothing runs', () => {
    const { sequencer, created } = make();
    sequencer.request();
    expect(created).toEqual(['c1']);
    expect(sequencer.busy).toBe(true);
  });

  it('makes one request of all that came while a response ran', () => {
    const { sequencer, created } = make();
    sequencer.started('vad');
    sequencer.request();
    sequencer.request();
    sequencer.request();
    expect(created).toEqual([]);
    sequencer.ended('vad');
    expect(created).toEqual(['c1']);
    sequencer.started('mine');
    sequencer.ended('mine');
    expect(created).toEqual(['c1']);
  });

  it('asks again after the end of the response that stood in the way', () => {
    const { sequencer, created } = make();
    sequencer.request();
    expect(sequencer.refused('c1', true)).toBe(true);
    expect(created).toEqual(['c1']);
    sequencer.started('theirs');
    sequencer.ended('theirs');
    expect(created).toEqual(['c1', 'c2']);
  });

  it('asks again when the other response was announced before the refusal', () => {
    const { sequencer, created } = make();
    sequencer.request();
    sequencer.started('theirs');
    sequencer.refused('c1', true);
    expect(created).toEqual(['c1']);
    sequencer.ended('theirs');
    expect(created).toEqual(['c1', 'c2']);
  });

  it('takes a refusal without a command id for its own, for that reason only', () => {
    const { sequencer, created } = make();
    sequencer.request();
    expect(sequencer.refused(null, false)).toBe(false);
    expect(sequencer.refused(null, true)).toBe(true);
    sequencer.ended('unseen');
    expect(created).toEqual(['c1', 'c2']);
  });

  it('lets go of a request that was refused for another reason', () => {
    const { sequencer, created } = make();
    sequencer.request();
    expect(sequencer.refused('c1', false)).toBe(true);
    expect(sequencer.busy).toBe(false);
    sequencer.request();
    expect(created).toEqual(['c1', 'c2']);
  });

  it('does not repeat a request that was withdrawn', () => {
    const { sequencer, created } = make();
    sequencer.started('a');
    sequencer.request();
    sequencer.withdraw();
    sequencer.ended('a');
    expect(created).toEqual([]);
    sequencer.request();
    sequencer.withdraw();
    sequencer.refused('c1', true);
    sequencer.ended('b');
    expect(created).toEqual(['c1']);
  });

  it('is not confused by repetitions or an end before the beginning', () => {
    const { sequencer } = make();
    expect(sequencer.started('a')).toBe(true);
    expect(sequencer.started('a')).toBe(false);
    expect(sequencer.ended('a')).toBe(true);
    expect(sequencer.ended('a')).toBe(false);
    expect(sequencer.started('a')).toBe(false);
    sequencer.ended('b');
    sequencer.started('b');
    expect(sequencer.busy).toBe(false);
  });

  it('keeps a request that could not be sent from counting as under way', () => {
    const sequencer = new ResponseSequencer(() => null);
    sequencer.request();
    expect(sequencer.busy).toBe(false);
    expect(sequencer.waiting).toBe(true);
  });

  it('never has two requests under way, whatever the server says in whatever order', () => {
    const step = fc.record({
      do: fc.constantFrom('request', 'started', 'ended', 'refused', 'withdraw'),
      id: fc.constantFrom('r1', 'r2', 'r3'),
      active: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let answered = true;
        let last = 0;
        const sequencer = new ResponseSequencer(() => {
          expect(answered).toBe(true);
          expect(sequencer.active.size).toBe(0);
          answered = false;
          last += 1;
          return `c${last}`;
        });
        for (const { do: what, id, active } of steps) {
          if (what !== 'request' && what !== 'withdraw') answered = true;
          if (what === 'request') sequencer.request();
          if (what === 'started' && !sequencer.started(id)) answered = !sequencer.asked;
          if (what === 'ended' && !sequencer.ended(id)) answered = !sequencer.asked;
          if (what === 'refused') sequencer.refused(`c${last}`, active);
          if (what === 'withdraw') sequencer.withdraw();
        }
      }),
    );
  });
});
