/** What the relay tells about its live sessions, to pages and programs that watch them: plain JSON, in both rooms the same. */

/** A session as `GET /api/sessions` lists it and as a watcher is greeted with. Counts are at most a second old. */
export interface LiveSession {
  id: string;
  /** By which its client knows it, when the client said so (`X-Client-Request-Id`); the same goes to the upstream. */
  requestId: string;
  /** Name of the client's token, or its address. */
  client: string;
  dialect: 'ga' | 'beta';
  /** Name of the upstream, for people. */
  upstream: string;
  /** Null for sessions without one. */
  model: string | null;
  startedAtEpochMs: number;
  /** `connecting` until the upstream is open. */
  state: 'connecting' | 'open' | 'ended';
  framesUp: number;
  framesDown: number;
  bytesUp: number;
  bytesDown: number;
  /** What it has cost so far; null when nothing of it could be priced. */
  spentUsd: number | null;
  /** Who watches it just now. */
  watchers: number;
  /** Set when it has ended. */
  end: { atEpochMs: number; code: number; failure: string | null } | null;
}

/** Answer of `GET /api/sessions`: live ones by their start, then those that ended lately, the last first. */
export interface SessionList {
  nowEpochMs: number;
  live: LiveSession[];
  ended: LiveSession[];
}

/**
 * Server-sent events of `GET /api/sessions/events`: the list, and then each session that began, changed or ended. A further list
 * takes the place of all that was said before.
 */
export type SessionStreamEvent =
  | { event: 'list'; data: SessionList }
  | { event: 'session'; data: LiveSession };

/** Sound that was sent to the model: bytes in the session's format since its beginning, and the session time at which the last of it ended. */
export interface InputSent {
  bytes: number;
  endMs: number;
}

/**
 * Text frames of `/api/sessions/ID/watch`. First the session, then what is kept of its past (the session object as it is now, and the
 * latest events that are no pieces of others), then everything as it passes. The watcher sends nothing.
 */
export type WatchMessage =
  | { kind: 'session'; session: LiveSession }
  | WatchedEvent
  /**
   * So many frames are missing here: the watcher came late, or was too slow. `input`: how much of the client's sound the model had been sent by
   * then, for its times are counted by that.
   */
  | { kind: 'lost'; count: number; input: InputSent }
  | { kind: 'ended'; session: LiveSession };

export interface WatchedEvent {
  kind: 'event';
  /** Counts all frames of the session, from 0; where it jumps, `lost` has said so. */
  seq: number;
  /** Since the session began. */
  tMs: number;
  direction: 'client' | 'server';
  /** The frame as it passed between relay and upstream (GA), its sound replaced by nothing when the watcher wants none. */
  text: string;
  /** Bytes on the wire. */
  bytes: number;
  /** Where the client's sound was taken out: how much there had been with it. */
  input?: InputSent;
}
