/** The calls over HTTP, for operators: what there is, the list as it changes, what is to be done in a call, and the agent of new ones. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import type { CallStreamEvent, CallSummary, PhoneFacts } from '../../../src/lib/call-messages.ts';
import type { SessionSettings } from '../../../src/session/types.ts';
import type { AccessGate } from '../../access/access-gate.ts';
import { mayAct, mayLook } from '../../access/operator-routes.ts';
import { errorBody } from '../../http/answers.ts';
import { type ListSource, type ListStreams, sendListStream } from '../../http/list-stream.ts';
import type { Call } from '../call/call.ts';
import type { OutboundCalls } from '../outbound/outbound-calls.ts';
import type { SteeringProblem } from '../call/steering.ts';
import type { AgentWishes } from './agent-wishes.ts';
import type { CallBook } from './call-book.ts';
import { readCallCommand, readCallSettings } from './call-command-schema.ts';

export interface CallRoutesDeps {
  access: AccessGate;
  book: CallBook;
  streams: ListStreams<CallSummary>;
  facts: PhoneFacts;
  wishes: AgentWishes;
  /** With what a call would begin now. */
  agentSettings: () => SessionSettings;
  callOf: (id: string) => Pick<Call, 'steer'> | null;
  /** Takes back a call that was placed and is not connected yet. */
  cancel: OutboundCalls['cancel'];
}

const PROBLEMS: Record<SteeringProblem, { status: number; code: string; message: string }> = {
  'not-now': {
    status: 409,
    code: 'call_not_talking',
    message:
      'The agent of that call cannot be told anything now: it is being connected, or the call is over.',
  },
  'unknown-name': {
    status: 400,
    code: 'unknown_transfer',
    message: 'Nobody of that name is in phone.transfers of the configuration.',
  },
};

export function callSource(book: CallBook): ListSource<CallSummary> {
  return {
    entryEvent: 'call' satisfies CallStreamEvent['event'],
    list: () => book.list(),
    follow: (onChange) => book.follow(onChange),
  };
}

export function callRoutes(app: FastifyInstance, deps: CallRoutesDeps): void {
  const { access, book, streams, facts, wishes, agentSettings, callOf, cancel } = deps;
  const look = { preHandler: mayLook };
  const act = { preHandler: mayAct(access) };
  const missing = (reply: FastifyReply) =>
    reply
      .code(404)
      .send(errorBody('call_not_found', 'There is no call of that id; it may have ended long ago.'));
  const over = (reply: FastifyReply) => {
    const { status, code, message } = PROBLEMS['not-now'];
    return reply.code(status).send(errorBody(code, message));
  };

  app.get('/api/phone', look, () => facts);

  app.get('/api/calls', look, () => book.list());

  app.get('/api/calls/events', look, (_request, reply) => sendListStream(reply, streams));

  app.get<{ Params: { id: string } }>('/api/calls/:id', look, (request, reply) => {
    const call = book.get(request.params.id);
    return call ?? missing(reply);
  });

  app.get<{ Params: { id: string } }>('/api/calls/:id/number', look, (request, reply) => {
    const { id } = request.params;
    const number = book.numberOf(id);
    if (number === null) return missing(reply);
    request.log.info({ callSid: id, by: request.client?.label }, 'the number of a call was looked at');
    return { number };
  });

  app.post<{ Params: { id: string } }>('/api/calls/:id/commands', act, async (request, reply) => {
    const { id } = request.params;
    const command = readCallCommand(request.body);
    if (!command.ok) return reply.code(400).send(errorBody('bad_command', command.problem));
    const call = callOf(id);
    if (call === null) {
      const known = book.get(id);
      if (known === null) return missing(reply);
      // It rings, and there is no agent yet to be told.
      if (command.value.kind !== 'hang-up' || known.end !== null) return over(reply);
      const canceled = await cancel(id);
      if (canceled.ok) return reply.code(204).send();
      return reply.code(canceled.status).send(errorBody(canceled.code, canceled.message));
    }
    const problem = call.steer(command.value);
    if (problem !== null) {
      const { status, code, message } = PROBLEMS[problem];
      return reply.code(status).send(errorBody(code, message));
    }
    const { kind } = command.value;
    request.log.info({ callSid: id, by: request.client?.label, kind }, 'a call was steered');
    return reply.code(204).send();
  });

  app.get('/api/phone/agent', look, () => agentSettings());

  app.patch('/api/phone/agent', act, (request, reply) => {
    const patch = readCallSettings(request.body);
    if (!patch.ok) return reply.code(400).send(errorBody('bad_settings', patch.problem));
    wishes.add(patch.value);
    request.log.info(
      { by: request.client?.label, fields: Object.keys(patch.value) },
      'the agent of new calls was changed',
    );
    return agentSettings();
  });

  app.delete('/api/phone/agent', act, () => {
    wishes.forget();
    return agentSettings();
  });
}
