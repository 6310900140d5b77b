/**
 * Finds a peer that vanished without closing (a sleeping laptop, a cut cable): it is pinged, and when a whole period passes without a
 * word from it, it is gone. Owns nothing but its timer.
 */

import type { WebSocket } from 'ws';
import type { Scope } from '../../src/lib/scope.ts';

/**
 * Watches until the scope ends. `onGone` is called at most once. A socket that is not read is excused, for its pong cannot be seen;
 * whoever stopped reading it bounds how long.
 */
export function watchPeer(socket: WebSocket, scope: Scope, periodMs: number, onGone: () => void): void {
  let heard = true;
  const hear = (): void => {
    heard = true;
  };
  socket.on('pong', hear);
  socket.on('ping', hear);
  socket.on('message', hear);
  const stop = scope.every(periodMs, () => {
    if (!heard && !socket.isPaused) {
      stop();
      onGone();
      return;
    }
    heard = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  });
}
