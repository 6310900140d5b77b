/** The telephone, put together: webhooks, media streams, and what they share. Loaded only when a telephone is configured. */

import type { FastifyInstance } from 'fastify';
import type { AccessGate } from '../access/access-gate.ts';
import { CallTokens } from './call-tokens.ts';
import { CallBook } from './calls/call-book.ts';
import { PhoneServer, type PhoneServerDeps } from './phone-server.ts';
import { CallRecordings } from './recording/call-recordings.ts';
import { recordingRoutes } from './recording/recording-routes.ts';
import { SignatureCheck } from './signature-check.ts';
import { loadTwilioSdk } from './twilio-sdk.ts';
import { webhookRoutes } from './webhook-routes.ts';

/** Adds the webhooks to the app; upgrades are handed to the result. */
export async function startPhone(
  app: FastifyInstance,
  deps: Omit<PhoneServerDeps, 'signatures' | 'tokens' | 'book' | 'recordings'> & { access: AccessGate },
): Promise<PhoneServer> {
  const { config, clock } = deps;
  const sdk = await loadTwilioSdk();
  const signatures = new SignatureCheck(config, sdk);
  const tokens = new CallTokens(clock);
  const book = new CallBook(deps.nowEpochMs);
  const recordings =
    config.recording &&
    new CallRecordings({
      config: config.recording,
      clock,
      nowEpochMs: deps.nowEpochMs,
      log: deps.log,
      onGone: (id) => book.withoutRecording(id),
    });
  const server = new PhoneServer({ ...deps, signatures, tokens, book, recordings });
  await webhookRoutes(app, {
    config,
    sdk,
    signatures,
    tokens,
    hasRoom: () => server.hasRoom,
    endingOf: (callSid) => server.endingOf(callSid),
  });
  recordingRoutes(app, { access: deps.access, recordings });
  // Behind the end of all calls, which write their last words.
  app.addHook('onClose', async () => recordings?.close());
  await recordings?.start();
  return server;
}
