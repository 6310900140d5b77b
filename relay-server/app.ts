/**
 * The server, put together: HTTP routes, headers, files and the relay's upgrades. It listens on nothing and reads no environment, so a
 * test can inject requests and `vite` can mount it.
 */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type FastifyBaseLogger, type FastifyInstance, LogController, fastify } from 'fastify';
import { type Clock, systemClock } from '../src/lib/clock.ts';
import { LOOPBACK_ACCESS } from './access/access-config.ts';
import { AccessGate } from './access/access-gate.ts';
import { accessRoutes } from './access/access-routes.ts';
import { NO_BUDGETS } from './budget/budget-config.ts';
import { BudgetPart } from './budget/budget-part.ts';
import { budgetRoutes } from './budget/budget-routes.ts';
import { DayLedger, type LedgerStore } from './budget/day-ledger.ts';
import type { Config } from './config.ts';
import { fallbackAnswers } from './http/answers.ts';
import { healthRoutes } from './http/health-routes.ts';
import { ListStreams } from './http/list-stream.ts';
import { securityHeaders } from './http/security-headers.ts';
import { serviceRoutes } from './http/service-routes.ts';
import { staticSite } from './http/static-site.ts';
import { RelayMetrics } from './metrics/relay-metrics.ts';
import { type Phone, type PhoneOutside, startPhone } from './phone/phone.ts';
import { PolicyPart } from './policy/policy-part.ts';
import { MemoryRegistry } from './registry/memory-registry.ts';
import { RegistryPart } from './registry/registry-part.ts';
import { sessionRoutes, sessionSource } from './registry/session-routes.ts';

import { watchServer } from './registry/watch-server.ts';
import { type RelayLimits, relayLimits } from './relay/limits.ts';
import type { RelayPart } from './relay/part.ts';
import { Relay } from './relay/relay.ts';
import type { TlsMaterial } from './tls/tls-files.ts';
import type { Upstreams } from './upstream/upstreams.ts';

declare module 'fastify' {
  interface FastifyInstance {
    relay: Relay;
    /** For servers that are not the app's own, such as Vite's: hand their upgrades here. */
    upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  }
}

export interface AppDeps {
  upstreams: Upstreams;
  logger: FastifyBaseLogger;
  version: string;
  /** Absolute path of the built console; null when another server gives the page. */
  siteDir: string | null;
  clock?: Clock;
  /** Wall clock in epoch milliseconds, for what must hold across restarts. */
  nowEpochMs?: () => number;
  /** Speak TLS with this certificate; plain HTTP without. */
  tls?: TlsMaterial | null;
  limits?: Partial<RelayLimits>;
  /** Where the day's use is written down; nowhere by default. */
  ledgerStore?: LedgerStore;
  /** Ways to Twilio and to the public address, where a test gives its own. */
  phoneOutside?: PhoneOutside | undefined;
  /** What takes part in sessions beside the relay itself. */
  parts?: readonly RelayPart[];
}

/** How long a close waits for WebSockets to say goodbye before it cuts them. */
const GOODBYE_MS = 3000;

/** Resolves when all plugins are registered. Closing the instance ends the relay's sessions first. */
export async function buildApp(
  config: Pick<Config, 'upstreamConnectTimeoutMs'> &
    Partial<Pick<Config, 'access' | 'budgets' | 'drainMs' | 'phone' | 'policy'>>,
  deps: AppDeps,
): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    loggerInstance: deps.logger,
    // A line for every asset would bury what matters; the relay logs its sessions itself.
    logController: new LogController({ disableRequestLogging: true }),
    // Idle keep-alive connections of browsers must not hold up a close.
    forceCloseConnections: true,
    // Closing takes as long as sessions may; Fastify would give it up after 10 s. `shutdown.ts` has the deadline.
    pluginTimeout: 0,
    ...(deps.tls == null ? {} : { https: deps.tls }),
  });
  const clock = deps.clock ?? systemClock;
  const nowEpochMs = deps.nowEpochMs ?? Date.now;
  const access = new AccessGate(config.access ?? LOOPBACK_ACCESS, { clock, nowEpochMs });
  const registry = new MemoryRegistry(nowEpochMs);
  const metrics = new RelayMetrics(clock);
  const ledger = await DayLedger.open({
    store: deps.ledgerStore ?? null,
    clock,
    nowEpochMs,
    log: app.log,
  });
  const policy = config.policy ?? null;
  const budgets = config.budgets ?? NO_BUDGETS;
  const budgetPart = new BudgetPart({ budgets, ledger, clock, nowEpochMs });
  const watching = watchServer({ access, registry, clock });
  const streams = new ListStreams(sessionSource(registry), clock);
  const relay = new Relay({
    access,
    upstreams: deps.upstreams,
    limits: { ...relayLimits(config.upstreamConnectTimeoutMs), ...deps.limits },
    parts: [
      ...(policy === null ? [] : [new PolicyPart(policy)]),
      budgetPart,
      metrics,
      new RegistryPart(registry, clock),
      ...(deps.parts ?? []),
    ],
    clock,
    nowEpochMs,
    log: app.log,
  });
  let phone: Phone | null = null;
  app.decorate('relay', relay);
  app.decorate('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (watching.upgrade(request, socket, head) || phone?.upgrade(request, socket, head)) return;
    relay.upgrade(request, socket, head);
  });
  app.server.on('upgrade', app.upgrade);
  app.addHook('preClose', async () => {
    // First, so that another instance can take the port while this one lets its sessions end.
    app.server.close();
    const drainMs = config.drainMs ?? 0;
    await Promise.all([phone?.close({ drainMs }), relay.close({ drainMs, cutMs: GOODBYE_MS })]);
    // A call may have opened a line when the relay had none left.
    await relay.close({ drainMs: 0, cutMs: GOODBYE_MS });
    watching.close();
    streams.close();
    await ledger.close();
  });

  await securityHeaders(app);
  accessRoutes(app, access, deps.tls != null);
  fallbackAnswers(app);
  serviceRoutes(app, { upstreams: deps.upstreams, policy, version: deps.version });
  healthRoutes(app, {
    relay,
    upstreams: deps.upstreams,
    hasConsole: await staticSite(app, deps.siteDir),
    metrics,
  });
  budgetRoutes(app, budgetPart, nowEpochMs);
  sessionRoutes(app, { access, registry, streams });
  phone = await startPhone(app, {
    config: config.phone ?? null,
    access,
    outside: deps.phoneOutside,
    registry,
    relay,
    upstreams: deps.upstreams,
    clock,
    nowEpochMs,
    log: app.log,
  });
  await app.ready();
  return app;
}
