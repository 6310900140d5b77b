/** What the page needs to know (no secret is in it), and a word to those who fetch what is a WebSocket. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleConfig, ConsoleUpstream } from '../../src/lib/console-config.ts';
import { REALTIME_PATH } from '../relay/relay.ts';
import type { Policy } from '../policy/policy-config.ts';
import { fieldOfParam } from '../../src/protocol/realtime/session-body.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Upstreams } from '../upstream/upstreams.ts';

export function serviceRoutes(
  app: FastifyInstance,
  deps: { upstreams: Upstreams; policy: Policy | null; version: string },
): void {
  const { upstreams, policy, version } = deps;
  const [first, ...others] = upstreams.list;
  const told = (upstream: Upstream) => offeredUnder(policy, upstream);
  const consoleConfig: ConsoleConfig = {
    version,
    realtimePath: REALTIME_PATH,
    upstreams: [told(first), ...others.map(told)],
    setByServer: Object.keys(policy?.locked ?? {}).flatMap((path) => fieldOfParam(path) ?? []),
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

/** What the upstream offers, as far as the policy allows it. */
function offeredUnder(policy: Policy | null, upstream: Upstream): ConsoleUpstream {
  const { id, name, kind, transcriptionModels } = upstream;
  const models = allowed(upstream.models, policy?.models ?? null);
  const defaultModel = models.includes(upstream.defaultModel) ? upstream.defaultModel : (models[0] ?? '');
  const voices = allowed(upstream.voices, policy?.voices ?? null);
  return { id, name, kind, defaultModel, models, voices, transcriptionModels };
}

/** An allowed name that the upstream does not list may exist all the same, so a list without any of them is the allowed one. */
function allowed(offered: readonly string[], names: readonly string[] | null): readonly string[] {
  if (names === null) return offered;
  const both = offered.filter((name) => names.includes(name));
  return both.length > 0 ? both : names;
}
