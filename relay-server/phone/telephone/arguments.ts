/** What `npm run call` is told on its command line. Pure. */

import { parseArgs } from 'node:util';
import { messageOf } from '../../../src/lib/errors.ts';
import type { Conditions } from './line-conditions.ts';

interface CallArguments {
  /** WAV files, said in order. */
  files: string[];
  out: string;
  conditions: Conditions;
  keys: string;
  firstAtMs: number | null;
  mostMs: number;
  /** Null: the relay that the configuration describes. */
  target: string | null;
}

export const USAGE = `Calls the agent of a running relay, as Twilio would.

  npm run call -- question.wav [another.wav …]

  --out FILE        where what was heard is written (heard.wav)
  --at SECONDS      speak at this moment, whatever is being said then, instead of when the other end has finished
  --press KEYS      press these keys behind the last recording, such as 12#
  --loss PART       lose this part of the packets, 0 to 1
  --jitter MS       packets are late by up to so much
  --reorder PART    this part of the packets comes behind the next, 0 to 1
  --seed NUMBER     the same number makes the same bad line (1)
  --seconds NUMBER  hang up then at the latest (60)
  --target URL      where the relay listens, when that is not where the configuration says`;

type Result = { ok: true; args: CallArguments } | { ok: false; problem: string };

export function callArguments(argv: readonly string[]): Result {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
  const { values, positionals } = parsed;
  const problems: string[] = [];
  const number = (name: keyof typeof values, least: number, most: number, otherwise: number): number => {
    const text = values[name];
    if (text === undefined) return otherwise;
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most) return value;
    problems.push(`--${name} must be a number from ${least} to ${most}, not ${text}.`);
    return otherwise;
  };
  const keys = values.press ?? '';
  if (!/^[0-9*#A-D]*$/.test(keys)) problems.push('--press takes the keys 0 to 9, *, # and A to D.');
  if (positionals.length === 0 && keys === '') problems.push('Name a WAV file to be said, or keys to press.');
  const args: CallArguments = {
    files: positionals,
    out: values.out ?? 'heard.wav',
    conditions: {
      loss: number('loss', 0, 1, 0),
      jitterMs: number('jitter', 0, 5000, 0),
      reorder: number('reorder', 0, 1, 0),
      seed: number('seed', 0, 2 ** 31, 1),
    },
    keys,
    firstAtMs: values.at === undefined ? null : number('at', 0, 3600, 0) * 1000,
    mostMs: number('seconds', 1, 3600, 60) * 1000,
    target: values.target?.replace(/\/+$/, '') ?? null,
  };
  return problems.length === 0 ? { ok: true, args } : { ok: false, problem: problems.join(' ') };
}

const OPTIONS = {
  out: { type: 'string' },
  at: { type: 'string' },
  press: { type: 'string' },
  loss: { type: 'string' },
  jitter: { type: 'string' },
  reorder: { type: 'string' },
  seed: { type: 'string' },
  seconds: { type: 'string' },
  target: { type: 'string' },
} as const;
