/**
 * Puts the server together for one configuration: the upstreams, the embedded emulator if that is one of them, and the app. Used by
 * `main.ts` and, in development, by the Vite plugin. Listens on nothing but the emulator's own loopback port.
 */

import type { FastifyInstance } from 'fastify';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { version } from '../package.json';
import { buildApp } from './app.ts';
import { hasDailyLimits } from './budget/budget-config.ts';
import { ledgerFile } from './budget/ledger-file.ts';
import type { Config } from './config.ts';
import { INCOMING_PATH, publicAddress } from './phone/call-twiml.ts';
import type { PhoneConfig } from './phone/phone-config.ts';
import { placedRecording, recordingWords } from './phone/recording/recording-config.ts';
import type { TlsMaterial } from './tls/tls-files.ts';
import { invariant } from '../src/lib/errors.ts';
import { emulatorUpstream } from './upstream/emulator.ts';
import { remoteUpstream } from './upstream/remote.ts';
import type { UpstreamConfig, UpstreamConfigs } from './upstream/upstream-config.ts';
import type { Upstream } from './upstream/upstream.ts';
import { Upstreams } from './upstream/upstreams.ts';

export interface Composition {
  app: FastifyInstance;
  /** One line for people: which upstream is in use. */
  upstreamWords: string;
  /** How the telephone is reached; nothing without one. */
  phoneWords: string[];
  /** Closes the app and then the emulator. */
  close: () => Promise<void>;
}

export async function compose(
  config: Config,
  deps: {
    logger: Logger;
    siteDir: string | null;
    /** Folder of what must survive a restart. */
    dataDir: string;
    tls?: TlsMaterial | null;
  },
): Promise<Composition> {
  const { logger, siteDir } = deps;
  if (config.access.isOpenToAll) {
    logger.warn(
      'anyone who reaches this port may spend the key (ALLOW_OPEN_ACCESS); set ACCESS_TOKEN to ask for a token',
    );
  }
  if (config.phone?.allowUnsigned) {
    logger.warn(
      'anyone who reaches this port may call the agent and spend the key (phone.allowUnsigned); this is for trials on one’s own machine and not for a public address',
    );
  }
  // Loaded only when it is used: it brings a speech synthesiser along.
  const emulator = config.upstreams.some(({ kind }) => kind === 'emulator')
    ? await import('./emulator/server.ts').then(({ startEmulator }) =>
        startEmulator({ logger: logger.child({ part: 'emulator' }) }),
      )
    : null;
  const made = (upstream: UpstreamConfig): Upstream => {
    if (upstream.kind !== 'emulator') return remoteUpstream(upstream);
    invariant(emulator, 'an upstream is the emulator, and none was started; see the lines above');
    return emulatorUpstream(emulator.url, upstream);
  };
  const [first, ...others] = config.upstreams;
  const upstreams = new Upstreams([made(first), ...others.map(made)]);
  const phone = config.phone && {
    ...config.phone,
    recording: placedRecording(config.phone.recording, deps.dataDir),
  };
  const app = await buildApp(
    { ...config, phone },
    {
      logger,
      siteDir,
      version,
      tls: deps.tls,
      upstreams,
      ledgerStore: hasDailyLimits(config.budgets)
        ? ledgerFile(join(deps.dataDir, 'budgets.json'), logger)
        : undefined,
    },
  );
  return {
    app,
    upstreamWords: words(config.upstreams),
    phoneWords: phone === null ? [] : phoneWords(phone),
    async close() {
      await app.close();
      await emulator?.close();
    },
  };
}

function phoneWords(phone: PhoneConfig): string[] {
  const address = publicAddress(phone, { scheme: 'http', path: INCOMING_PATH });
  return [
    phone.allowUnsigned
      ? 'Telephone: open to calls that nobody signed, for trials only (phone.allowUnsigned). Try npm run call.'
      : `Telephone: the number’s webhook is ${address} (POST).`,
    ...(phone.recording === null ? [] : [recordingWords(phone.recording)]),
  ];
}

function words([first, ...others]: UpstreamConfigs): string {
  const rest = others.map(({ id }) => id).join(', ');
  const further = rest === '' ? '' : ` Further upstreams: ${rest}.`;
  if (first.kind === 'emulator') {
    const advice = rest === '' ? ' Set OPENAI_API_KEY to talk to a model.' : '';
    return `Upstream: the built-in emulator.${advice}${further}`;
  }
  const key = first.apiKey === null ? ', without an API key' : '';
  return `Upstream: ${first.name}${key}. Default model: ${first.offer.defaultModel}.${further}`;
}
