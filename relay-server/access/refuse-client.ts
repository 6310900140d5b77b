/**
 * Says no to an upgrade so that its client can hear it. Programs read the HTTP answer. A page cannot: its WebSocket sees a failure
 * without a reason. So a page gets the handshake, one OpenAI-shaped `error` event and a close code, and nothing that it sends is read.
 */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Clock } from '../../src/lib/clock.ts';
import { Scope } from '../../src/lib/scope.ts';
import { errorEvent } from '../relay/error-event.ts';
import { answerUpgrade } from '../relay/refuse-upgrade.ts';
import { chooseSubprotocol } from '../relay/subprotocol.ts';
import { type Refusal, refusalHeaders } from './refusal.ts';

/** How long the page may take to answer the close. */
const CLOSE_TIMEOUT_MS = 2000;
/** It has nothing to say that would be read. */
const MAX_PAYLOAD_BYTES = 64 * 1024;

const server = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_PAYLOAD_BYTES,
  handleProtocols: chooseSubprotocol,
});

/**
 * Answers and ends the socket. Close codes are 4000 + the HTTP status. A page that may not connect at all (403, 421) gets no handshake:
 * it is another site's, and a developer finds the answer in the browser's tools.
 */
export function refuseClient(
  { request, socket, head }: { request: IncomingMessage; socket: Duplex; head: Buffer },
  refusal: Refusal,
  clock: Clock,
): void {
  const isOurPage = request.headers.origin !== undefined && refusal.status !== 403 && refusal.status !== 421;
  if (!isOurPage) {
    answerUpgrade(socket, { ...refusal, headers: refusalHeaders(refusal) });
    return;
  }
  server.handleUpgrade(request, socket, head, (page) => {
    const scope = new Scope(clock);
    page.once('close', () => scope.dispose());
    // What breaks after the refusal changes nothing; an error without a listener would end the process.
    page.on('error', () => page.terminate());
    scope.after(CLOSE_TIMEOUT_MS, () => page.terminate());
    const closeCode = 4000 + refusal.status;
    page.send(
      errorEvent({
        type: 'invalid_request_error',
        code: refusal.code,
        message: refusal.message,
      }),
    );
    page.close(closeCode, refusal.code);
  });
}
