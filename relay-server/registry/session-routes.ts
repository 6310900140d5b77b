/** The live sessions over HTTP, for those who may watch: the list, the list as it changes, one of them, and the end of one. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AccessGate } from '../access/access-gate.ts';
import { mayAct, mayLook } from '../access/operator-routes.ts';
import { errorBody } from '../http/answers.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { SessionStreams } from './session-stream.ts';

export interface SessionRoutesDeps {
  access: AccessGate;
  registry: SessionRegistry;
  streams: SessionStreams;
}

export function sessionRoutes(app: FastifyInstance, deps: SessionRoutesDeps): void {
  const { access, registry, streams } = deps;
  const missing = (reply: FastifyReply) =>
    reply
      .code(404)
      .send(errorBody('session_not_found', 'There is no session of that id; it may have ended long ago.'));

  app.get('/api/sessions', { preHandler: mayLook }, () => registry.list());

  app.get('/api/sessions/events', { preHandler: mayLook }, (_request, reply) =>
    // The second header is for nginx, which gathers answers by default.
    reply.headers({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }).send(streams.open()),
  );

  app.get<{ Params: { id: string } }>(
    '/api/sessions/:id',
    { preHandler: mayLook },
    async (request, reply) => (await registry.get(request.params.id)) ?? missing(reply),
  );

  app.delete<{ Params: { id: string } }>(
    '/api/sessions/:id',
    { preHandler: mayAct(access) },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await registry.endSession(id))) return missing(reply);
      request.log.info({ sessionId: id, by: request.client?.label }, 'session ended by hand');
      return reply.code(204).send();
    },
  );
}
