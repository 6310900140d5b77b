/** The two answers that are not files: is the server alive, and what does the page need to know. No secret is in either. */

import type { FastifyInstance } from 'fastify';
import type { ConsoleConfig } from '../../src/lib/console-config.ts';
import { REALTIME_PATH, type Relay } from '../relay/relay.ts';
import type { Upstream } from '../upstream/upstream.ts';

export function serviceRoutes(
  app: FastifyInstance,
  deps: { upstream: Upstream; relay: Relay; version: string },
): void {
  const { upstream, relay, version } = deps;
  const consoleConfig: ConsoleConfig = {
    version,
    upstream: { name: upstream.name, kind: upstream.kind },
    realtimePath: REALTIME_PATH,
    defaultModel: upstream.defaultModel,
    models: [...upstream.models],
    voices: [...upstream.voices],
    transcriptionModels: [...upstream.transcriptionModels],
  };

  app.get('/healthz', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store');
    return { status: 'ok', sessions: relay.sessionCount };
  });

  app.get('/api/console', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store');
    return consoleConfig;
  });

  app.get(REALTIME_PATH, async (_request, reply) => {
    reply.code(426).header('Upgrade', 'websocket');
    return {
      error: {
        message: `${REALTIME_PATH} is a WebSocket. Connect with ws:// or wss:// instead of fetching it.`,
        type: 'invalid_request_error',
        param: null,
        code: 'upgrade_required',
      },
    };
  });
}
