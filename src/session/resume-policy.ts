/**
 * Whether a conversation whose line has ended goes on in a new session, and when that is tried. Pure: context in, decision out.
 * Knows no sockets and no clocks.
 */

import type { SeamCause } from './types.ts';

export interface LineEnd {
  /** WebSocket close code as this side saw it. */
  code: number;
  /** Code of the server's or the relay's last `error` event, when one came just before. */
  errorCode: string | null;
}

export interface ResumeContext extends LineEnd {
  /** Attempts since the conversation last ran for a while. */
  attempts: number;
  /** Since the conversation last ran. */
  elapsedMs: number;
  /** False when the browser knows that it has no network. */
  online: boolean;
  /** 0…1, different each time. */
  random: number;
}

export type ResumeDecision = { kind: 'retry'; delayMs: number } | { kind: 'give-up' };

/**
 * Ends of a kind that passes. Below 4000 the codes after which OpenAI's own Node client connects again: going away, no code, broken
 * off, internal error, restart, too busy. 4502 and 4504 are the relay's: its upstream broke off, or does not answer.
 */
const PASSING_CODES: ReadonlySet<number> = new Set([1001, 1005, 1006, 1011, 1012, 1013, 4502, 4504]);

/** The relay's close code for everything that is "too much"; only its error code tells a busy minute from an empty account. */
const TOO_MUCH = 4429;
const RATE_LIMITED = 'rate_limit_exceeded';
const EXPIRED = 'session_expired';
/** A rate limit counts in windows of seconds: asking sooner only adds to it. */
const RATE_LIMITED_LEAST_MS = 5000;

const FIRST_DELAY_MS = 250;
const MOST_DELAY_MS = 8000;
/** Up or down, so that all who lost the same relay do not come back in the same moment. */
const JITTER = 0.25;

/** With the delays above about a minute and a half: a relay that restarts, a router that does, a lift. */
export const MOST_ATTEMPTS = 14;
/** Without a network nothing is being tried in vain, so there is no hurry to give up; but the microphone is on. */
export const MOST_OFFLINE_MS = 5 * 60_000;

export function decideResume(context: ResumeContext): ResumeDecision {
  if (!isRecoverable(context)) return { kind: 'give-up' };
  const { attempts, elapsedMs, online, random, errorCode } = context;
  if (online ? attempts >= MOST_ATTEMPTS : elapsedMs >= MOST_OFFLINE_MS) return { kind: 'give-up' };
  const delayMs = Math.min(MOST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempts, 10));
  const least = errorCode === RATE_LIMITED ? RATE_LIMITED_LEAST_MS : 0;
  return { kind: 'retry', delayMs: Math.max(least, Math.round(delayMs * (1 + JITTER * (2 * random - 1)))) };
}

/** A session that has reached its longest time is followed by another, whatever its server closes it with. */
export function isRecoverable({ code, errorCode }: LineEnd): boolean {
  if (errorCode === EXPIRED) return true;
  if (code === TOO_MUCH) return errorCode === RATE_LIMITED;
  return PASSING_CODES.has(code);
}

export function causeOf({ errorCode }: LineEnd): SeamCause {
  return errorCode === EXPIRED ? 'limit' : 'lost';
}

/** The other end was there until it said goodbye, so all that was sent before has arrived. */
export function heardToTheEnd({ code, errorCode }: LineEnd): boolean {
  return code === 1001 || code === 1012 || errorCode === EXPIRED;
}
