/** What is known about one field: asked, sent, accepted or refused. Pure words, no drawing. */

export type FieldState =
  /** Not connected, or the server has not said. */
  | { status: 'unknown' }
  /** The relay sets it; nothing that is asked for here counts. `value`: what is in force, where it differs from what the field shows. */
  | { status: 'set-by-server'; value: string | null }
  | { status: 'pending' }
  | { status: 'accepted' }
  /** The server runs with another value than was asked. */
  | { status: 'differs'; asked: string; accepted: string }
  | { status: 'refused'; words: string };

export const unknownState: FieldState = { status: 'unknown' };
