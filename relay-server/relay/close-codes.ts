/**
 * Which close code goes on to the other side. Codes that may be sent pass through with their reason. Three may never be sent, for they
 * only describe what an endpoint saw (RFC 6455, 7.4.1): 1005 no code was given, 1006 no closing handshake, 1015 TLS failed.
 */

export type Close =
  /** `code` null: close without a code, which the other side sees as 1005 too. */
  | { kind: 'clean'; code: number | null; reason: string }
  /** The connection broke off. */
  | { kind: 'broken' };

export function closeSeen(code: number, reason: string): Close {
  if (code === 1005) return { kind: 'clean', code: null, reason: '' };
  if (maySend(code)) return { kind: 'clean', code, reason };
  return { kind: 'broken' };
}

/**
 * Whether the other end closed for a reason of its own that passes: going away, an internal error, a restart, too busy, or without a
 * word. Source: the codes after which OpenAI's Node client connects again.
 */
export function isPassing(close: Close): boolean {
  return close.kind === 'broken' || close.code === null || [1001, 1011, 1012, 1013].includes(close.code);
}

/** RFC 6455, 7.4.2, and the IANA registry up to 1014. */
function maySend(code: number): boolean {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006;
}
