/** Placing calls over HTTP: the operator's request for one, and what Twilio tells of it afterwards. */

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AccessGate } from '../../access/access-gate.ts';
import { mayAct } from '../../access/operator-routes.ts';
import { errorBody } from '../../http/answers.ts';
import { type SignedFormDeps, callForm, signedForm, withForms } from '../signed-forms.ts';
import { MACHINE_PATH, type OutboundCalls, STATUS_PATH } from './outbound-calls.ts';

export interface OutboundRouteDeps extends SignedFormDeps {
  access: AccessGate;
  calls: Pick<OutboundCalls, 'place' | 'takeStatus' | 'takeAnsweredBy'>;
}

const order = z.object({ to: z.string().max(100) });
/** Twilio's words are short; a longer one is none of them. */
const word = z.string().max(50);
const statusForm = callForm.extend({ CallStatus: word });
const machineForm = callForm.extend({ AnsweredBy: word });

export async function outboundRoutes(app: FastifyInstance, deps: OutboundRouteDeps): Promise<void> {
  const { access, calls } = deps;

  app.post('/api/calls', { preHandler: mayAct(access), bodyLimit: 4096 }, async (request, reply) => {
    const body = order.safeParse(request.body);
    if (!body.success) {
      return reply
        .code(400)
        .send(errorBody('bad_request', 'Send {"to": "+49…"} with the number to be called, as JSON.'));
    }
    const placed = await calls.place(body.data.to);
    return placed.ok
      ? reply.code(201).send(placed.call)
      : reply.code(placed.status).send(errorBody(placed.code, placed.message));
  });

  await withForms(app, (scope) => {
    scope.post(STATUS_PATH, async (request, reply) => {
      const form = signedForm(deps, { request, reply, path: STATUS_PATH }, statusForm);
      if (form === null) return reply;
      calls.takeStatus(form.CallSid, form.CallStatus);
      return reply.code(204).send();
    });
    scope.post(MACHINE_PATH, async (request, reply) => {
      const form = signedForm(deps, { request, reply, path: MACHINE_PATH }, machineForm);
      if (form === null) return reply;
      calls.takeAnsweredBy(form.CallSid, form.AnsweredBy);
      return reply.code(204).send();
    });
  });
}
