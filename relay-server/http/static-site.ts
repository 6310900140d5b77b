/** The built console. File names under `assets/` hold a hash of their content, so they never change; everything else is asked for anew. */

import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const ASSETS = /^assets[/\\]/;

/**
 * `siteDir` is the absolute path of the build; null in development, where Vite serves the page. False when there is no build: then the
 * page says so until the server is started again.
 */
export async function staticSite(app: FastifyInstance, siteDir: string | null): Promise<boolean> {
  if (siteDir === null) return true;
  if (!existsSync(join(siteDir, 'index.html'))) {
    app.log.warn({ siteDir }, 'the console is not built; run npm run build');
    app.get('/', async (_request, reply) => {
      reply.code(404).type('text/plain; charset=utf-8');
      return 'The console has not been built. Run npm run build and start the server again.\n';
    });
    return false;
  }
  await app.register(fastifyStatic, {
    root: siteDir,
    cacheControl: false,
    setHeaders(reply, path) {
      const hashed = ASSETS.test(relative(siteDir, path));
      reply.header('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return true;
}
