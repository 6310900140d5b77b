/** What is answered when nothing fits or something broke: JSON in OpenAI's shape under /v1 and /api, plain words elsewhere. */

import type { FastifyInstance, FastifyRequest } from 'fastify';

export function fallbackAnswers(app: FastifyInstance): void {
  app.setNotFoundHandler(async (request, reply) => {
    reply.code(404);
    if (isApi(request)) {
      return errorBody(
        'unknown_url',
        `Unknown request URL: ${request.method} ${pathOf(request)}. This server relays the WebSocket /v1/realtime only.`,
      );
    }
    reply.type('text/plain; charset=utf-8');
    return `There is nothing at ${pathOf(request)}. The console is at /\n`;
  });

  app.setErrorHandler<Error & { statusCode?: number }>(async (error, request, reply) => {
    const status = error.statusCode ?? 500;
    const isOurs = status >= 500;
    if (isOurs) request.log.error({ err: error }, 'a request failed');
    reply.code(status);
    const message = isOurs ? 'The server failed to answer. Its log says why.' : error.message;
    if (isApi(request)) return errorBody(isOurs ? 'internal_error' : 'bad_request', message);
    reply.type('text/plain; charset=utf-8');
    return `${message}\n`;
  });
}

function isApi(request: FastifyRequest): boolean {
  return request.url.startsWith('/v1/') || request.url.startsWith('/api/');
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

/** An error in OpenAI's shape. */
export function errorBody(code: string, message: string): object {
  return { error: { message, type: 'invalid_request_error', param: null, code } };
}
