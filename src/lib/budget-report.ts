/** What `GET /api/budget` tells a client of its limits. Empty where nothing is limited. */

export interface BudgetReport {
  /** The relay's clock when it answered: what is left now follows from the time since. */
  nowEpochMs: number;
  limits: BudgetLimit[];
}

export interface BudgetLimit {
  /**
   * `sessions`: at once, of this client. `session-minutes`: of each session; `used` is 0, for the session's age is known to its client.
   * `day-minutes` and `day-usd`: of this client since midnight UTC.
   */
  kind: 'sessions' | 'session-minutes' | 'day-minutes' | 'day-usd';
  limit: number;
  used: number;
  /** When `used` starts again at 0; null where it does not. */
  resetsAtEpochMs: number | null;
}
