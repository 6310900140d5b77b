/** The forms that Twilio posts of a call: read, and refused unless they are signed, name a call, and are of the account that is served. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { errorBody } from '../http/answers.ts';
import type { PhoneConfig } from './phone-config.ts';
import type { SignatureCheck } from './signature-check.ts';

export interface SignedFormDeps {
  config: Pick<PhoneConfig, 'accountSid'>;
  signatures: SignatureCheck;
}

/** Twilio's form of a call has some thirty short fields. */
const MOST_FORM_BYTES = 64 * 1024;

/** What every form of a call has. */
export const callForm = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/),
  AccountSid: z.string().regex(/^AC[0-9a-f]{32}$/),
});

type CallForm = z.infer<typeof callForm>;

/** Routes added by `add` get their form's fields as body. */
export async function withForms(app: FastifyInstance, add: (scope: FastifyInstance) => void): Promise<void> {
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MOST_FORM_BYTES },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    add(scope);
  });
}

export function fieldsOf(request: FastifyRequest): Record<string, string> {
  return (request.body ?? {}) as Record<string, string>;
}

/** The signed form of a call, or null when the request has been answered. `path`: what Twilio was told to ask. */
export function signedForm<T extends CallForm>(
  { config, signatures }: SignedFormDeps,
  { request, reply, path }: { request: FastifyRequest; reply: FastifyReply; path: string },
  schema: z.ZodType<T>,
): T | null {
  const fields = fieldsOf(request);
  const refusal = signatures.refusal(request.headers, { scheme: 'http', path }, fields);
  if (refusal !== null) {
    request.log.warn({ code: refusal.code }, 'a webhook was refused');
    void reply.code(refusal.status).send(errorBody(refusal.code, refusal.message));
    return null;
  }
  const call = schema.safeParse(fields);
  if (!call.success) {
    void reply
      .code(400)
      .send(errorBody('bad_request', 'The form names no call: CallSid and AccountSid are wanted.'));
    return null;
  }
  if (config.accountSid !== null && call.data.AccountSid !== config.accountSid) {
    request.log.warn({ callSid: call.data.CallSid }, 'a call of another account was refused');
    void reply.code(403).send(errorBody('account_not_allowed', 'Calls of that account are not taken here.'));
    return null;
  }
  return call.data;
}
