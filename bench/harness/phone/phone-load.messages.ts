/** Between the benchmark of the telephone and the process that makes its load: callers and models, so that one clock serves. */

export interface PhoneTarget {
  port: number;
  /** Of the media stream. */
  path: string;
  /** What is signed, and whose webhook is asked for a token; null where nobody asks. */
  publicUrl: string | null;
  authToken: string;
  /** What the models must be given as `Authorization`. */
  authorization: string;
}

export interface PhoneLoadCommands {
  /** Puts `calls` calls through `target`; each is open when both ends have heard one another. None may be open. */
  open: { request: { target: PhoneTarget; calls: number }; answer: object };
  /** All begin to speak, both ways, in step with time. */
  start: { request: object; answer: object };
  /** Begins to count anew. */
  mark: { request: object; answer: object };
  /** What was seen since `mark`. The load goes on. */
  seen: { request: object; answer: PhoneSeen };
  /** Sends no more, waits for what is under way, ends all calls, and says what never came since they were opened. */
  stop: { request: object; answer: PhoneFate };
}

export interface FrameLatency {
  medianMs: number;
  p99Ms: number;
  p999Ms: number;
  worstMs: number;
}

export interface PhoneSeen {
  /** Caller to model. */
  up: FrameLatency;
  /** Model to caller. */
  down: FrameLatency;
  /** How late the load itself was, p99: what it was to send, and when it came to it. */
  lateMs: number;
}

/** Frames of 20 ms, both ways. */
export interface PhoneFate {
  sent: number;
  lost: number;
  /** Came before one that was sent earlier, or twice. */
  reordered: number;
  /** Changed on their way, or none of the load's. */
  broken: number;
}
