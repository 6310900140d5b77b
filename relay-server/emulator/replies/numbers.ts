/** Numbers in English words, for counting aloud. Pure. */

const SMALL = [
  ...[
    'zero',
    'one',
    'two',
    'three',
    'four',
    'five',
    'six',
    'seven',
    'eight',
    'nine',
    'ten',
    'eleven',
    'twelve',
  ],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** 0…999 in words. */
export function numberInWords(value: number): string {
  if (value < 20) return SMALL[value] ?? '';
  if (value < 100) {
    const unit = value % 10;
    return `${TENS[Math.floor(value / 10)] ?? ''}${unit === 0 ? '' : `-${SMALL[unit] ?? ''}`}`;
  }
  const rest = value % 100;
  const hundreds = `${SMALL[Math.floor(value / 100)] ?? ''} hundred`;
  return rest === 0 ? hundreds : `${hundreds} and ${numberInWords(rest)}`;
}

/** Digits or words such as `twenty-one` → the number, or null. */
export function readNumber(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  if (/^\d{1,6}$/.test(trimmed)) return Number(trimmed);
  for (let value = 0; value <= 100; value += 1) {
    if (numberInWords(value).replace('-', ' ') === trimmed.replace('-', ' ')) return value;
  }
  return null;
}

/** One decimal, and never `1.0`: `2.3`, `4`. */
export function secondsText(ms: number): string {
  const seconds = Math.round(ms / 100) / 10;
  return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
}
