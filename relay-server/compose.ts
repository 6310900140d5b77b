/**
 * Puts the server together for one configuration: the upstream, the embedded emulator if that is the upstream, and the app. Used by
 * `main.ts` and, in development, by the Vite plugin. Listens on nothing but the emulator's own loopback port.
 */

import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { version } from '../package.json';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import type { TlsMaterial } from './tls/tls-files.ts';
import { emulatorUpstream } from './upstream/emulator.ts';
import { remoteUpstream } from './upstream/remote.ts';

export interface Composition {
  app: FastifyInstance;
  /** One line for people: which upstream is in use. */
  upstreamWords: string;
  /** Closes the app and then the emulator. */
  close: () => Promise<void>;
}

export async function compose(
  config: Config,
  deps: { logger: Logger; siteDir: string | null; tls?: TlsMaterial | null },
): Promise<Composition> {
  const { logger, siteDir } = deps;
  const models = { models: config.models, defaultModel: config.defaultModel };
  const appDeps = { logger, siteDir, version, tls: deps.tls };
  if (config.access.isOpenToAll) {
    logger.warn(
      'anyone who reaches this port may spend the key (ALLOW_OPEN_ACCESS); set ACCESS_TOKEN to ask for a token',
    );
  }
  if (config.upstream.kind !== 'emulator') {
    const app = await buildApp(config, { ...appDeps, upstream: remoteUpstream(config.upstream, models) });
    return { app, upstreamWords: remoteWords(config), close: () => app.close() };
  }
  // Loaded only when it is used: it brings a speech synthesiser along.
  const { startEmulator } = await import('./emulator/server.ts');
  const emulator = await startEmulator({ logger: logger.child({ part: 'emulator' }) });
  const app = await buildApp(config, { ...appDeps, upstream: emulatorUpstream(emulator.url, models) });
  return {
    app,
    upstreamWords: 'Upstream: the built-in emulator. Set OPENAI_API_KEY to talk to a model.',
    async close() {
      await app.close();
      await emulator.close();
    },
  };
}

function remoteWords({ upstream, defaultModel }: Config): string {
  if (upstream.kind === 'emulator') return '';
  const key = upstream.apiKey === null ? ', without an API key' : '';
  return `Upstream: ${upstream.name}${key}. Default model: ${defaultModel}.`;
}
