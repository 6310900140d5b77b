/** The live sessions over HTTP, for those who may watch: the list, the list as it changes, one of them, and the end of one. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import type { LiveSession, SessionStreamEvent } from '../../src/lib/watch-messages.ts';
import type { AccessGate } from '../access/access-gate.ts';
import { mayAct, mayLook } from '../access/operator-routes.ts';
import { errorBody } from '../http/answers.ts';
import { type ListSource, type ListStreams, sendListStream } from '../http/list-stream.ts';
import type { SessionRegistry } from './session-registry.ts';

export interface SessionRoutesDeps {
  access: AccessGate;
  registry: SessionRegistry;
  streams: ListStreams<LiveSession>;
}

/** The list as a stream tells it. */
export function sessionSource(registry: SessionRegistry): ListSource<LiveSession> {
  return {
    entryEvent: 'session' satisfies SessionStreamEvent['event'],
    list: () => registry.list(),
    follow: (onChange) => registry.follow(onChange),
  };
}

export function sessionRoutes(app: FastifyInstance, deps: SessionRoutesDeps): void {
  const { access, registry, streams } = deps;
  const missing = (reply: FastifyReply) =>
    reply
      .code(404)
      .send(errorBody('session_not_found', 'There is no session of that id; it may have ended long ago.'));

  app.get('/api/sessions', { preHandler: mayLook }, () => registry.list());

  app.get('/api/sessions/events', { preHandler: mayLook }, (_request, reply) =>
    sendListStream(reply, streams),
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
