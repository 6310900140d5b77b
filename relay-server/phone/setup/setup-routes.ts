/** The setup over HTTP: what operators ask, and what the relay asks itself over its public address. */

import type { FastifyInstance } from 'fastify';
import type { AccessGate } from '../../access/access-gate.ts';
import { mayAct, mayLook } from '../../access/operator-routes.ts';
import { errorBody } from '../../http/answers.ts';
import { SIGNATURE_HEADER, type SignatureCheck } from '../signature-check.ts';
import { fieldsOf, withForms } from '../signed-forms.ts';
import { REACHABLE_PATH, SIGNATURE_PATH, signatureAnswer } from './address-steps.ts';
import type { OwnQuestions } from './own-questions.ts';
import type { PhoneSetup } from './phone-setup.ts';

export interface SetupRouteDeps {
  access: AccessGate;
  setup: Pick<PhoneSetup, 'read' | 'setWebhook'>;
  questions: OwnQuestions;
  signatures: SignatureCheck;
}

const UNASKED = errorBody('unknown_question', 'The relay asks this of itself, and has not asked it.');

export async function setupRoutes(app: FastifyInstance, deps: SetupRouteDeps): Promise<void> {
  const { access, setup, questions, signatures } = deps;

  app.get('/api/phone/setup', { preHandler: mayLook }, () => setup.read());

  app.post('/api/phone/setup/webhook', { preHandler: mayAct(access) }, async (request, reply) => {
    const step = await setup.setWebhook();
    request.log.info({ by: request.client?.label, state: step.state }, 'the webhook of the number was set');
    return reply.send(step);
  });

  app.get<{ Params: { nonce: string } }>(`${REACHABLE_PATH}/:nonce`, async (request, reply) => {
    const answer = questions.answerOf(request.params.nonce);
    reply.header('Cache-Control', 'no-store');
    return answer === null ? reply.code(404).send(UNASKED) : reply.type('text/plain').send(answer);
  });

  await withForms(app, (scope) => {
    scope.post(SIGNATURE_PATH, async (request, reply) => {
      const fields = fieldsOf(request);
      const answer = questions.answerOf(fields.nonce ?? '');
      if (answer === null) return reply.code(404).send(UNASKED);
      const hasOne = (request.headers[SIGNATURE_HEADER] ?? '') !== '';
      const isRight =
        signatures.refusal(request.headers, { scheme: 'http', path: SIGNATURE_PATH }, fields) === null;
      const signature = hasOne ? (isRight ? 'right' : 'wrong') : 'missing';
      return reply.type('text/plain').send(signatureAnswer(answer, signature));
    });
  });
}
