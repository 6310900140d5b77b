/**
 * Finds a peer that vanished without closing (a sleeping laptop, a cut cable): it is pinged, and when a whole period passes without a
 * word from it, it is gone. Owns nothing but its timer.
 */

import type { WebSocket } from 'ws';
import type { Scope } from '../../src/lib/scope.ts';

/**
 * A paused socket is not read, so its pong cannot be seen. It is excused for this many periods; longer than that nothing moved, and it
 * counts as gone.
 */
const EXCUSED_PERIODS = 3;

/** Watches until the scope ends. `onGone` is called at most once. */
export function watchPeer(socket: WebSocket, scope: Scope, periodMs: number, onGone: () => void): void {
  let heard = true;
  let excused = 0;
  const hear = (): void => {
    heard = true;
    excused = 0;
  };
  socket.on('pong', hear);
  socket.on('ping', hear);
  socket.on('message', hear);
  const stop = scope.every(periodMs, () => {
    if (!heard) {
      excused = socket.isPaused ? excused + 1 : EXCUSED_PERIODS + 1;
      if (excused > EXCUSED_PERIODS) {
        stop();
        onGone();
        return;
      }
    }
    heard = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  });
}
