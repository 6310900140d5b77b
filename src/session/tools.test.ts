import { describe, expect, it } from 'vitest';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import { TOOL_TIMEOUT_MS, type ToolOutcome, ToolRunner } from './tools.ts';

async function settle() {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
}

function make() {
  const clock = new FakeClock();
  const runner = new ToolRunner(clock);
  const outcomes: ToolOutcome[] = [];
  const run = (name: string, argumentsText = '{}') =>
    runner.run({ itemId: 'i', callId: 'c', name, argumentsText }, (outcome) => outcomes.push(outcome));
  return { clock, runner, outcomes, run };
}

describe('the tool runner', () => {
  it('gives the arguments to the tool, its result to the model, and the time it took', async () => {
    const { clock, runner, outcomes, run } = make();
    runner.add('double', async ({ n }) => {
      clock.advance(40);
      return { twice: Number(n) * 2 };
    });
    run('double', '{"n":21}');
    await settle();
    expect(outcomes).toEqual([{ ok: true, output: '{"twice":42}', durationMs: 40 }]);
    expect(runner.running).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['{"n":', /^\{"error":"The arguments are not valid JSON/],
    ['[1]', /^\{"error":"The arguments must be a JSON object/],
  ])('tells the model what is wrong with the arguments %s', async (text, words) => {
    const { runner, outcomes, run } = make();
    runner.add('f', async () => 1);
    run('f', text);
    await settle();
    expect(outcomes[0]).toMatchObject({ ok: false, output: expect.stringMatching(words) as string });
  });

  it('tells the model when the tool fails, does not exist, or gives what is not JSON', async () => {
    const { runner, outcomes, run } = make();
    runner.add('throws', () => {
      throw new Error('no network');
    });
    runner.add('rejects', () => Promise.reject(new Error('offline')));
    runner.add('big', async () => 1n);
    for (const name of ['throws', 'rejects', 'missing', 'big']) run(name);
    await settle();
    expect(outcomes.map((outcome) => outcome.output).toSorted()).toEqual([
      '{"error":"The result of big cannot be written as JSON."}',
      '{"error":"There is no tool named missing here."}',
      '{"error":"no network"}',
      '{"error":"offline"}',
    ]);
    expect(outcomes.every((outcome) => !outcome.ok)).toBe(true);
  });

  it('answers null for a tool that returns nothing, and takes no arguments for an empty text', async () => {
    const { runner, outcomes, run } = make();
    runner.add('quiet', async (args) => (Object.keys(args).length > 0 ? args : undefined));
    run('quiet', '');
    await settle();
    expect(outcomes[0]?.output).toBe('null');
  });

  it('gives up a tool that never answers and tells it so', async () => {
    const { clock, runner, outcomes, run } = make();
    let aborted = () => false;
    runner.add('stuck', (_args, signal) => {
      aborted = () => signal.aborted;
      return new Promise(() => {});
    });
    run('stuck');
    await settle();
    clock.advance(TOOL_TIMEOUT_MS);
    expect(outcomes[0]).toMatchObject({ ok: false, durationMs: TOOL_TIMEOUT_MS });
    expect(aborted()).toBe(true);
  });

  it('aborts what runs when it is disposed, and says nothing more', async () => {
    const { clock, runner, outcomes, run } = make();
    let finish = (_value: unknown) => {};
    let aborted = () => false;
    runner.add('slow', (_args, signal) => {
      aborted = () => signal.aborted;
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    run('slow');
    await settle();
    runner.dispose();
    finish(1);
    await settle();
    expect(aborted()).toBe(true);
    expect(outcomes).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
