/**
 * The WebSocket side of the server: which upgrades are taken, and the sessions that are running. Knows nothing of what they carry.
 */

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../src/lib/clock.ts';
import { Scope } from '../../src/lib/scope.ts';
import type { AccessGate } from '../access/access-gate.ts';
import type { Client } from '../access/client.ts';
import type { Refusal } from '../access/refusal.ts';
import { refuseClient } from '../access/refuse-client.ts';
import { type Dial, REQUEST_ID_HEADER } from '../upstream/upstream.ts';
import { type Upstreams, type Wish, wishOf } from '../upstream/upstreams.ts';
import { type DialectName, dialectOf, isServedPath } from './dialect/detect.ts';
import { betaDialect } from './dialect/dialect.ts';
import { changeHeader, type ModelChange, servedQuery } from './dialect/model-remap.ts';
import type { RelayLimits } from './limits.ts';
import { LocalClients } from './local-clients.ts';
import type { Arrival, RelayPart, RelayedSession } from './part.ts';
import { RelaySession } from './relay-session.ts';
import { chooseSubprotocol } from './subprotocol.ts';
import { SHUTTING_DOWN, answerUpgrade } from './refuse-upgrade.ts';

/** Where the relay listens: the same path that OpenAI serves. */
export const REALTIME_PATH = '/v1/realtime';

const UNFIT_REQUEST_ID =
  'the client’s request id was left out, for it is not up to 512 visible ASCII characters; the session’s own id takes its place';

const GOING_AWAY = [1001, 'the server is shutting down'] as const;

const PATH_REFUSED: Refusal = {
  status: 404,
  code: 'unknown_url',
  message: `There is no WebSocket here. Connect to ${REALTIME_PATH}.`,
  retryAfterS: null,
};

export interface RelayOptions {
  access: AccessGate;
  upstreams: Upstreams;
  limits: RelayLimits;
  /** In the order of their stages, from the client to the upstream. */
  parts?: readonly RelayPart[];
  clock: Clock;
  /** Wall clock in epoch milliseconds, by which models are shut down. */
  nowEpochMs: () => number;
  log: FastifyBaseLogger;
}

export class Relay {
  readonly #options: RelayOptions;
  readonly #server: WebSocketServer;
  readonly #local = new LocalClients();
  readonly #sessions = new Set<RelaySession>();
  /** What the answer to an upgrade says about its model. */
  readonly #changes = new WeakMap<IncomingMessage, ModelChange>();
  #closing = false;
  /** Clients of this process are not let in any more either. */
  #isOver = false;
  /** Of clients of this process, which end them themselves. */
  readonly #localSessions = new WeakSet<RelaySession>();
  #idle = (): void => {};

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.limits.maxPayloadBytes,
      handleProtocols: chooseSubprotocol,
    });
    this.#server.on('headers', (headers, request) => {
      const change = this.#changes.get(request);
      if (change !== undefined) headers.push(changeHeader(change));
    });
  }

  get isClosing(): boolean {
    return this.#closing;
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** Takes over the socket of an upgrade request, whatever its path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Between here and the handshake nobody else listens, and an error without a listener would end the process.
    socket.on('error', () => socket.destroy());
    const url = urlOf(request);
    // Plain HTTP, to pages too: they see a broken connection, which their clients try again, and should.
    if (this.#closing) return answerUpgrade(socket, SHUTTING_DOWN);
    const { access } = this.#options;
    const host = access.hostRefusal(request);
    if (host !== null) return this.#refuse({ request, socket, head }, host);
    const dialect = dialectOf(request.headers);
    const wish = url === null ? null : wishOf(url);
    if (wish === null || !isServedPath(wish.path, REALTIME_PATH, dialect)) {
      return this.#refuse({ request, socket, head }, access.originRefusal(request) ?? PATH_REFUSED);
    }
    const admission = access.admitUpgrade(request);
    if (!admission.ok) return this.#refuse({ request, socket, head }, admission.refusal);
    this.#admitted({ request, socket, head }, { client: admission.client, dialect, wish, isLocal: false });
  }

  /**
   * A session for a client that lives in this process, such as a telephone call, and was let in already. It is a session like any
   * other: parts may refuse it, and it is seen, counted and ended with the rest. Only while the relay drains it goes on, quiet or not,
   * and may be opened again, for its client knows better when it is over. `path`: as a client outside would ask.
   */
  connect(path: string, client: Client, headers: Record<string, string> = {}): WebSocket {
    return this.#local.connect(path, headers, (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      if (this.#isOver) return answerUpgrade(socket, SHUTTING_DOWN);
      const url = urlOf(request);
      const wish = url === null ? null : wishOf(url);
      if (wish === null) return this.#refuse({ request, socket, head }, PATH_REFUSED);
      this.#admitted({ request, socket, head }, { client, dialect: 'ga', wish, isLocal: true });
    });
  }

  #admitted(
    { request, socket, head }: { request: IncomingMessage; socket: Duplex; head: Buffer },
    admission: { client: Client; dialect: DialectName; wish: Wish; isLocal: boolean },
  ): void {
    const { upstreams, nowEpochMs, log, parts = [] } = this.#options;
    const { client, dialect, wish, isLocal } = admission;
    const choice = upstreams.choose(wish);
    if (!choice.ok) return this.#refuse({ request, socket, head }, choice.refusal);
    const { upstream } = choice;
    const { query, change } = servedQuery(wish.query, upstream, nowEpochMs());
    const id = randomBytes(6).toString('hex');
    const named = requestIdOf(request, wish);
    const requestId = named.id ?? id;
    if (named.isUnfit) log.warn({ sessionId: id }, UNFIT_REQUEST_ID);
    const safetyIdentifier = oneHeader(request, 'openai-safety-identifier');
    const dial = upstream.dial({ query, safetyIdentifier, requestId });
    const model = dial.ok ? new URL(dial.url).searchParams.get('model') : null;
    const arrival: Arrival = { request, client, dialect, upstream, model };
    for (const part of parts) {
      const denial = part.admit?.(arrival) ?? null;
      if (denial !== null) return this.#refuse({ request, socket, head }, denial);
    }
    if (change !== null) this.#changes.set(request, change);
    this.#server.handleUpgrade(request, socket, head, (downstream) => {
      const session = this.#begin({ ...arrival, id, requestId }, downstream, dial, change);
      if (isLocal) this.#localSessions.add(session);
    });
  }

  #refuse(upgrade: { request: IncomingMessage; socket: Duplex; head: Buffer }, refusal: Refusal): void {
    const { log, clock, parts = [] } = this.#options;
    const url = urlOf(upgrade.request);
    const requestId = requestIdOf(upgrade.request, url === null ? null : wishOf(url)).id ?? undefined;
    log.warn({ code: refusal.code, requestId }, 'a client was refused');
    for (const part of parts) part.refused?.(refusal.code);
    refuseClient(upgrade, refusal, clock);
  }

  #begin(
    { request: _request, ...arrival }: Arrival & Pick<RelayedSession, 'id' | 'requestId'>,
    downstream: WebSocket,
    dial: Dial,
    change: ModelChange | null,
  ): RelaySession {
    const { limits, clock, nowEpochMs, parts = [] } = this.#options;
    const { upstream, dialect, model, id, requestId } = arrival;
    const log = this.#options.log.child({
      sessionId: id,
      requestId,
      client: arrival.client.label,
      upstream: upstream.name,
      dialect,
    });
    if (change !== null) log.warn(change, 'the model is no longer served; another is asked for');
    const session = new RelaySession({
      downstream,
      dial,
      context: {
        upstream: upstream.name,
        hasKey: upstream.hasKey,
        hints: upstream.hints,
        isAzure: upstream.kind === 'azure',
        model,
      },
      facts: { ...arrival, startedAtEpochMs: nowEpochMs(), log },
      dialect: dialect === 'beta' ? betaDialect() : null,
      join: (joined) => parts.flatMap((part) => part.join?.(joined) ?? []),
      limits,
      clock,
      log,
      onEnd: () => this.#ended(session),
    });
    this.#sessions.add(session);
    return session;
  }

  /**
   * Takes no more connections and closes those that run with 1001: those in the middle of a response when it has ended, all of them
   * after `drainMs`. What does not answer within `cutMs` more is cut. Clients of this process are let in until `drainMs` have passed, or
   * until a call with 0.
   */
  async close({ drainMs, cutMs }: { drainMs: number; cutMs: number }): Promise<void> {
    this.#closing = true;
    this.#isOver ||= drainMs === 0;
    if (this.#sessions.size === 0) return;
    this.#options.log.info({ sessions: this.#sessions.size, drainMs }, 'closing the sessions');
    const scope = new Scope(this.#options.clock);
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
      const endAll = (): void => {
        this.#isOver = true;
        for (const session of this.#sessions) session.close(...GOING_AWAY);
        scope.after(cutMs, () => {
          for (const session of this.#sessions) session.terminate();
        });
      };
      if (drainMs === 0) return endAll();
      for (const session of this.#sessions) {
        if (!this.#localSessions.has(session)) session.closeWhenQuiet(...GOING_AWAY);
      }
      scope.after(drainMs, endAll);
    });
    scope.dispose();
  }

  #ended(session: RelaySession): void {
    this.#sessions.delete(session);
    if (this.#sessions.size === 0) this.#idle();
  }
}

/** Null when the request line is no path; only path and query of the result mean anything. */
function urlOf(request: IncomingMessage): URL | null {
  try {
    return new URL(request.url ?? '/', 'http://relay.invalid');
  } catch {
    return null;
  }
}

/** The client's name for its connection. One that OpenAI would refuse (API reference: ASCII, up to 512) is not passed on. */
function requestIdOf(request: IncomingMessage, wish: Wish | null): { id: string | null; isUnfit: boolean } {
  const given = wish?.requestId ?? oneHeader(request, REQUEST_ID_HEADER.toLowerCase());
  if (given === null || given === '') return { id: null, isUnfit: false };
  const isUnfit = !/^[\x21-\x7e]{1,512}$/.test(given);
  return { id: isUnfit ? null : given, isUnfit };
}

function oneHeader(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
