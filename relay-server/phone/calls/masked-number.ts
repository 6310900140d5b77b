/** A telephone number for lists: enough to tell calls apart, not enough to call back. */

const SHOWN_AT_END = 2;
/** A plus sign and the first two digits: the country, or most of it. */
const SHOWN_AT_START = 3;

/** `+493012345678` → `+49•••••••78`. What is no number, such as `anonymous` or the name of a SIP client, is masked too. */
export function maskedNumber(number: string): string {
  const start = number.startsWith('+') ? number.slice(0, SHOWN_AT_START) : '';
  const hidden = number.length - start.length - SHOWN_AT_END;
  return hidden <= SHOWN_AT_END
    ? '•'.repeat(number.length)
    : `${start}${'•'.repeat(hidden)}${number.slice(-SHOWN_AT_END)}`;
}
