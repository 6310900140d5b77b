/**
 * The server, put together: HTTP routes, headers, files and the relay's upgrades. It listens on nothing and reads no environment, so a
 * test can inject requests and `vite` can mount it.
 */

import { type FastifyBaseLogger, type FastifyInstance, LogController, fastify } from 'fastify';
import { type Clock, systemClock } from '../src/lib/clock.ts';
import { LOOPBACK_ACCESS } from './access/access-config.ts';
import { AccessGate } from './access/access-gate.ts';
import { accessRoutes } from './access/access-routes.ts';
import type { Config } from './config.ts';
import { fallbackAnswers } from './http/answers.ts';
import { securityHeaders } from './http/security-headers.ts';
import { serviceRoutes } from './http/service-routes.ts';
import { staticSite } from './http/static-site.ts';
import { type RelayLimits, relayLimits } from './relay/limits.ts';
import type { RelayPart } from './relay/part.ts';
import { Relay } from './relay/relay.ts';
import type { TlsMaterial } from './tls/tls-files.ts';
import type { Upstreams } from './upstream/upstreams.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** For servers that are not the app's own, such as Vite's: hand their upgrades to `relay.upgrade`. */
    relay: Relay;
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
  /** What takes part in sessions beside the relay itself. */
  parts?: readonly RelayPart[];
}

/** How long the close waits for WebSockets to say goodbye before it cuts them. */
const DRAIN_DEADLINE_MS = 3000;

/** Resolves when all plugins are registered. Closing the instance ends the relay's sessions first. */
export async function buildApp(
  config: Pick<Config, 'upstreamConnectTimeoutMs'> & Partial<Pick<Config, 'access'>>,
  deps: AppDeps,
): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    loggerInstance: deps.logger,
    // A line for every asset would bury what matters; the relay logs its sessions itself.
    logController: new LogController({ disableRequestLogging: true }),
    // Idle keep-alive connections of browsers must not hold up a close.
    forceCloseConnections: true,
    ...(deps.tls == null ? {} : { https: deps.tls }),
  });
  const clock = deps.clock ?? systemClock;
  const nowEpochMs = deps.nowEpochMs ?? Date.now;
  const access = new AccessGate(config.access ?? LOOPBACK_ACCESS, { clock, nowEpochMs });
  const relay = new Relay({
    access,
    upstreams: deps.upstreams,
    limits: { ...relayLimits(config.upstreamConnectTimeoutMs), ...deps.limits },
    parts: deps.parts,
    clock,
    nowEpochMs,
    log: app.log,
  });
  app.decorate('relay', relay);
  app.server.on('upgrade', (request, socket, head) => relay.upgrade(request, socket, head));
  app.addHook('preClose', () => relay.close(DRAIN_DEADLINE_MS));

  await securityHeaders(app);
  accessRoutes(app, access, deps.tls != null);
  fallbackAnswers(app);
  serviceRoutes(app, { upstreams: deps.upstreams, relay, version: deps.version });
  await staticSite(app, deps.siteDir);
  await app.ready();
  return app;
}
