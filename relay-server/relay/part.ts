/**
 * What can take part in relayed sessions: budgets, policy, the registry, metrics. The relay asks each part whether a client may come
 * in, and lets it join the session: as a stage, which may change what passes, or as a tap, which only looks. The relay knows none of
 * them by name.
 */

import type { IncomingMessage } from 'node:http';
import type { Scope } from '../../src/lib/scope.ts';
import type { Client } from '../access/client.ts';
import type { Refusal } from '../access/refusal.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { DialectName } from './dialect/detect.ts';
import type { RelayFailure } from './failures.ts';
import type { Frame } from './frame.ts';
import type { Outlet, Stage } from './stages.ts';

/** A client that may connect, before its socket is open. */
export interface Arrival {
  request: IncomingMessage;
  client: Client;
  dialect: DialectName;
  upstream: Upstream;
  /** The model that will be asked for; null for sessions without one (`intent`, `call_id`). */
  model: string | null;
}

export interface RelayedSession extends Omit<Arrival, 'request'> {
  /** One id from the client's side to the upstream's, in every log line. */
  readonly id: string;
  /** The client's own name for the connection; ours where it gives none. Goes to the upstream too. */
  readonly requestId: string;
  readonly startedAtEpochMs: number;
  /** Ends with the session. */
  readonly scope: Scope;
  readonly log: SessionLog;
  /** Dollars so far; null when nothing of it could be priced. */
  spentUsd(): number | null;
  /** The client is not read for so long. Nothing that it sends is lost. */
  slowDown(waitMs: number): void;
  /** Ends the session: the client gets the failure as an `error` event and its close code. Harmless when it has ended. */
  fail(failure: RelayFailure): void;
}

export interface SessionLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface SessionEnd {
  /** Close code that the client saw, or that describes what was seen of it. */
  code: number;
  /** Code of the failure that ended it; null when a side closed. */
  failure: string | null;
  durationMs: number;
  traffic: Traffic;
}

interface Traffic {
  framesUp: number;
  framesDown: number;
  bytesUp: number;
  bytesDown: number;
}

/** Looks at what passes between relay and upstream, which is GA, and changes nothing. Never throws. */
export interface Tap {
  toServer(frame: Frame): void;
  toClient(frame: Frame): void;
}

/** A part's share in one session. */
export interface Member {
  stage?: Stage;
  tap?: Tap;
  /** Before anything passes: the outlet sends from the stage's place in the chain. */
  placed?(outlet: Outlet): void;
  upstreamOpen?(): void;
  /** By the part that counts money: dollars so far. */
  spentUsd?(): number | null;
  ended?(end: SessionEnd): void;
}

/** The order of parts is the order of their stages, from the client to the server. */
export interface RelayPart {
  /** Null: come in. */
  admit?(arrival: Arrival): Refusal | null;
  /** Somebody was not let in, for this reason. */
  refused?(code: string): void;
  /** Null: this session is not its business. */
  join?(session: RelayedSession): Member | null;
}
