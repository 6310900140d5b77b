/**
 * The relay's line to the model for one session: dials, keeps what is sent meanwhile, and dials once more when the upstream fails, before
 * its first word, in a way that may pass. What it had been sent until then is sent again, so that nobody notices. After its first word a
 * failure is final here: only the two ends know how to go on.
 */

import type { WebSocket } from 'ws';
import type { Clock } from '../../src/lib/clock.ts';
import type { Scope } from '../../src/lib/scope.ts';
import type { Dial } from '../upstream/upstream.ts';
import { type Close, closeSeen, isPassing } from './close-codes.ts';
import { closeInOrder } from './close-in-order.ts';
import { dialUpstream } from './dial-upstream.ts';
import {
  type FailureContext,
  type RelayFailure,
  dropped,
  garbled,
  mayPass,
  queueOverflow,
  silent,
  stalled,
  timedOut,
  tooLarge,
} from './failures.ts';
import { Frame } from './frame.ts';
import { FrameQueue } from './frame-queue.ts';
import { watchPeer } from './heartbeat.ts';
import type { RelayLimits } from './limits.ts';
import type { SessionLog } from './part.ts';
import { Pump } from './pump.ts';
import { ReadGate } from './read-gate.ts';
import { bufferOf, codeOf } from './socket-values.ts';

export interface UpstreamLineDeps {
  dial: Extract<Dial, { ok: true }>;
  context: FailureContext;
  limits: RelayLimits;
  clock: Clock;
  /** The session's; the line ends with it. */
  scope: Scope;
  /** Held while the upstream takes less than the client gives. */
  clientGate: ReadGate;
  log: SessionLog;
}

export interface UpstreamLineHandlers {
  /** Connected, perhaps for the second time; `gate` stops and starts the reading of what it says. */
  onOpen: (gate: ReadGate, queuedFrames: number) => void;
  onFrame: (frame: Frame) => void;
  /** The line is over; exactly one of these two, once, unless it was ended from here. */
  onFailure: (failure: RelayFailure) => void;
  onClose: (close: Extract<Close, { kind: 'clean' }>) => void;
}

type State =
  | { status: 'dialling'; socket: WebSocket }
  | { status: 'pausing' }
  | { status: 'open'; socket: WebSocket; pump: Pump }
  | { status: 'over' };

const MAX_ATTEMPTS = 2;

export class UpstreamLine {
  readonly #deps: UpstreamLineDeps;
  readonly #handlers: UpstreamLineHandlers;
  #state: State = { status: 'pausing' };
  #attempts = 0;
  /** What a second attempt would have to be sent; null once the upstream has spoken, or when it is too much. */
  #unanswered: FrameQueue | null;
  /** Ends with the attempt. */
  #attempt: Scope;
  #pump: Pump | null = null;

  constructor(deps: UpstreamLineDeps, handlers: UpstreamLineHandlers) {
    this.#deps = deps;
    this.#handlers = handlers;
    this.#unanswered = new FrameQueue(deps.limits);
    this.#attempt = deps.scope.child();
    this.#dial();
  }

  /** What went to the upstream that is, or was last, connected. */
  get sent(): { frames: number; bytes: number } {
    return { frames: this.#pump?.frames ?? 0, bytes: this.#pump?.bytes ?? 0 };
  }

  /** Sends now or when the upstream is open. A client that sends too much before that has failed. */
  send(frame: Frame): void {
    const state = this.#state;
    if (state.status === 'over') return;
    const isKept = this.#unanswered?.push(frame) ?? false;
    if (state.status === 'open') {
      if (!isKept) this.#unanswered = null;
      state.pump.forward(frame);
    } else if (!isKept) this.#fail(queueOverflow(this.#deps.context));
  }

  /** Ends the line from here, with this code where there is somebody to tell. */
  close(code: number | null, reason: string): void {
    const state = this.#end();
    if (state.status === 'dialling') state.socket.terminate();
    if (state.status === 'open') {
      closeInOrder(state.socket, { code, reason }, this.#deps.clock, this.#deps.limits.closeTimeoutMs);
    }
  }

  terminate(): void {
    const state = this.#end();
    if ('socket' in state) state.socket.terminate();
  }

  #dial(): void {
    const { dial, limits, context } = this.#deps;
    this.#attempts += 1;
    const isMine = (): boolean => 'socket' in this.#state && this.#state.socket === socket;
    const socket = dialUpstream(dial, {
      maxPayloadBytes: limits.maxPayloadBytes,
      context,
      onFailure: (failure) => {
        if (isMine()) this.#lost(failure, mayPass(failure));
      },
    });
    this.#state = { status: 'dialling', socket };
    this.#attempt.after(limits.connectTimeoutMs, () => {
      if (this.#state.status !== 'dialling') return;
      socket.terminate();
      this.#fail(timedOut(limits.connectTimeoutMs, context));
    });
    socket.once('open', () => {
      if (isMine()) this.#opened(socket);
    });
    socket.on('message', (bytes, isBinary) => {
      if (!isMine()) return;
      this.#unanswered = null;
      this.#handlers.onFrame(new Frame(bufferOf(bytes), isBinary));
    });
    socket.on('error', (error) => {
      // Before it is open, `dialUpstream` says what went wrong.
      if (!isMine() || this.#state.status !== 'open') return;
      const isTooLarge = codeOf(error) === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
      this.#fail(isTooLarge ? tooLarge(limits.maxPayloadBytes, context) : garbled(context));
    });
    socket.once('close', (code, reason) => {
      if (isMine() && this.#state.status === 'open') this.#closed(closeSeen(code, reason.toString()));
    });
  }

  #opened(socket: WebSocket): void {
    const { limits, context, clientGate } = this.#deps;
    const scope = this.#renewAttempt();
    const pump = new Pump({ source: clientGate, target: socket }, limits, scope, () => {
      socket.terminate();
      this.#fail(stalled(limits.stuckTimeoutMs, context));
    });
    this.#pump = pump;
    this.#state = { status: 'open', socket, pump };
    const queued = this.#unanswered?.list() ?? [];
    for (const frame of queued) pump.forward(frame);
    watchPeer(socket, scope, limits.pingPeriodMs, () => {
      socket.terminate();
      this.#fail(silent(context));
    });
    this.#handlers.onOpen(new ReadGate(socket), queued.length);
  }

  #closed(close: Close): void {
    if (this.#mayRetry() && isPassing(close))
      this.#retry(`close ${close.kind === 'clean' ? close.code : ''}`);
    else if (close.kind === 'broken') this.#fail(dropped(this.#deps.context));
    else {
      this.#end();
      this.#handlers.onClose(close);
    }
  }

  #lost(failure: RelayFailure, mayGoBetter: boolean): void {
    if (mayGoBetter && this.#mayRetry()) this.#retry(failure.code);
    else this.#fail(failure);
  }

  #mayRetry(): boolean {
    return this.#attempts < MAX_ATTEMPTS && this.#unanswered !== null;
  }

  #retry(reason: string): void {
    const { limits, log } = this.#deps;
    this.#state = { status: 'pausing' };
    // Not all at the same moment, when an upstream drops many.
    const delayMs = Math.round(limits.retryDelayMs * (0.75 + Math.random() / 2));
    log.warn({ reason, delayMs }, 'the upstream failed before its first word; trying once more');
    this.#renewAttempt().after(delayMs, () => this.#dial());
  }

  #renewAttempt(): Scope {
    this.#attempt.dispose();
    this.#attempt = this.#deps.scope.child();
    return this.#attempt;
  }

  #fail(failure: RelayFailure): void {
    const state = this.#end();
    if (state.status === 'dialling') state.socket.terminate();
    if (state.status !== 'over') this.#handlers.onFailure(failure);
    if (state.status === 'open') {
      const { clock, limits } = this.#deps;
      closeInOrder(
        state.socket,
        { code: failure.closeCode, reason: failure.code },
        clock,
        limits.closeTimeoutMs,
      );
    }
  }

  /** Nothing more is said of this line. Returns where it was. */
  #end(): State {
    const state = this.#state;
    this.#state = { status: 'over' };
    this.#unanswered = null;
    this.#attempt.dispose();
    return state;
  }
}
