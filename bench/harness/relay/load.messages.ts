/** Between the benchmark of the relay and the process that makes its load: both ends of every session, so that one clock serves. */

export interface Target {
  port: number;
  path: string;
  headers: Record<string, string>;
  /** What the upstream must be given as `Authorization`; null where nothing is put in. */
  authorization: string | null;
}

export interface LoadCommands {
  /** Opens `sessions` sessions through `target`; each is open when its first message has been answered. None may be open. */
  open: { request: { target: Target; sessions: number }; answer: object };
  /** Every session sends `count` messages each way, unhurriedly. Resolves when they have arrived. */
  exchange: { request: { count: number }; answer: object };
  /** Begins to send at the full rate in all sessions. */
  start: { request: object; answer: object };
  /** Begins to count anew. */
  mark: { request: object; answer: object };
  /** What was seen since `mark`. The load goes on. */
  seen: { request: object; answer: Seen };
  /** Sends no more, waits for what is under way, closes all sessions, and says what never came since they were opened. */
  stop: { request: object; answer: Fate };
}

export interface Latency {
  medianMs: number;
  p99Ms: number;
  worstMs: number;
}

export interface Seen {
  up: Latency;
  down: Latency;
  /** Messages that arrived, both ways together. */
  messages: number;
  /** How late the load itself was, p99: what it was to send, and when it came to it. */
  lateMs: number;
  /** Processor time that the load itself took. */
  loadCpuMs: number;
}

export interface Fate {
  sent: number;
  lost: number;
  /** Came before one that was sent earlier, or twice. */
  reordered: number;
  /** Changed on their way, or no message of the load's. */
  broken: number;
}
