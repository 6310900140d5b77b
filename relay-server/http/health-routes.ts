/**
 * Whether the server lives (`/healthz`), whether it should be sent clients (`/readyz`, which says what is missing), and what it counts
 * (`/metrics`, for those who may watch). None of them asks the upstream anything.
 */

import type { FastifyInstance } from 'fastify';
import { WATCH_REFUSED } from '../access/refusal.ts';
import type { RelayMetrics } from '../metrics/relay-metrics.ts';
import type { Relay } from '../relay/relay.ts';
import type { Upstreams } from '../upstream/upstreams.ts';
import { errorBody } from './answers.ts';

export interface HealthDeps {
  relay: Relay;
  upstreams: Upstreams;
  /** False when this server should give the page and cannot. */
  hasConsole: boolean;
  metrics: RelayMetrics;
}

export function healthRoutes(app: FastifyInstance, deps: HealthDeps): void {
  const { relay, metrics } = deps;

  app.get('/healthz', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store');
    return { status: 'ok', sessions: relay.sessionCount };
  });

  app.get('/readyz', async (_request, reply) => {
    const missing = whatIsMissing(deps);
    reply.header('Cache-Control', 'no-store').code(missing.length === 0 ? 200 : 503);
    return missing.length === 0 ? { status: 'ready' } : { status: 'not ready', missing };
  });

  app.get('/metrics', async (request, reply) => {
    if (request.client?.mayWatch !== true) {
      return reply.code(WATCH_REFUSED.status).send(errorBody(WATCH_REFUSED.code, WATCH_REFUSED.message));
    }
    return reply
      .header('Cache-Control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.text());
  });
}

function whatIsMissing({ relay, upstreams, hasConsole }: HealthDeps): string[] {
  const [upstream] = upstreams.list;
  const missing: string[] = [];
  if (relay.isClosing) missing.push('The server is shutting down.');
  if (!hasConsole) missing.push('The console is not built. Run npm run build and start again.');
  const dial = upstream.dial({ query: new URLSearchParams(), safetyIdentifier: null, requestId: 'readyz' });
  if (!dial.ok) missing.push(`${upstream.name} has no API key. Set ${upstream.hints.key} and start again.`);
  return missing;
}
