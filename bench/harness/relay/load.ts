/**
 * The load: sessions of a microphone's frames up and an answer's deltas down, sent at even distances. Owns both ends of each, the server
 * that the system under test dials, and the figures.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { type RecordableHistogram, createHistogram } from 'node:perf_hooks';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { acceptClient, openAsClient, readHead } from './handshake.ts';
import type { Fate, Latency, Seen, Target } from './load.messages.ts';
import { LoadEnd } from './load-end.ts';
import { DOWN, UP } from './message.ts';
import { Pace } from './pace.ts';

const UPS_PER_SECOND = 50;
const DOWNS_PER_SECOND = 20;
/** The finest that a timer of Node does. */
const TICK_MS = 1;
const OPENING_AT_ONCE = 16;
const EXCHANGE_PERIOD_MS = 10;
/** What is under way arrives, or is lost. */
const DRAIN_TIMEOUT_MS = 3000;
const DRAIN_LOOK_MS = 20;

export class Load {
  readonly #clients: LoadEnd[] = [];
  readonly #upstreams: LoadEnd[] = [];
  readonly #up = createHistogram();
  readonly #down = createHistogram();
  readonly #late = createHistogram();
  #target: Target | null = null;
  #usage = process.cpuUsage();
  #timer: NodeJS.Timeout | null = null;

  /** Resolves with the port on which the system under test finds its upstream. */
  async listen(): Promise<number> {
    const server = createServer((socket) => void this.#accept(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async open(target: Target, sessions: number): Promise<void> {
    this.#target = target;
    const indexes = Array.from({ length: sessions }, (_, index) => index).values();
    const opener = async () => {
      for (const index of indexes) await this.#openOne(target, index);
    };
    await Promise.all(Array.from({ length: OPENING_AT_ONCE }, opener));
  }

  async exchange(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      for (const [index, client] of this.#clients.entries()) client.send(index);
      for (const [index, upstream] of this.#upstreams.entries()) upstream.send(index);
      await sleep(EXCHANGE_PERIOD_MS);
    }
    await this.#drain();
  }

  start(): void {
    const nowMs = performance.now();
    const up = new Pace(UPS_PER_SECOND, this.#clients, nowMs);
    const down = new Pace(DOWNS_PER_SECOND, this.#upstreams, nowMs);
    this.#timer = setInterval(() => {
      const atMs = performance.now();
      record(this.#late, Math.max(up.lateMs(atMs), down.lateMs(atMs)) * 1000);
      up.sendDue(atMs);
      down.sendDue(atMs);
    }, TICK_MS);
  }

  mark(): void {
    this.#usage = process.cpuUsage();
    for (const histogram of [this.#up, this.#down, this.#late]) histogram.reset();
  }

  seen(): Seen {
    const { user, system } = process.cpuUsage(this.#usage);
    return {
      up: latency(this.#up),
      down: latency(this.#down),
      messages: this.#up.count + this.#down.count,
      lateMs: this.#late.percentile(99) / 1000,
      loadCpuMs: (user + system) / 1000,
    };
  }

  async stop(): Promise<Fate> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#drain();
    const ends = [...this.#clients.splice(0), ...this.#upstreams.splice(0)];
    const fate = { sent: 0, lost: 0, reordered: 0, broken: 0 };
    for (const end of ends) {
      fate.sent += end.sent;
      fate.lost += end.sent - end.received;
      fate.reordered += end.reordered;
      fate.broken += end.broken;
      end.close();
    }
    return fate;
  }

  async #openOne(target: Target, index: number): Promise<void> {
    const socket = connect(target.port, '127.0.0.1');
    socket.on('error', () => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('close', () => reject(new Error(`Nobody listens on port ${target.port}.`)));
    });
    const rest = await openAsClient(socket, { ...target, host: `127.0.0.1:${target.port}` });
    await new Promise<void>((resolve, reject) => {
      const client = new LoadEnd(
        socket,
        rest,
        { incoming: DOWN, outgoing: UP, isClient: true },
        {
          first: () => resolve(),
          arrived: (latencyUs) => record(this.#down, latencyUs),
          dropped: () => reject(new Error('The system under test closed a session before it was open.')),
        },
      );
      this.#clients[index] = client;
      client.send(index);
    });
  }

  async #accept(socket: Socket): Promise<void> {
    socket.on('error', () => socket.destroy());
    const { headers, rest } = await readHead(socket);
    const wanted = this.#target?.authorization ?? null;
    if (wanted !== null && headers.get('authorization') !== wanted) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    acceptClient(socket, headers);
    const upstream: LoadEnd = new LoadEnd(
      socket,
      rest,
      { incoming: UP, outgoing: DOWN, isClient: false },
      {
        first: (session) => {
          this.#upstreams[session] = upstream;
          upstream.send(session);
        },
        arrived: (latencyUs) => record(this.#up, latencyUs),
        dropped: () => {},
      },
    );
  }

  async #drain(): Promise<void> {
    const deadlineMs = performance.now() + DRAIN_TIMEOUT_MS;
    const isDone = (): boolean =>
      this.#clients.every(({ received }, i) => received === this.#upstreams[i]?.sent) &&
      this.#upstreams.every(({ received }, i) => received === this.#clients[i]?.sent);
    while (!isDone() && performance.now() < deadlineMs) await sleep(DRAIN_LOOK_MS);
  }
}

/** A histogram holds nothing below 1. */
function record(histogram: RecordableHistogram, us: number): void {
  histogram.record(Math.max(1, Math.round(us)));
}

function latency(histogram: RecordableHistogram): Latency {
  return {
    medianMs: histogram.percentile(50) / 1000,
    p99Ms: histogram.percentile(99) / 1000,
    worstMs: histogram.max / 1000,
  };
}
