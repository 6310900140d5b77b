/** What Twilio asks over HTTP: what to do with a call that comes in, and with one whose stream has ended. Nothing unsigned is answered. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CallTokens } from './call-tokens.ts';
import {
  AFTER_PATH,
  type CallEnding,
  INCOMING_PATH,
  afterTwiml,
  busyTwiml,
  connectTwiml,
} from './call-twiml.ts';
import type { PhoneConfig } from './phone-config.ts';
import { errorBody } from '../http/answers.ts';
import type { SignatureCheck } from './signature-check.ts';
import type { TwilioSdk } from './twilio-sdk.ts';

export interface WebhookDeps {
  config: PhoneConfig;
  sdk: TwilioSdk;
  signatures: SignatureCheck;
  tokens: CallTokens;
  /** One more call can be taken. */
  hasRoom: () => boolean;
  /** How the call's stream ended; told once. */
  endingOf: (callSid: string) => CallEnding;
}

/** Twilio's form of a call has some thirty short fields. */
const MOST_FORM_BYTES = 64 * 1024;
/** Numbers have 16 characters at most; addresses of SIP are longer. */
const MOST_NAME = 256;

const callFields = z.object({
  CallSid: z.string().regex(/^CA[0-9a-f]{32}$/),
  AccountSid: z.string().regex(/^AC[0-9a-f]{32}$/),
  From: z.string().max(MOST_NAME).default(''),
  To: z.string().max(MOST_NAME).default(''),
  Direction: z.string().default('inbound'),
});

type CallFields = z.infer<typeof callFields>;

type Fields = Record<string, string>;

export async function webhookRoutes(app: FastifyInstance, deps: WebhookDeps): Promise<void> {
  const { config, sdk, signatures, tokens } = deps;

  /** The signed call, or null when the request has been answered. */
  const callOf = (request: FastifyRequest, reply: FastifyReply, path: string): CallFields | null => {
    const fields = (request.body ?? {}) as Fields;
    const refusal = signatures.refusal(request.headers, { scheme: 'http', path }, fields);
    if (refusal !== null) {
      request.log.warn({ code: refusal.code }, 'a webhook was refused');
      void reply.code(refusal.status).send(errorBody(refusal.code, refusal.message));
      return null;
    }
    const call = callFields.safeParse(fields);
    if (!call.success) {
      void reply
        .code(400)
        .send(errorBody('bad_request', 'The form names no call: CallSid and AccountSid are wanted.'));
      return null;
    }
    if (config.accountSid !== null && call.data.AccountSid !== config.accountSid) {
      request.log.warn({ callSid: call.data.CallSid }, 'a call of another account was refused');
      void reply
        .code(403)
        .send(errorBody('account_not_allowed', 'Calls of that account are not taken here.'));
      return null;
    }
    return call.data;
  };
  const twiml = (reply: FastifyReply, text: string) =>
    reply.type('text/xml; charset=utf-8').header('Cache-Control', 'no-store').send(text);

  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MOST_FORM_BYTES },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scope.post(INCOMING_PATH, async (request, reply) => {
      const call = callOf(request, reply, INCOMING_PATH);
      if (call === null) return reply;
      const { CallSid: callSid } = call;
      if (!deps.hasRoom()) {
        request.log.warn({ callSid }, 'a call came in, and as many as may be are under way');
        return twiml(reply, busyTwiml(sdk));
      }
      request.log.info({ callSid }, 'a call comes in');
      return twiml(reply, connectTwiml(sdk, config, tokens.issue(callSid, { number: otherEnd(call) })));
    });
    scope.post(AFTER_PATH, async (request, reply) => {
      const call = callOf(request, reply, AFTER_PATH);
      return call === null ? reply : twiml(reply, afterTwiml(sdk, deps.endingOf(call.CallSid)));
    });
  });
}

/** Whom the agent talks to: who called, or who was called from here. */
function otherEnd({ Direction, From, To }: CallFields): string {
  return Direction.startsWith('outbound') ? To : From;
}
