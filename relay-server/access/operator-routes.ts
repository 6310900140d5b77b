/** Who may see and steer what others do here: asked before every route of that kind. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from '../http/answers.ts';
import type { AccessGate } from './access-gate.ts';
import { type Refusal, WATCH_REFUSED } from './refusal.ts';

type PreHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

const refuse = (reply: FastifyReply, { status, code, message }: Refusal) =>
  reply.code(status).send(errorBody(code, message));

/** For routes that only tell. */
export const mayLook: PreHandler = async (request, reply) => {
  reply.header('Cache-Control', 'no-store');
  return request.client?.mayWatch === true ? undefined : refuse(reply, WATCH_REFUSED);
};

/** For routes that do something: a page of another site could otherwise do it with the person's cookie. */
export function mayAct(access: AccessGate): PreHandler {
  return async (request, reply) => {
    const refused = await mayLook(request, reply);
    if (refused !== undefined) return refused;
    const refusal = access.sameOriginRefusal(request.raw);
    return refusal === null ? undefined : refuse(reply, refusal);
  };
}
