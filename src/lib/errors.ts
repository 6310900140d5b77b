/** Errors of ours: a broken invariant is a bug in Sidetone, never bad input. */

class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Throws when `condition` is false. The message says what happened and what to do. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Makes the compiler insist that a union was handled whole. */
export function unreachable(value: never): never {
  throw new InvariantError(`unhandled case: ${JSON.stringify(value)}`);
}
