/** The telephone, put together: webhooks, media streams, the calls and who looks after them, and the telephone in the box. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { PhoneFacts } from '../../src/lib/call-messages.ts';
import type { AccessGate } from '../access/access-gate.ts';
import { ListStreams } from '../http/list-stream.ts';
import type { SessionRegistry } from '../registry/session-registry.ts';
import { boxPhone } from './box-phone.ts';
import { CallTokens } from './call-tokens.ts';
import { callSettings } from './call/call-settings.ts';
import { callTools } from './call/call-tools.ts';
import { AgentWishes } from './calls/agent-wishes.ts';
import { CallBook } from './calls/call-book.ts';
import { callRoutes, callSource } from './calls/call-routes.ts';
import { callSpending } from './calls/call-spending.ts';
import { callWatchServer } from './calls/call-watch-server.ts';
import { takeOverServer } from './calls/take-over-server.ts';
import { OutboundCalls } from './outbound/outbound-calls.ts';
import { outboundRoutes } from './outbound/outbound-routes.ts';
import type { PhoneConfig } from './phone-config.ts';
import { PhoneServer, type PhoneServerDeps } from './phone-server.ts';
import { CallRecordings } from './recording/call-recordings.ts';
import { recordingRoutes } from './recording/recording-routes.ts';
import { type OwnAddress, ownAddress } from './setup/own-address.ts';
import { OwnQuestions } from './setup/own-questions.ts';
import { PhoneSetup } from './setup/phone-setup.ts';
import { setupRoutes } from './setup/setup-routes.ts';
import { SignatureCheck } from './signature-check.ts';
import { BOX_NUMBER } from './telephone/box-number.ts';
import { handsetServer } from './telephone/handset-server.ts';
import { GOOD_LINE } from './telephone/line-conditions.ts';
import { withinTheProcess } from './telephone/telephone-network.ts';
import { Telephone } from './telephone/telephone.ts';
import { type RestHttp, TwilioRest } from './twilio-rest.ts';
import { LaterTwilioSdk } from './twilio-sdk.ts';
import { webhookRoutes } from './webhook-routes.ts';

export interface PhoneDeps extends Pick<
  PhoneServerDeps,
  'relay' | 'upstreams' | 'clock' | 'nowEpochMs' | 'log'
> {
  /** Null: no number leads here, and only the telephone in the box calls. */
  config: PhoneConfig | null;
  access: AccessGate;
  registry: SessionRegistry;
  /** Ways out of this process, where a test gives its own. */
  outside?: PhoneOutside | undefined;
}

export interface PhoneOutside {
  /** To Twilio's REST interface. */
  twilioHttp?: RestHttp;
  /** To the relay's public address, and back. */
  own?: OwnAddress;
}

export interface Phone {
  /** True when the request was for one of its sockets; then that is taken care of. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Takes no more calls, and lets those under way end within `drainMs`. Resolves when all have. */
  close(ending: { drainMs: number }): Promise<void>;
}

/** The account of calls that no account pays for. */
const BOX_ACCOUNT = `AC${'0'.repeat(32)}`;

/** Adds its routes to the app; upgrades are handed to the result. */
export async function startPhone(app: FastifyInstance, deps: PhoneDeps): Promise<Phone> {
  const { access, clock, nowEpochMs, registry } = deps;
  const config = deps.config ?? boxPhone();
  const sdk = new LaterTwilioSdk();
  if (deps.config !== null) await sdk.load();
  const signatures = new SignatureCheck(config, sdk);
  const tokens = new CallTokens(clock);
  const book = new CallBook(nowEpochMs);
  const wishes = new AgentWishes();
  const streams = new ListStreams(callSource(book), clock);
  const recordings =
    config.recording &&
    new CallRecordings({
      config: config.recording,
      clock,
      nowEpochMs,
      log: deps.log,
      onGone: (id) => book.withoutRecording(id),
    });
  const server = new PhoneServer({ ...deps, config, signatures, tokens, book, wishes, recordings });
  await registry.follow(callSpending(book));
  const { twilioHttp, own = ownAddress } = deps.outside ?? {};
  const rest = restOf(config, twilioHttp);
  const outbound = new OutboundCalls({
    config,
    rest,
    book,
    clock,
    log: deps.log,
    freeLines: () => server.freeLines,
    hasStream: (callSid) => server.callOf(callSid) !== null,
  });
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
  const questions = new OwnQuestions();
  const setup = new PhoneSetup({
    isConfigured: deps.config !== null,
    config,
    rest,
    sdk,
    questions,
    own,
    clock,
  });
  await setupRoutes(app, { access, setup, questions, signatures });
  callRoutes(app, {
    access,
    book,
    streams,
    facts: phoneFacts(config, deps.config !== null, server.upstream.id),
    wishes,
    agentSettings: () =>
      callSettings({
        config,
        upstream: server.upstream,
        tools: offeredTools(config),
        wishes: wishes.current,
      }),
    callOf: (id) => server.callOf(id),
    cancel: (id) => outbound.cancel(id),
  });
  recordingRoutes(app, { access, recordings });
  // Behind the end of all calls, which write their last words.
  app.addHook('onClose', async () => recordings?.close());
  await recordings?.start();
  const sockets = [
    callWatchServer({ access, clock, book, tapeOf: (callSid) => server.tapeOf(callSid) }),
    takeOverServer({ access, clock, takeOver: (callSid, operator) => server.takeOver(callSid, operator) }),
    handsetServer({
      access,
      clock,
      accountSid: config.accountSid ?? BOX_ACCOUNT,
      newTelephone: async (patch) =>
        new Telephone({
          clock,
          sdk: await sdk.load(),
          network: withinTheProcess(app, new URL(config.publicUrl).host),
          publicUrl: config.publicUrl,
          authToken: config.authToken?.reveal() ?? null,
          from: BOX_NUMBER,
          to: '',
          conditions: GOOD_LINE,
          ...patch,
        }),
    }),
  ];
  return {
    upgrade: (request, socket, head) =>
      server.upgrade(request, socket, head) || sockets.some((each) => each.upgrade(request, socket, head)),
    async close(ending) {
      outbound.close();
      await server.close(ending);
      streams.close();
      for (const each of sockets) each.close();
    },
  };
}

/** Null: the configuration names no account. */
function restOf({ accountSid, authToken }: PhoneConfig, http?: RestHttp): TwilioRest | null {
  return accountSid === null || authToken === null ? null : new TwilioRest({ accountSid, authToken, http });
}

function phoneFacts(config: PhoneConfig, isConfigured: boolean, upstream: string): PhoneFacts {
  const { recording } = config;
  return {
    twilio: isConfigured ? { publicUrl: config.publicUrl } : null,
    most: config.calls,
    upstream,
    tools: offeredTools(config),
    transfers: Object.keys(config.transfers),
    outbound: config.outbound && { from: config.outbound.from, prefixes: [...config.outbound.prefixes] },
    recording: recording && { days: recording.days, megabytes: recording.megabytes },
  };
}

/** What the model is offered in a call, for people to read. */
function offeredTools({ transfers }: PhoneConfig) {
  const nobody = { leave: () => Promise.resolve(''), sendDigits: () => undefined };
  return callTools(nobody, transfers).map(({ definition }) => definition);
}
