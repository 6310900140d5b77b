import { describe, expect, it } from 'vitest';
import { ToolRounds } from './tool-rounds.ts';

function make() {
  let answers = 0;
  const rounds = new ToolRounds(() => (answers += 1));
  return { rounds, answers: () => answers };
}

describe('tool rounds', () => {
  it('go on once, when the response has ended and every call is answered', () => {
    const { rounds, answers } = make();
    rounds.called('r');
    rounds.answered('r');
    rounds.called('r');
    expect(answers()).toBe(0);
    rounds.responseEnded('r', true);
    expect(answers()).toBe(0);
    rounds.answered('r');
    expect(answers()).toBe(1);
  });

  it('go on at the end of the response when the tools were faster', () => {
    const { rounds, answers } = make();
    rounds.called('r');
    rounds.answered('r');
    rounds.responseEnded('r', true);
    expect(answers()).toBe(1);
  });

  it('do not go on after a cancelled response, or when the person wants silence', () => {
    const { rounds, answers } = make();
    rounds.called('a');
    rounds.responseEnded('a', false);
    rounds.answered('a');
    rounds.called('b');
    rounds.silence();
    rounds.responseEnded('b', true);
    rounds.answered('b');
    rounds.responseEnded('no calls', true);
    expect(answers()).toBe(0);
  });
});
