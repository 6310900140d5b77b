/**
 * One relayed connection: the client's socket (downstream), the model's (upstream), and what happens to each when the other opens,
 * speaks, fails or ends. Frames are forwarded as they are, and nothing is parsed, unless a stage stands in between; then that decides
 * what each side gets. Nothing of what frames hold is logged.
 */

import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../../src/lib/clock.ts';
import { Scope } from '../../src/lib/scope.ts';
import type { Dial } from '../upstream/upstream.ts';
import { closeSeen } from './close-codes.ts';
import { dialUpstream } from './dial-upstream.ts';
import { errorEvent } from './error-event.ts';
import {
  type FailureContext,
  type RelayFailure,
  dropped,
  garbled,
  noKey,
  queueOverflow,
  silent,
  timedOut,
  tooLarge,
} from './failures.ts';
import { Frame } from './frame.ts';
import { FrameQueue } from './frame-queue.ts';
import { watchPeer } from './heartbeat.ts';
import type { RelayLimits } from './limits.ts';
import type { Member, RelayedSession, SessionEnd, SessionLog, Tap } from './part.ts';
import { Pump } from './pump.ts';
import { type Outlet, type Stage, StageChain } from './stages.ts';

export interface RelaySessionOptions {
  /** Already open; the session owns it from here on. */
  downstream: WebSocket;
  dial: Dial;
  context: FailureContext;
  /** What the parts are told of this session; `scope` and `fail` are added here. */
  facts: Omit<RelayedSession, 'scope' | 'fail'>;
  /** Stands next to the client; null when it speaks GA. */
  dialect: Stage | null;
  /** What each part has to do with this session. */
  join: (session: RelayedSession) => readonly Member[];
  limits: RelayLimits;
  clock: Clock;
  log: SessionLog;
  /** Called once, when the downstream socket is closed. */
  onEnd: () => void;
}

type State =
  | { status: 'connecting'; upstream: WebSocket; queue: FrameQueue; stopWaiting: () => void }
  | { status: 'open'; upstream: WebSocket; toUpstream: Pump; toDownstream: Pump }
  /** Both sides have been told to close; what still arrives is dropped. */
  | { status: 'closing' };

export class RelaySession {
  readonly #options: RelaySessionOptions;
  readonly #scope: Scope;
  readonly #startedAtMs: number;
  readonly #chain: StageChain;
  readonly #members: readonly Member[];
  readonly #taps: readonly Tap[];
  #state: State = { status: 'closing' };
  /** Stay after the end, for they have counted what passed. */
  #toUpstream: Pump | null = null;
  #toDownstream: Pump | null = null;
  #failure: string | null = null;

  constructor(options: RelaySessionOptions) {
    this.#options = options;
    this.#scope = new Scope(options.clock);
    this.#startedAtMs = options.clock.nowMs();
    this.#chain = new StageChain(this.#ends());
    if (options.dialect !== null) this.#chain.add(options.dialect);
    this.#members = options.join({
      ...options.facts,
      scope: this.#scope,
      fail: (failure) => this.#fail(failure),
    });
    for (const member of this.#members) {
      if (member.stage !== undefined) member.placed?.(this.#chain.add(member.stage));
    }
    this.#taps = this.#members.flatMap(({ tap }) => tap ?? []);
    this.#listenDownstream();
    options.log.info({ model: options.context.model }, 'client connected');
    if (options.dial.ok) this.#connect(options.dial);
    else this.#fail(noKey());
  }

  /** Ends the session from the relay's side, both sockets with this code. */
  close(code: number, reason: string): void {
    this.#endBoth(code, reason);
  }

  /** Cuts both sockets without a handshake; for a shutdown that has run out of time. */
  terminate(): void {
    const state = this.#state;
    this.#state = { status: 'closing' };
    if (state.status !== 'closing') state.upstream.terminate();
    this.#options.downstream.terminate();
  }

  #listenDownstream(): void {
    const { downstream, log, limits } = this.#options;
    downstream.on('message', (bytes, isBinary) => this.#fromDownstream(bufferOf(bytes), isBinary));
    // The socket closes itself after an error (1009 too large, 1007 not UTF-8, 1002 not the protocol), and `close` follows.
    downstream.on('error', (error) => log.warn({ reason: codeOf(error) }, 'the client broke the protocol'));
    downstream.once('close', (code, reason) => this.#downstreamClosed(code, reason.toString()));
    watchPeer(downstream, this.#scope, limits.pingPeriodMs, () => {
      log.warn({}, 'the client stopped answering');
      downstream.terminate();
    });
  }

  #connect(dial: Extract<Dial, { ok: true }>): void {
    const { limits, context } = this.#options;
    const upstream = dialUpstream(dial, {
      maxPayloadBytes: limits.maxPayloadBytes,
      context,
      onFailure: (failure) => this.#failFrom(upstream, failure),
    });
    const stopWaiting = this.#scope.after(limits.connectTimeoutMs, () =>
      this.#failFrom(upstream, timedOut(limits.connectTimeoutMs, context)),
    );
    this.#state = { status: 'connecting', upstream, queue: new FrameQueue(limits), stopWaiting };
    upstream.once('open', () => this.#upstreamOpen());
    upstream.on('message', (bytes, isBinary) => this.#fromUpstream(bufferOf(bytes), isBinary));
    upstream.on('error', (error) => {
      // Before it is open, `dialUpstream` says what went wrong.
      if (this.#state.status !== 'open') return;
      const isTooLarge = codeOf(error) === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
      this.#fail(isTooLarge ? tooLarge(limits.maxPayloadBytes, context) : garbled(context));
    });
    upstream.once('close', (code, reason) => this.#upstreamClosed(code, reason.toString()));
  }

  #upstreamOpen(): void {
    const state = this.#state;
    if (state.status !== 'connecting') return;
    const { downstream, limits, log, context, clock } = this.#options;
    const { upstream } = state;
    state.stopWaiting();
    const toUpstream = new Pump(downstream, upstream, limits);
    const toDownstream = new Pump(upstream, downstream, limits);
    const frames = state.queue.drain();
    this.#toUpstream = toUpstream;
    this.#toDownstream = toDownstream;
    this.#state = { status: 'open', upstream, toUpstream, toDownstream };
    for (const frame of frames) toUpstream.forward(frame);
    watchPeer(upstream, this.#scope, limits.pingPeriodMs, () => this.#failFrom(upstream, silent(context)));
    log.info(
      { waitedMs: Math.round(clock.nowMs() - this.#startedAtMs), queuedFrames: frames.length },
      'upstream open',
    );
    for (const member of this.#members) member.upstreamOpen?.();
  }

  #fromDownstream(bytes: Buffer, isBinary: boolean): void {
    if (this.#state.status !== 'closing') this.#chain.toServer(new Frame(bytes, isBinary));
  }

  #fromUpstream(bytes: Buffer, isBinary: boolean): void {
    if (this.#state.status !== 'open') return;
    const frame = new Frame(bytes, isBinary);
    for (const tap of this.#taps) tap.toClient(frame);
    this.#chain.toClient(frame);
  }

  /** Where the chain of stages ends: at the two sockets. */
  #ends(): Outlet {
    return {
      toServer: (frame) => {
        const state = this.#state;
        if (state.status === 'closing') return;
        for (const tap of this.#taps) tap.toServer(frame);
        if (state.status === 'open') state.toUpstream.forward(frame);
        else if (!state.queue.push(frame)) this.#fail(queueOverflow(this.#options.context));
      },
      toClient: (frame) => {
        const state = this.#state;
        if (state.status === 'open') state.toDownstream.forward(frame);
        // An answer of a stage's own, which does not wait for the upstream.
        else if (state.status === 'connecting') {
          this.#options.downstream.send(frame.bytes, { binary: frame.isBinary });
        }
      },
    };
  }

  #upstreamClosed(code: number, reason: string): void {
    if (this.#state.status !== 'open') return;
    const seen = closeSeen(code, reason);
    if (seen.kind === 'broken') this.#fail(dropped(this.#options.context));
    else this.#endBoth(seen.code, seen.reason);
  }

  #downstreamClosed(code: number, reason: string): void {
    const seen = closeSeen(code, reason);
    if (seen.kind === 'broken') this.#endBoth(1001, 'client gone');
    else this.#endBoth(seen.code, seen.reason);
    const { log, clock, onEnd } = this.#options;
    const end: SessionEnd = {
      code,
      failure: this.#failure,
      durationMs: Math.round(clock.nowMs() - this.#startedAtMs),
      traffic: {
        framesUp: this.#toUpstream?.frames ?? 0,
        framesDown: this.#toDownstream?.frames ?? 0,
        bytesUp: this.#toUpstream?.bytes ?? 0,
        bytesDown: this.#toDownstream?.bytes ?? 0,
      },
    };
    log.info({ code, durationMs: end.durationMs, ...end.traffic }, 'client closed');
    this.#scope.dispose();
    for (const member of this.#members) member.ended?.(end);
    onEnd();
  }

  /** A failure that is only ours to report while the socket it comes from is still the session's. */
  #failFrom(upstream: WebSocket, failure: RelayFailure): void {
    if (this.#state.status !== 'closing' && this.#state.upstream === upstream) this.#fail(failure);
  }

  #fail(failure: RelayFailure): void {
    const { downstream, log } = this.#options;
    if (this.#failure !== null) return;
    this.#failure = failure.code;
    log.warn({ failure: failure.code, closeCode: failure.closeCode }, 'session failed');
    if (downstream.readyState === downstream.OPEN) downstream.send(errorEvent(failure));
    this.#endBoth(failure.closeCode, failure.code);
  }

  #endBoth(code: number | null, reason: string): void {
    const state = this.#state;
    this.#state = { status: 'closing' };
    if (state.status === 'connecting') {
      state.stopWaiting();
      state.upstream.terminate();
    }
    if (state.status === 'open') this.#closeSocket(state.upstream, code, reason);
    this.#closeSocket(this.#options.downstream, code, reason);
  }

  /** Closes in order (what was sent before still arrives), and cuts the socket when the other end does not answer. */
  #closeSocket(socket: WebSocket, code: number | null, reason: string): void {
    if (socket.readyState === socket.CLOSED) return;
    if (code === null) socket.close();
    else socket.close(code, reason);
    // A paused socket would never read the answer to the close.
    if (socket.isPaused) socket.resume();
    const scope = new Scope(this.#options.clock);
    scope.after(this.#options.limits.closeTimeoutMs, () => socket.terminate());
    socket.once('close', () => scope.dispose());
  }
}

/** `ws` gives one Buffer for a message as long as `binaryType` is its default. */
function bufferOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
