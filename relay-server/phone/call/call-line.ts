/** One line of a call to the model, through the relay that it runs in: the core's `Line` on a WebSocket without a network. */

import type { WebSocket } from 'ws';
import { bufferOf } from '../../relay/socket-values.ts';
import type { DialLine } from '../../../src/session/lines.ts';

/** An HTTP answer in place of the handshake, as the relay's own close codes have it. */
const REFUSED = 4000;

/** `connect` opens a client of the relay; see `Relay.connect`. */
export function callLine(connect: () => WebSocket): DialLine {
  return ({ onOpen, onText, onEnd }) => {
    const socket = connect();
    let opened = false;
    let isOver = false;
    const end = (code: number, reason: string): void => {
      if (isOver) return;
      isOver = true;
      onEnd({ code, reason, opened });
    };
    socket.on('open', () => {
      if (isOver) return;
      opened = true;
      onOpen();
    });
    socket.on('message', (bytes) => {
      if (!isOver) onText(bufferOf(bytes).toString());
    });
    socket.on('unexpected-response', (request, response) => {
      const { statusCode = 500 } = response;
      // Nobody reads its body; the relay has logged why.
      response.resume();
      request.destroy();
      end(REFUSED + statusCode, `HTTP ${statusCode}`);
    });
    socket.on('error', (error) => end(1006, error.message));
    socket.on('close', (code, reason) => end(code, reason.toString()));
    return {
      send(text) {
        if (socket.readyState !== socket.OPEN) return false;
        socket.send(text);
        return true;
      },
      bufferedBytes: () => socket.bufferedAmount,
      close() {
        isOver = true;
        if (socket.readyState === socket.CONNECTING) socket.terminate();
        else socket.close(1000);
      },
    };
  };
}
