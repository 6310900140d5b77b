/** The live sessions over HTTP, for those who may watch: the list, the list as it changes, one of them, and the end of one. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessGate } from '../access/access-gate.ts';
import { WATCH_REFUSED } from '../access/refusal.ts';
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
  const mayWatch = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('Cache-Control', 'no-store');
    if (request.client?.mayWatch === true) return undefined;
    return reply.code(WATCH_REFUSED.status).send(errorBody(WATCH_REFUSED.code, WATCH_REFUSED.message));
  };
  const missing = (reply: FastifyReply) =>
    reply
      .code(404)
      .send(errorBody('session_not_found', 'There is no session of that id; it may have ended long ago.'));

  app.get('/api/sessions', { preHandler: mayWatch }, () => registry.list());

  app.get('/api/sessions/events', { preHandler: mayWatch }, (_request, reply) =>
    // The second header is for nginx, which gathers answers by default.
    reply.headers({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }).send(streams.open()),
  );

  app.get<{ Params: { id: string } }>(
    '/api/sessions/:id',
    { preHandler: mayWatch },
    async (request, reply) => (await registry.get(request.params.id)) ?? missing(reply),
  );

  app.delete<{ Params: { id: string } }>(
    '/api/sessions/:id',
    { preHandler: mayWatch },
    async (request, reply) => {
      // A page of another site could otherwise end sessions with the person's cookie.
      const refusal = access.sameOriginRefusal(request.raw);
      if (refusal !== null) return reply.code(refusal.status).send(errorBody(refusal.code, refusal.message));
      const { id } = request.params;
      if (!(await registry.endSession(id))) return missing(reply);
      request.log.info({ sessionId: id, by: request.client?.label }, 'session ended by hand');
      return reply.code(204).send();
    },
  );
}
