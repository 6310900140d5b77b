/**
 * Access over HTTP: every request is screened, what spends or tells something wants the token, and `/api/access` exchanges the token
 * for a cookie. The page's files and the health checks are for everybody: they hold nothing, and the page must load to ask.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { errorBody } from '../http/answers.ts';
import type { AccessGate } from './access-gate.ts';
import { CLEARED_COOKIE } from './access-cookie.ts';
import type { Client } from './client.ts';
import { type Refusal, refusalHeaders } from './refusal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null where that was no question. */
    client: Client | null;
  }
}

const ACCESS_PATH = '/api/access';
const METRICS_PATH = '/metrics';
const GUARDED = /^\/(?:api|v1|metrics)(?:[/?]|$)/;
const API = /^\/api(?:[/?]|$)/;
/** Load balancers ask these by address, whatever names are listed. */
const HEALTH = /^\/(?:healthz|readyz)(?:\?|$)/;
/** Signed by whoever asks, over the address under which they were told to; under which name that reaches us does not matter. */
const SIGNED = /^\/twilio\//;

const tokenBody = z.object({ token: z.string().max(1024) });

/** Register before the routes that it guards. `isTls`: this server itself speaks TLS. */
export function accessRoutes(app: FastifyInstance, gate: AccessGate, isTls: boolean): void {
  const refuse = (request: FastifyRequest, reply: FastifyReply, refusal: Refusal) => {
    request.log.warn({ code: refusal.code }, 'a request was refused');
    reply.code(refusal.status).headers({ ...refusalHeaders(refusal), 'Cache-Control': 'no-store' });
    if (GUARDED.test(request.url)) return reply.send(errorBody(refusal.code, refusal.message));
    return reply.type('text/plain; charset=utf-8').send(`${refusal.message}\n`);
  };

  app.decorateRequest('client', null);
  app.addHook('onRequest', async (request, reply) => {
    // The route that was found decides, not the spelling of the path: `/%61pi/console` is `/api/console` too.
    const route = request.routeOptions.url ?? request.url;
    const isApi = API.test(route) || API.test(request.url);
    const isGuarded = GUARDED.test(route) || GUARDED.test(request.url);
    const isForEveryHost = HEALTH.test(route) || SIGNED.test(request.routeOptions.url ?? '');
    const host = isForEveryHost ? null : gate.hostRefusal(request.raw);
    if (host !== null) return refuse(request, reply, host);
    if (isApi) {
      const origin = gate.originRefusal(request.raw);
      if (origin !== null) return refuse(request, reply, origin);
      if (letRead(request, reply, gate.listedOrigin(request.raw))) return reply.code(204).send();
    }
    if (!isGuarded || route === ACCESS_PATH) return undefined;
    const admitted = route === METRICS_PATH ? gate.admitToMetrics(request.raw) : gate.admit(request.raw);
    if (!admitted.ok) return refuse(request, reply, admitted.refusal);
    request.client = admitted.client;
    return undefined;
  });

  // One sentence with a token in it; no body of this path is larger.
  app.post(ACCESS_PATH, { bodyLimit: 4096 }, async (request, reply) => {
    const refusal = gate.sameOriginRefusal(request.raw);
    if (refusal !== null) return refuse(request, reply, refusal);
    reply.header('Cache-Control', 'no-store');
    // A form of another site can send every content type but this one.
    if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
      return reply.code(415).send(errorBody('unsupported_media_type', 'Send the token as JSON.'));
    }
    const body = tokenBody.safeParse(request.body);
    if (!body.success) {
      return reply.code(400).send(errorBody('bad_request', 'Send {"token": "…"} with the access token.'));
    }
    const secure = isTls || request.headers.origin?.startsWith('https:') === true;
    const exchange = gate.exchange(request.raw, body.data.token, secure);
    if (!exchange.ok) return refuse(request, reply, exchange.refusal);
    if (exchange.cookie !== null) reply.header('Set-Cookie', exchange.cookie);
    return reply.code(204).send();
  });

  app.delete(ACCESS_PATH, async (request, reply) => {
    const refusal = gate.sameOriginRefusal(request.raw);
    if (refusal !== null) return refuse(request, reply, refusal);
    return reply.code(204).headers({ 'Set-Cookie': CLEARED_COOKIE, 'Cache-Control': 'no-store' }).send();
  });
}

/**
 * Lets a page of a listed origin read the answer. Cookies do not come along from there, so the token is sent as a header, about which
 * browsers ask first: true when this request is only that question.
 */
function letRead(request: FastifyRequest, reply: FastifyReply, origin: string | null): boolean {
  if (origin === null) return false;
  reply.headers({ 'Access-Control-Allow-Origin': origin, Vary: 'Origin' });
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined)
    return false;
  reply.headers({
    'Access-Control-Allow-Methods': 'GET, POST, DELETE',
    'Access-Control-Allow-Headers': 'authorization, content-type',
    'Access-Control-Max-Age': '600',
  });
  return true;
}
