/** The telephone, put together: webhooks, media streams, and what they share. Loaded only when a telephone is configured. */

import type { FastifyInstance } from 'fastify';
import { CallTokens } from './call-tokens.ts';
import { CallBook } from './calls/call-book.ts';
import { PhoneServer, type PhoneServerDeps } from './phone-server.ts';
import { SignatureCheck } from './signature-check.ts';
import { loadTwilioSdk } from './twilio-sdk.ts';
import { webhookRoutes } from './webhook-routes.ts';

/** Adds the webhooks to the app; upgrades are handed to the result. */
export async function startPhone(
  app: FastifyInstance,
  deps: Omit<PhoneServerDeps, 'signatures' | 'tokens' | 'book'>,
): Promise<PhoneServer> {
  const { config, clock } = deps;
  const sdk = await loadTwilioSdk();
  const signatures = new SignatureCheck(config, sdk);
  const tokens = new CallTokens(clock);
  const book = new CallBook(deps.nowEpochMs);
  const server = new PhoneServer({ ...deps, signatures, tokens, book });
  await webhookRoutes(app, {
    config,
    sdk,
    signatures,
    tokens,
    hasRoom: () => server.hasRoom,
    endingOf: (callSid) => server.endingOf(callSid),
  });
  return server;
}
