import { describe, expect, it } from 'vitest';
import { callArguments } from './arguments.ts';

describe('the arguments of a call', () => {
  it('need something to say, and have an answer for all else', () => {
    expect(callArguments(['a.wav', 'b.wav'])).toEqual({
      ok: true,
      args: {
        files: ['a.wav', 'b.wav'],
        out: 'heard.wav',
        conditions: { loss: 0, jitterMs: 0, reorder: 0, seed: 1 },
        keys: '',
        firstAtMs: null,
        mostMs: 60_000,
        target: null,
      },
    });
  });

  it('make a bad line, a moment and keys', () => {
    const given = [
      '--loss',
      '0.1',
      '--jitter=40',
      '--at',
      '2.5',
      '--press',
      '12#',
      '--target',
      'http://a:1/',
    ];
    expect(callArguments(given)).toMatchObject({
      args: { conditions: { loss: 0.1, jitterMs: 40 }, firstAtMs: 2500, keys: '12#', target: 'http://a:1' },
    });
  });

  it.each([
    [[], 'Name a WAV file'],
    [['a.wav', '--loss', '2'], '--loss must be a number from 0 to 1, not 2'],
    [['a.wav', '--at', ''], '--at must be a number'],
    [['--press', '1x'], '--press takes the keys'],
    [['a.wav', '--volume', '3'], '--volume'],
  ])('%j are a problem in words', (argv, words) => {
    const result = callArguments(argv);
    expect(result.ok ? '' : result.problem).toContain(words);
  });
});
