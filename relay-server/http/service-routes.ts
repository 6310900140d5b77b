/** What the page needs to know (no secret is in it), and a word to those who fetch what is a WebSocket. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleConfig, ConsoleUpstream } from '../../src/lib/console-config.ts';
import { REALTIME_PATH } from '../relay/relay.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Upstreams } from '../upstream/upstreams.ts';

export function serviceRoutes(app: FastifyInstance, deps: { upstreams: Upstreams; version: string }): void {
  const { upstreams, version } = deps;
  const [first, ...others] = upstreams.list;
  const consoleConfig: ConsoleConfig = {
    version,
    realtimePath: REALTIME_PATH,
    upstreams: [told(first), ...others.map(told)],
  };

  app.get('/api/console', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store');
    return consoleConfig;
  });

  const refuse = async (_request: FastifyRequest, reply: FastifyReply) => {
    reply.code(426).header('Upgrade', 'websocket');
    return {
      error: {
        message: `${REALTIME_PATH} is a WebSocket. Connect with ws:// or wss:// instead of fetching it.`,
        type: 'invalid_request_error',
        param: null,
        code: 'upgrade_required',
      },
    };
  };
  app.get(REALTIME_PATH, refuse);
  app.get(`/upstreams/:name${REALTIME_PATH}`, refuse);
}

function told({
  id,
  name,
  kind,
  defaultModel,
  models,
  voices,
  transcriptionModels,
}: Upstream): ConsoleUpstream {
  return { id, name, kind, defaultModel, models, voices, transcriptionModels };
}
