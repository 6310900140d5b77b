/** A list of the relay that is followed as it changes, as far as it is known. */

export type Followed<Entry> =
  | { status: 'loading' }
  | { status: 'open'; live: readonly Entry[]; ended: readonly Entry[] }
  /** What happened and what to do. */
  | { status: 'failed'; words: string };
