/** What a person types to find something, as a matcher: words without regard to case, or a regular expression. Pure. */

import { messageOf } from './errors.ts';

/** Null for no text; a string says why the text is no regular expression, as a clause. */
export function textPattern(text: string, isPattern: boolean): RegExp | string | null {
  if (text === '') return null;
  if (!isPattern) return new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'i');
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    // Half typed, mostly. The browser's words begin with the pattern itself; its reason stands behind the last colon.
    return messageOf(error).split(': ').at(-1) ?? '';
  }
}
