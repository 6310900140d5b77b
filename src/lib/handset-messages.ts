/** What a page that calls over the telephone in the box and the relay say to one another in text frames of `/api/telephone`. */

export type HandsetMessage =
  | { kind: 'calling'; callId: string }
  /** `problem`: why it did not come about or broke off, in words. */
  | { kind: 'ended'; problem: string | null };

export type HandsetWish = { kind: 'hang-up' } | { kind: 'press'; keys: string };
