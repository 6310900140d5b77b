/** The telephone, put together: webhooks, media streams, calls that are placed, and what they share. Loaded only when a telephone is configured. */

import type { FastifyInstance } from 'fastify';
import type { AccessGate } from '../access/access-gate.ts';
import { CallTokens } from './call-tokens.ts';
import { CallBook } from './calls/call-book.ts';
import { OutboundCalls } from './outbound/outbound-calls.ts';
import { outboundRoutes } from './outbound/outbound-routes.ts';
import { PhoneServer, type PhoneServerDeps } from './phone-server.ts';
import { SignatureCheck } from './signature-check.ts';
import { type RestHttp, TwilioRest } from './twilio-rest.ts';
import { loadTwilioSdk } from './twilio-sdk.ts';
import { webhookRoutes } from './webhook-routes.ts';

export interface PhoneDeps extends Omit<PhoneServerDeps, 'signatures' | 'tokens' | 'book'> {
  access: AccessGate;
  /** What makes the requests to Twilio; its own unless given. */
  twilioHttp?: RestHttp | undefined;
}

/** Adds the webhooks to the app; upgrades are handed to the result. */
export async function startPhone(
  app: FastifyInstance,
  { access, twilioHttp, ...deps }: PhoneDeps,
): Promise<PhoneServer> {
  const { config, clock } = deps;
  const sdk = await loadTwilioSdk();
  const signatures = new SignatureCheck(config, sdk);
  const tokens = new CallTokens(clock);
  const book = new CallBook(deps.nowEpochMs);
  const server = new PhoneServer({ ...deps, signatures, tokens, book });
  const { accountSid, authToken } = config;
  const rest =
    accountSid === null || authToken === null
      ? null
      : new TwilioRest({ accountSid, authToken, http: twilioHttp });
  const outbound = new OutboundCalls({
    config,
    rest,
    book,
    clock,
    log: app.log,
    freeLines: () => server.freeLines,
    hasStream: (callSid) => server.has(callSid),
  });
  app.addHook('onClose', async () => outbound.close());
  await webhookRoutes(app, {
    config,
    sdk,
    signatures,
    tokens,
    hasRoom: (callSid) => server.freeLines - outbound.waitingBeside(callSid) > 0,
    onPickedUp: (callSid) => outbound.pickedUp(callSid),
    endingOf: (callSid) => server.endingOf(callSid),
  });
  await outboundRoutes(app, { access, config, signatures, calls: outbound });
  return server;
}
