/** Calls in which both ends speak all the time. Owns callers and models, the server that the system under test dials, and the figures. */

import { type AddressInfo, type Socket, createServer } from 'node:net';
import { type RecordableHistogram, createHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { acceptClient, readHead } from '../relay/handshake.ts';
import { Pace } from '../relay/pace.ts';
import { Caller } from './caller.ts';
import { FRAMES_PER_PIECE, Model } from './model.ts';
import type { FrameLatency, PhoneFate, PhoneSeen, PhoneTarget } from './phone-load.messages.ts';

const FRAMES_PER_SECOND = 50;
/** The finest that a timer of Node does. */
const TICK_MS = 1;
const OPENING_AT_ONCE = 16;
const OPEN_TIMEOUT_MS = 10_000;
/** What is under way arrives, or is lost. */
const DRAIN_TIMEOUT_MS = 3000;
const DRAIN_LOOK_MS = 20;

export class PhoneLoad {
  readonly #callers: Caller[] = [];
  readonly #models: Model[] = [];
  readonly #up = createHistogram();
  readonly #down = createHistogram();
  readonly #late = createHistogram();
  #target: PhoneTarget | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** Resolves with the port on which the system under test finds its models. */
  async listen(): Promise<number> {
    const server = createServer((socket) => void this.#accept(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async open(target: PhoneTarget, calls: number): Promise<void> {
    this.#target = target;
    const numbers = Array.from({ length: calls }, (_, call) => call).values();
    const opener = async () => {
      for (const call of numbers) await this.#openOne(target, call);
    };
    await Promise.all(Array.from({ length: OPENING_AT_ONCE }, opener));
  }

  start(): void {
    const nowMs = performance.now();
    const up = new Pace(FRAMES_PER_SECOND, this.#callers, nowMs);
    const down = new Pace(FRAMES_PER_SECOND / FRAMES_PER_PIECE, this.#models, nowMs);
    this.#timer = setInterval(() => {
      const atMs = performance.now();
      record(this.#late, Math.max(up.lateMs(atMs), down.lateMs(atMs)) * 1000);
      up.sendDue(atMs);
      down.sendDue(atMs);
    }, TICK_MS);
  }

  mark(): void {
    for (const histogram of [this.#up, this.#down, this.#late]) histogram.reset();
  }

  seen(): PhoneSeen {
    return {
      up: latency(this.#up),
      down: latency(this.#down),
      lateMs: this.#late.percentile(99) / 1000,
    };
  }

  async stop(): Promise<PhoneFate> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#drain();
    const [callers, models] = [this.#callers.splice(0), this.#models.splice(0)];
    const fate = { sent: 0, lost: 0, reordered: 0, broken: 0 };
    for (const [call, caller] of callers.entries()) {
      const model = models[call];
      if (model === undefined) continue;
      fate.sent += caller.sent + model.sent;
      fate.lost += caller.sent - model.tally.received + model.sent - caller.tally.received;
      for (const { reordered, broken } of [caller.tally, model.tally]) {
        fate.reordered += reordered;
        fate.broken += broken;
      }
      // As when a caller hangs up.
      caller.close();
    }
    await sleep(DRAIN_LOOK_MS);
    for (const model of models) model.close();
    return fate;
  }

  async #openOne(target: PhoneTarget, call: number): Promise<void> {
    let dropped = (): void => {};
    let arrived = (): void => {};
    const heard = new Promise<void>((resolve, reject) => {
      arrived = resolve;
      dropped = () => reject(new Error('The system under test ended a call before it was open.'));
      setTimeout(() => reject(new Error('A call was not put through.')), OPEN_TIMEOUT_MS).unref();
    });
    const caller = await Caller.open(target, call, {
      arrived: (latencyUs) => {
        record(this.#down, latencyUs);
        arrived();
      },
      dropped: () => dropped(),
    });
    this.#callers[call] = caller;
    caller.send();
    await heard;
  }

  async #accept(socket: Socket): Promise<void> {
    socket.on('error', () => socket.destroy());
    const { headers, rest } = await readHead(socket);
    if (headers.get('authorization') !== this.#target?.authorization) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    acceptClient(socket, headers);
    const model: Model = new Model(socket, rest, {
      first: (call) => {
        this.#models[call] = model;
      },
      arrived: (latencyUs) => record(this.#up, latencyUs),
    });
  }

  async #drain(): Promise<void> {
    const deadlineMs = performance.now() + DRAIN_TIMEOUT_MS;
    const isDone = (): boolean =>
      this.#callers.every(({ tally }, call) => tally.received === this.#models[call]?.sent) &&
      this.#models.every(({ tally }, call) => tally.received === this.#callers[call]?.sent);
    while (!isDone() && performance.now() < deadlineMs) await sleep(DRAIN_LOOK_MS);
  }
}

/** A histogram holds nothing below 1. */
function record(histogram: RecordableHistogram, us: number): void {
  histogram.record(Math.max(1, Math.round(us)));
}

function latency(histogram: RecordableHistogram): FrameLatency {
  return {
    medianMs: histogram.percentile(50) / 1000,
    p99Ms: histogram.percentile(99) / 1000,
    p999Ms: histogram.percentile(99.9) / 1000,
    worstMs: histogram.max / 1000,
  };
}
