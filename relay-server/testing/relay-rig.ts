/** A whole relay on loopback with a client in front of it, its log captured, and everything closed at the end of the test. */

import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { type ClientOptions, WebSocket } from 'ws';
import type { Clock } from '../../src/lib/clock.ts';
import { buildApp } from '../app.ts';
import type { AccessConfig } from '../access/access-config.ts';
import type { Budgets } from '../budget/budget-config.ts';
import type { LedgerStore } from '../budget/day-ledger.ts';
import type { PhoneOutside } from '../phone/phone.ts';
import type { PhoneConfig } from '../phone/phone-config.ts';
import type { Policy } from '../policy/policy-config.ts';
import type { TlsMaterial } from '../tls/tls-files.ts';
import type { RelayLimits } from '../relay/limits.ts';
import { emulatorUpstream } from '../upstream/emulator.ts';
import { remoteUpstream } from '../upstream/remote.ts';
import { offerOf } from '../upstream/upstream-config.ts';
import { Upstreams } from '../upstream/upstreams.ts';
import { Secret } from '../secret.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { until } from './until.ts';

export const TEST_KEY = 'sk-test-0123456789abcdef';

const TEST_OFFER = offerOf({ models: ['gpt-realtime-2.1'] });

/** An upstream of kind `openai` at any address, with a key unless told otherwise. */
export function upstreamAt(
  url: string,
  options: { key?: string | null; kind?: 'openai' | 'azure' | 'compatible' } = {},
): Upstream {
  const { key = TEST_KEY, kind = 'openai' } = options;
  return remoteUpstream({
    kind,
    id: kind,
    name: kind === 'openai' ? 'OpenAI' : 'the test server',
    url,
    apiKey: key === null ? null : new Secret(key),
    organization: null,
    project: null,
    safetyIdentifier: null,
    ignoreClientSafetyIdentifier: false,
    headers: {},
    offer: TEST_OFFER,
    hints: { key: 'OPENAI_API_KEY', address: 'OPENAI_BASE_URL' },
  });
}

/** The emulator at that address, as an upstream. */
export function emulatorAt(url: string): Upstream {
  return emulatorUpstream(url, { id: 'emulator', name: 'Emulator', offer: TEST_OFFER });
}

export interface TestClient {
  socket: WebSocket;
  received: { bytes: Buffer; isBinary: boolean }[];
  /** Set when the socket is closed. */
  closed: { code: number; reason: string } | null;
  /** Resolves with the close code and reason. */
  whenClosed(): Promise<{ code: number; reason: string }>;
  /** The received text frames, parsed. */
  events(): Record<string, unknown>[];
}

export interface RelayRig {
  app: FastifyInstance;
  port: number;
  /** Everything that was logged, as it was written. */
  logText(): string;
  /** Opens a client; resolves when its socket is open. */
  connect(path?: string, protocols?: string[], options?: ClientOptions): Promise<TestClient>;
  /** Cuts the clients first, unless they are kept. */
  close(options?: { keepClients: boolean }): Promise<void>;
}

export async function relayRig(options: {
  upstream: Upstream;
  /** Beside it. */
  furtherUpstreams?: Upstream[];
  clock?: Clock;
  limits?: Partial<RelayLimits>;
  connectTimeoutMs?: number;
  access?: AccessConfig;
  nowEpochMs?: () => number;
  drainMs?: number;
  budgets?: Budgets;
  policy?: Policy;
  phone?: PhoneConfig;
  phoneOutside?: PhoneOutside | undefined;
  ledgerStore?: LedgerStore;
  /** The client then dials `wss://localhost`, trusting this certificate. */
  tls?: TlsMaterial;
}): Promise<RelayRig> {
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const app = await buildApp(
    {
      upstreamConnectTimeoutMs: options.connectTimeoutMs ?? 4000,
      access: options.access,
      drainMs: options.drainMs,
      budgets: options.budgets,
      policy: options.policy,
      phone: options.phone,
    },
    {
      upstreams: new Upstreams([options.upstream, ...(options.furtherUpstreams ?? [])]),
      logger,
      version: '0.0.0',
      siteDir: null,
      clock: options.clock,
      limits: { retryDelayMs: 1, ...options.limits },
      nowEpochMs: options.nowEpochMs,
      tls: options.tls,
      ledgerStore: options.ledgerStore,
      phoneOutside: options.phoneOutside,
    },
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay does not listen on a port');
  const { port } = address;
  const clients: WebSocket[] = [];
  return {
    app,
    port,
    logText: () => lines.join(''),
    async connect(path = '/v1/realtime', protocols = [], clientOptions = {}) {
      const base = options.tls === undefined ? 'ws://127.0.0.1' : 'wss://localhost';
      const socket = new WebSocket(`${base}:${port}${path}`, protocols, {
        ca: options.tls?.cert,
        perMessageDeflate: false,
        ...clientOptions,
      });
      clients.push(socket);
      const client = watch(socket);
      await until(() => socket.readyState !== socket.CONNECTING, 'the client is open or closed');
      return client;
    },
    async close({ keepClients } = { keepClients: false }) {
      if (!keepClients) for (const socket of clients) socket.terminate();
      await app.close();
    },
  };
}

function watch(socket: WebSocket): TestClient {
  const client: TestClient = {
    socket,
    received: [],
    closed: null,
    async whenClosed() {
      await until(() => client.closed !== null, 'the client is closed');
      return client.closed ?? { code: 0, reason: '' };
    },
    events: () =>
      client.received.filter((frame) => !frame.isBinary).map(({ bytes }) => JSON.parse(bytes.toString())),
  };
  socket.on('message', (bytes, isBinary) => {
    if (Buffer.isBuffer(bytes)) client.received.push({ bytes, isBinary });
  });
  socket.on('close', (code, reason) => {
    client.closed = { code, reason: reason.toString() };
  });
  // A refused upgrade is an error event; `closed` tells it as well.
  socket.on('error', () => undefined);
  return client;
}
