/**
 * Development in one process and on one port: the relay is mounted in Vite's own server. Its modules are loaded through Vite, so an edit
 * of any of them replaces the running relay. This file must not import them itself: it is part of Vite's configuration, which is read once.
 */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Plugin, ViteDevServer } from 'vite';
import type * as ComposeModule from './compose.ts';
import type * as LoadConfigModule from './load-config.ts';
import type * as LoggerModule from './logger.ts';

/** Of pages and sockets alike: what is none of the relay's addresses after all, the relay says in words. */
const ROUTES = /^\/(?:api|healthz|metrics|readyz|twilio|upstreams|v1)(?:[/?]|$)/;
/** Beta clients also connect here, where Vite's own socket for hot reload is as well. */
const ROOT = /^\/(?:\?|$)/;
const VITE_SUBPROTOCOL = /\bvite-(?:hmr|ping)\b/;

/** Mounts the relay in `vite` (serve), not in the build and not under the unit tests. */
export function relayPlugin(): Plugin {
  let running: ComposeModule.Composition | null = null;
  // Reloads follow one another, so that none closes what another is opening.
  let queue = Promise.resolve();

  const reload = async (server: ViteDevServer): Promise<void> => {
    try {
      const next = await loadRelay(server);
      const former = running;
      running = next;
      await former?.close();
      announce(server, 'Relay reloaded.');
    } catch (error) {
      server.config.logger.error(
        `The relay could not be reloaded; the former one keeps running.\n${words(error)}`,
      );
    }
  };

  return {
    name: 'sidetone-relay',
    apply: (_config, { command, isPreview }) =>
      command === 'serve' && isPreview !== true && process.env.VITEST === undefined,

    async configureServer(server) {
      running = await loadRelay(server);
      announce(server, running.upstreamWords);

      server.middlewares.use((request, response, next) => {
        if (running !== null && ROUTES.test(request.url ?? '')) running.app.routing(request, response);
        else next();
      });
      server.httpServer?.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        if (running !== null && isRelays(request)) running.app.upgrade(request, socket, head);
      });
      server.httpServer?.once('close', () => {
        queue = queue.then(() => running?.close());
      });
    },

    hotUpdate({ modules, server }) {
      // Only the relay is loaded through this environment, so its modules are the relay's.
      if (this.environment.name !== 'ssr' || modules.length === 0) return;
      queue = queue.then(() => reload(server));
    },
  };
}

/** Vite's own upgrades stay untouched. */
function isRelays({ url = '', headers }: IncomingMessage): boolean {
  if (ROUTES.test(url)) return true;
  return ROOT.test(url) && !VITE_SUBPROTOCOL.test(headers['sec-websocket-protocol'] ?? '');
}

async function loadRelay(server: ViteDevServer): Promise<ComposeModule.Composition> {
  const load = <T>(path: string): Promise<T> => server.ssrLoadModule(path) as Promise<T>;
  const { loadConfig } = await load<typeof LoadConfigModule>('/relay-server/load-config.ts');
  const parsed = loadConfig(process.env);
  if (!parsed.ok) throw new Error(`These settings do not work:\n  ${parsed.problems.join('\n  ')}`);
  if (parsed.config.tls.kind !== 'off') {
    announce(server, 'Development serves plain HTTP; HTTPS and TLS_CERT count for npm start.');
  }
  const { createLogger } = await load<typeof LoggerModule>('/relay-server/logger.ts');
  const { compose } = await load<typeof ComposeModule>('/relay-server/compose.ts');
  // An edit must not wait for the end of an answer.
  return compose(
    { ...parsed.config, drainMs: 0 },
    {
      logger: await createLogger(parsed.config.logLevel, true),
      siteDir: null,
      dataDir: parsed.config.dataDir ?? '.sidetone',
    },
  );
}

function announce(server: ViteDevServer, message: string): void {
  server.config.logger.info(message, { timestamp: true });
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
