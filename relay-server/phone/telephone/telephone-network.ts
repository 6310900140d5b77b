/** How the telephone in the box reaches a relay: over the network, or one that it shares a process with. */

import type { FastifyInstance } from 'fastify';
import { WebSocket } from 'ws';
import { messageOf } from '../../../src/lib/errors.ts';
import { LocalClients } from '../../relay/local-clients.ts';

export interface TelephoneNetwork {
  /** Posts a form. Rejects, in words, when nothing answers. */
  post(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string>,
  ): Promise<{ status: number; text: string }>;
  openStream(path: string, headers: Record<string, string>): WebSocket;
}

/** `target`: where the relay listens, such as `http://127.0.0.1:3000`. */
export function overTheNetwork(target: string): TelephoneNetwork {
  return {
    async post(path, fields, headers) {
      const url = `${target}${path}`;
      try {
        const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers });
        return { status: response.status, text: await response.text() };
      } catch (error) {
        const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
        throw new Error(`Nothing answers at ${url}: ${messageOf(cause)}.`, { cause: error });
      }
    },
    openStream: (path, headers) =>
      new WebSocket(`${target.replace(/^http/, 'ws')}${path}`, { headers, perMessageDeflate: false }),
  };
}

/** To the relay of this process, whether it listens or not. `host`: under which name it is asked. */
export function withinTheProcess(
  app: Pick<FastifyInstance, 'inject' | 'upgrade'>,
  host: string,
): TelephoneNetwork {
  const clients = new LocalClients();
  return {
    async post(path, fields, headers) {
      const { statusCode, body } = await app.inject({
        method: 'POST',
        url: path,
        payload: new URLSearchParams(fields).toString(),
        headers: { ...headers, host, 'content-type': 'application/x-www-form-urlencoded' },
      });
      return { status: statusCode, text: body };
    },
    openStream: (path, headers) => clients.connect(path, { ...headers, Host: host }, app.upgrade),
  };
}
