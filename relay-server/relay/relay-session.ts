/**
 * One relayed connection: the client's socket (downstream), the model's (upstream), and what happens to each when the other opens,
 * speaks, fails or ends. Frames are forwarded as they are, and nothing is parsed, unless a stage stands in between; then that decides
 * what each side gets. Nothing of what frames hold is logged.
 */

import type { WebSocket } from 'ws';
import type { Clock } from '../../src/lib/clock.ts';
import { Scope } from '../../src/lib/scope.ts';
import type { Dial } from '../upstream/upstream.ts';
import { ClientGuard } from './client-guard.ts';
import { closeSeen } from './close-codes.ts';
import { closeInOrder } from './close-in-order.ts';
import { errorEvent } from './error-event.ts';
import { type FailureContext, type RelayFailure, noKey, notEvents, slowClient } from './failures.ts';
import { Frame } from './frame.ts';
import { watchPeer } from './heartbeat.ts';
import type { RelayLimits } from './limits.ts';
import type { Member, RelayedSession, SessionEnd, SessionLog, Tap } from './part.ts';
import { Pump } from './pump.ts';
import { Rate } from './rate.ts';
import { ReadGate } from './read-gate.ts';
import { RunningResponses } from './running-responses.ts';
import { bufferOf, codeOf } from './socket-values.ts';
import { type Stage, StageChain } from './stages.ts';
import { UpstreamLine } from './upstream-line.ts';

export interface RelaySessionOptions {
  /** Already open; the session owns it from here on. */
  downstream: WebSocket;
  dial: Dial;
  context: FailureContext;
  /** What the parts are told of this session; the rest is added here. */
  facts: Omit<RelayedSession, 'scope' | 'fail' | 'slowDown' | 'spentUsd'>;
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

export class RelaySession {
  readonly #options: RelaySessionOptions;
  readonly #scope: Scope;
  readonly #startedAtMs: number;
  readonly #chain: StageChain;
  readonly #members: readonly Member[];
  readonly #taps: readonly Tap[];
  readonly #guard: ClientGuard;
  readonly #rate: Rate;
  readonly #clientGate: ReadGate;
  /** Null before there is one, and when none could be dialled. */
  #line: UpstreamLine | null = null;
  /** Null until the upstream is open. */
  #toDownstream: Pump | null = null;
  #failure: string | null = null;
  readonly #responses = new RunningResponses();
  #closeWhenQuiet: [code: number, reason: string] | null = null;
  /** Both sides have been told to close; what still arrives is dropped. */
  #isClosing = false;

  constructor(options: RelaySessionOptions) {
    const { clock, limits, downstream } = options;
    this.#options = options;
    this.#scope = new Scope(clock);
    this.#startedAtMs = clock.nowMs();
    this.#guard = new ClientGuard(limits);
    this.#rate = new Rate(limits.maxEventsPerSecond, limits.eventBurst, this.#startedAtMs);
    this.#clientGate = new ReadGate(downstream);
    this.#chain = new StageChain({
      toServer: (frame) => this.#toServer(frame),
      toClient: (frame) => this.#toClient(frame),
    });
    if (options.dialect !== null) this.#chain.add(options.dialect);
    this.#members = options.join({
      ...options.facts,
      scope: this.#scope,
      fail: (failure) => this.#fail(failure),
      slowDown: (waitMs) => this.#slowDown(waitMs),
      spentUsd: () => this.#spentUsd(),
    });
    const placed = this.#members.flatMap((member) =>
      member.stage === undefined ? [] : [{ member, outlet: this.#chain.add(member.stage) }],
    );
    this.#taps = this.#members.flatMap(({ tap }) => tap ?? []);
    this.#listenDownstream();
    options.log.info({ model: options.context.model }, 'client connected');
    // A part may have refused the session already.
    if (this.#isClosing) return;
    if (options.dial.ok) this.#connect(options.dial);
    else this.#fail(noKey(options.context));
    // There is a line now, or nothing to be said any more.
    for (const { member, outlet } of placed) member.placed?.(outlet);
  }

  #spentUsd(): number | null {
    const known = this.#members.flatMap((member) => member.spentUsd?.() ?? []);
    return known[0] ?? null;
  }

  /** Ends the session from the relay's side, both sockets with this code. */
  close(code: number, reason: string): void {
    this.#endBoth(code, reason);
  }

  /** The same, once no response is on its way. */
  closeWhenQuiet(code: number, reason: string): void {
    this.#closeWhenQuiet = [code, reason];
    if (this.#responses.isQuiet) this.close(code, reason);
  }

  /** Cuts both sockets without a handshake; for a shutdown that has run out of time. */
  terminate(): void {
    this.#isClosing = true;
    this.#line?.terminate();
    this.#options.downstream.terminate();
  }

  #listenDownstream(): void {
    const { downstream, log, limits } = this.#options;
    downstream.on('message', (bytes, isBinary) => this.#fromClient(new Frame(bufferOf(bytes), isBinary)));
    // The socket closes itself after an error (1009 too large, 1007 not UTF-8, 1002 not the protocol), and `close` follows.
    downstream.on('error', (error) => log.warn({ reason: codeOf(error) }, 'the client broke the protocol'));
    downstream.once('close', (code, reason) => this.#downstreamClosed(code, reason.toString()));
    watchPeer(downstream, this.#scope, limits.pingPeriodMs, () => {
      log.warn({}, 'the client stopped answering');
      downstream.terminate();
    });
  }

  #connect(dial: Extract<Dial, { ok: true }>): void {
    const { limits, context, clock, log, downstream } = this.#options;
    const deps = { dial, limits, context, clock, log, scope: this.#scope, clientGate: this.#clientGate };
    this.#line = new UpstreamLine(deps, {
      onOpen: (gate, queuedFrames) => {
        this.#toDownstream = new Pump({ source: gate, target: downstream }, limits, this.#scope, () =>
          this.#fail(slowClient(limits.stuckTimeoutMs)),
        );
        const waitedMs = Math.round(clock.nowMs() - this.#startedAtMs);
        log.info({ waitedMs, queuedFrames }, 'upstream open');
        for (const member of this.#members) member.upstreamOpen?.();
      },
      onFrame: (frame) => {
        if (this.#isClosing) return;
        for (const tap of this.#taps) tap.toClient(frame);
        this.#chain.toClient(frame);
        this.#responses.toClient(frame);
        if (this.#closeWhenQuiet !== null && this.#responses.isQuiet) this.close(...this.#closeWhenQuiet);
      },
      onFailure: (failure) => this.#fail(failure),
      onClose: ({ code, reason }) => this.#endBoth(code, reason),
    });
  }

  #fromClient(frame: Frame): void {
    if (this.#isClosing) return;
    const waitMs = this.#rate.take(1, this.#options.clock.nowMs());
    if (waitMs > 0) this.#slowDown(waitMs);
    const complaint = this.#guard.judge(frame);
    if (complaint === null) {
      this.#chain.toServer(frame);
      return;
    }
    this.#options.log.warn({ code: complaint.code }, 'a frame of the client was refused');
    this.#toClient(Frame.ofText(errorEvent({ type: 'invalid_request_error', ...complaint })));
    if (this.#guard.hasHadEnough) this.#fail(notEvents());
  }

  /** A client that is too fast is not read until its rate is within bounds again; nothing of what it sends is lost. */
  #slowDown(waitMs: number): void {
    const reason = Symbol('the client sends too fast');
    this.#clientGate.hold(reason);
    this.#scope.after(waitMs, () => this.#clientGate.release(reason));
  }

  /** The upstream's end of the chain. */
  #toServer(frame: Frame): void {
    if (this.#isClosing) return;
    for (const tap of this.#taps) tap.toServer(frame);
    this.#responses.toServer(frame);
    this.#line?.send(frame);
  }

  /** The client's end of the chain. An answer of our own does not wait for the upstream. */
  #toClient(frame: Frame): void {
    if (this.#isClosing) return;
    if (this.#toDownstream !== null) this.#toDownstream.forward(frame);
    else this.#options.downstream.send(frame.bytes, { binary: frame.isBinary });
  }

  #downstreamClosed(code: number, reason: string): void {
    const seen = closeSeen(code, reason);
    if (seen.kind === 'broken') this.#endBoth(1001, 'client gone');
    else this.#endBoth(seen.code, seen.reason);
    const { log, clock, onEnd } = this.#options;
    const { frames: framesUp, bytes: bytesUp } = this.#line?.sent ?? { frames: 0, bytes: 0 };
    const { frames: framesDown, bytes: bytesDown } = this.#toDownstream ?? { frames: 0, bytes: 0 };
    const end: SessionEnd = {
      code,
      failure: this.#failure,
      durationMs: Math.round(clock.nowMs() - this.#startedAtMs),
      traffic: { framesUp, framesDown, bytesUp, bytesDown },
    };
    log.info({ code, durationMs: end.durationMs, ...end.traffic }, 'client closed');
    this.#scope.dispose();
    for (const member of this.#members) member.ended?.(end);
    onEnd();
  }

  #fail(failure: RelayFailure): void {
    const { downstream, log } = this.#options;
    if (this.#isClosing) return;
    this.#failure = failure.code;
    log.warn({ failure: failure.code, closeCode: failure.closeCode }, 'session failed');
    if (downstream.readyState === downstream.OPEN) downstream.send(errorEvent(failure));
    this.#endBoth(failure.closeCode, failure.code);
  }

  #endBoth(code: number | null, reason: string): void {
    const { downstream, clock, limits } = this.#options;
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#line?.close(code, reason);
    closeInOrder(downstream, { code, reason }, clock, limits.closeTimeoutMs);
  }
}
