/** What Twilio asks over HTTP: what to do with a call that comes in, and with one whose stream has ended. Nothing unsigned is answered. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Announced, CallTokens } from './call-tokens.ts';
import {
  AFTER_PATH,
  type CallEnding,
  INCOMING_PATH,
  afterTwiml,
  busyTwiml,
  connectTwiml,
} from './call-twiml.ts';
import type { PhoneConfig } from './phone-config.ts';
import type { SignatureCheck } from './signature-check.ts';
import { callForm, signedForm, withForms } from './signed-forms.ts';
import type { TwilioSdk } from './twilio-sdk.ts';

export interface WebhookDeps {
  config: PhoneConfig;
  sdk: TwilioSdk;
  signatures: SignatureCheck;
  tokens: CallTokens;
  /** This call can be taken beside those that are under way. */
  hasRoom: (callSid: string) => boolean;
  /** Somebody picked up a call that was placed from here. */
  onPickedUp: (callSid: string) => void;
  /** How the call's stream ended; told once. */
  endingOf: (callSid: string) => CallEnding;
}

/** Numbers have 16 characters at most; addresses of SIP are longer. */
const MOST_NAME = 256;

const callFields = callForm.extend({
  From: z.string().max(MOST_NAME).default(''),
  To: z.string().max(MOST_NAME).default(''),
  Direction: z.string().default('inbound'),
});

type CallFields = z.infer<typeof callFields>;

export async function webhookRoutes(app: FastifyInstance, deps: WebhookDeps): Promise<void> {
  const { config, sdk, tokens } = deps;
  const twiml = (reply: FastifyReply, text: string) =>
    reply.type('text/xml; charset=utf-8').header('Cache-Control', 'no-store').send(text);

  await withForms(app, (scope) => {
    scope.post(INCOMING_PATH, async (request, reply) => {
      const call = signedForm(deps, { request, reply, path: INCOMING_PATH }, callFields);
      if (call === null) return reply;
      const { CallSid: callSid } = call;
      if (!deps.hasRoom(callSid)) {
        request.log.warn({ callSid }, 'a call came in, and as many as may be are under way');
        return twiml(reply, busyTwiml(sdk));
      }
      const announced = announcedOf(call);
      if (announced.direction === 'outbound') deps.onPickedUp(callSid);
      request.log.info({ callSid, direction: announced.direction }, 'a call comes in');
      return twiml(reply, connectTwiml(sdk, config, tokens.issue(callSid, announced)));
    });
    scope.post(AFTER_PATH, async (request, reply) => {
      const call = signedForm(deps, { request, reply, path: AFTER_PATH }, callFields);
      return call === null ? reply : twiml(reply, afterTwiml(sdk, deps.endingOf(call.CallSid)));
    });
  });
}

/** Whom the agent talks to: who called, or who was called from here. */
function announcedOf({ Direction, From, To }: CallFields): Announced {
  return Direction.startsWith('outbound')
    ? { number: To, direction: 'outbound' }
    : { number: From, direction: 'inbound' };
}
