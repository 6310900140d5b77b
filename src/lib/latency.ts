/** The headline figure of a conversation, and how many of them are told. Pure. */

/** From the end of the person's speech to the first sound of the answer; null for a turn that was not spoken or not heard. */
export function voiceToVoiceMs({
  moments: { speechEnd, audible },
}: {
  moments: { speechEnd?: number; audible?: number };
}): number | null {
  return speechEnd === undefined || audible === undefined ? null : Math.max(0, audible - speechEnd);
}

/** The value that `share` (0…1) of all values do not exceed (nearest rank); null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const rank = Math.max(1, Math.ceil(share * values.length));
  return values.toSorted((a, b) => a - b)[rank - 1] ?? null;
}
