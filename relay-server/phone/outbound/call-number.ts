/** The number that a person types, made into one that may be called. Pure. */

import type { OutboundConfig } from '../phone-config.ts';

export type NumberResult = { ok: true; number: string } | { ok: false; code: string; message: string };

/** E.164: a plus sign and up to 15 digits. */
const E164 = /^\+[1-9]\d{6,14}$/;
/** What people write between digits, of whatever kind the blank or the dash is. */
const BETWEEN = /[\s\p{Dash}().[\]/]/gu;
/** `+49 (0)30`: the zero that is dialled at home alone. */
const HOME_ZERO = /\(0\)/g;

export function callNumber(typed: string, { prefixes }: Pick<OutboundConfig, 'prefixes'>): NumberResult {
  const number = typed.replaceAll(HOME_ZERO, '').replaceAll(BETWEEN, '');
  if (!E164.test(number)) {
    const message =
      number === ''
        ? 'No number was given. Give one with its country code, such as +4930123456.'
        : 'That is no telephone number with its country code. Write it as it is dialled from abroad: a plus sign, the country, the rest, such as +4930123456.';
    return { ok: false, code: 'number_invalid', message };
  }
  if (!prefixes.some((prefix) => number.startsWith(prefix))) {
    const message = `Only numbers that begin with ${either(prefixes)} are called from here. To allow others add their first digits to phone.outbound.prefixes in the configuration and start the relay again.`;
    return { ok: false, code: 'prefix_not_allowed', message };
  }
  return { ok: true, number };
}

function either(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
