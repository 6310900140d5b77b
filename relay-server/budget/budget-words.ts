/** What a client is told at a limit: which it is, and when it can go on. */

import type { Refusal } from '../access/refusal.ts';
import type { RelayFailure } from '../relay/failures.ts';

export function allSessionsTaken(): Refusal {
  return {
    status: 503,
    code: 'budget_all_sessions',
    message: 'This relay has as many sessions as it may have. Try again when somebody has left.',
    retryAfterS: 30,
  };
}

export function sessionsTaken(limit: number): Refusal {
  const sessions = limit === 1 ? 'one session' : `${limit} sessions`;
  return {
    status: 429,
    code: 'budget_sessions',
    message: `You may have ${sessions} at once at this relay. End one, then connect again.`,
    retryAfterS: null,
  };
}

export function sessionTooLong(minutes: number): RelayFailure {
  return ended(
    'budget_session_minutes',
    `A session at this relay lasts ${amountOf(minutes, 'minute')} at most. Connect again to start another.`,
  );
}

/** The same words where a session ends and where none may begin. */
export function dayUsedUp(reached: { minutes: number } | { usd: number }): RelayFailure {
  return 'minutes' in reached
    ? ended(
        'budget_day_minutes',
        `Today's ${amountOf(reached.minutes, 'minute')} at this relay are used up. You can go on after midnight UTC, or ask whoever runs it for more.`,
      )
    : ended(
        'budget_day_usd',
        `Today's $${reached.usd.toFixed(2)} at this relay are used up. You can go on after midnight UTC, or ask whoever runs it for more.`,
      );
}

function ended(code: string, message: string): RelayFailure {
  return { closeCode: 4402, type: 'invalid_request_error', code, message };
}

function amountOf(count: number, unit: string): string {
  const shown = Number.isInteger(count) ? String(count) : count.toFixed(1);
  return count === 1 ? `1 ${unit}` : `${shown} ${unit}s`;
}
