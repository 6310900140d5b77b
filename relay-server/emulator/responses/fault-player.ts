/** Carries out the fault that a plan asks for, at the moments at which the response offers to. */

import type { Scope } from '../../../src/lib/scope.ts';
import type { ServerEvent } from '../../../src/protocol/realtime/events.ts';
import { encodeAll } from '../audio/wire-audio.ts';
import type { WireFormat } from '../config/session-config.ts';
import { errorEvent } from '../wire/api-error.ts';
import { newId } from '../wire/ids.ts';
import type { MessageOutput } from './output-item.ts';
import type { Fault } from './plan.ts';

export interface FaultPorts {
  /** The session's lifetime: late deltas outlive their response, but not the session. */
  scope: Scope;
  send: (event: ServerEvent) => void;
  /** Sends text that is no event. */
  sendRaw(text: string): void;
  /** Kills the connection without a close frame. */
  dropSocket(): void;
  closeSocket(code: number, reason: string): void;
  /** The session's end, as after an hour. */
  expire(): void;
}

export type Opening =
  | { kind: 'delay'; ms: number }
  | { kind: 'fail'; error: { type: string; code: string; message: string } }
  | null;

const LATE_DELTAS = 10;
const LATE_DELTA_MS = 100;

export class FaultPlayer {
  readonly #fault: Fault | null;
  readonly #ports: FaultPorts;
  #passedMs = 0;

  constructor(fault: Fault | null, ports: FaultPorts) {
    this.#fault = fault;
    this.#ports = ports;
  }

  /** Before the first output. */
  opening(): Opening {
    const fault = this.#fault;
    switch (fault?.kind) {
      case 'fail':
        return {
          kind: 'fail',
          error: {
            type: 'tokens',
            code: 'rate_limit_exceeded',
            message: 'Rate limit reached. This is the failure that /fail asks the emulator for.',
          },
        };
      case 'delay':
        return { kind: 'delay', ms: fault.ms };
      case 'error':
        this.#ports.send(
          errorEvent(
            {
              type: 'server_error',
              code: 'server_error',
              message: 'The server had an error. This is the error that /error asks the emulator for.',
              param: null,
            },
            null,
          ),
        );
        return null;
      case 'garbage':
        this.#ports.sendRaw('{"type":"response.output_audio.delta","delta":');
        this.#ports.sendRaw(
          JSON.stringify({ type: 'emulator.unknown_event', event_id: newId('event'), note: '/garbage' }),
        );
        return null;
      default:
        return null;
    }
  }

  /** After another `spanMs` of the answer was sent. */
  after(spanMs: number): 'incomplete' | 'stall' | null {
    const fault = this.#fault;
    if (!fault || !('afterMs' in fault)) return null;
    this.#passedMs += spanMs;
    if (this.#passedMs < fault.afterMs) return null;
    if (fault.kind === 'stall' || fault.kind === 'incomplete') return fault.kind;
    if (fault.kind === 'drop') this.#ports.dropSocket();
    else if (fault.kind === 'expire') this.#ports.expire();
    else this.#ports.closeSocket(fault.code, 'asked for with /close');
    return null;
  }

  /** After `response.done` of a cancelled response whose last item was `item`. */
  afterCancel(item: MessageOutput, format: WireFormat): void {
    if (this.#fault?.kind !== 'late') return;
    const bytes = encodeAll(lateTone(), format);
    for (let n = 1; n <= LATE_DELTAS; n += 1) {
      this.#ports.scope.after(n * LATE_DELTA_MS, () => {
        item.sendText(' late');
        item.sendAudio(bytes);
      });
    }
  }
}

/** 100 ms of 880 Hz, so that a client that fails to drop it is heard to. */
function lateTone(): Int16Array {
  return Int16Array.from(
    { length: LATE_DELTA_MS * 24 },
    (_, n) => 6000 * Math.sin((2 * Math.PI * 880 * n) / 24_000),
  );
}
