/**
 * What the page may do and load, for every answer. The page talks to its own origin; the weather tool's host and the map's tiles are
 * the only others.
 */

import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

const POLICY = {
  defaultSrc: ["'self'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  objectSrc: ["'none'"],
  scriptSrc: ["'self'"],
  scriptSrcAttr: ["'none'"],
  // Resizable panels write their sizes into `style` attributes.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'https://tile.openstreetmap.org'],
  // `'self'` covers ws: and wss: of the same host (CSP level 3, "match a URL to an expression").
  connectSrc: ["'self'", 'https://api.open-meteo.com'],
  workerSrc: ["'self'"],
};

const PERMISSIONS = [
  'microphone=(self)',
  'speaker-selection=(self)',
  'camera=()',
  'geolocation=()',
  'payment=()',
  'usb=()',
].join(', ');

export async function securityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    // Without the defaults, which would add upgrade-insecure-requests: the console is served over plain HTTP on one's own machine.
    contentSecurityPolicy: { useDefaults: false, directives: POLICY },
    // Whether TLS is for ever is the decision of whoever terminates it.
    strictTransportSecurity: false,
    // The tile servers of OpenStreetMap refuse requests without a Referer (their tile usage policy).
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('Permissions-Policy', PERMISSIONS);
  });
}
