/** Ends a WebSocket so that what was sent before still arrives, and cuts it when the other end does not answer in time. */

import type { WebSocket } from 'ws';
import type { Clock } from '../../src/lib/clock.ts';
import { Scope } from '../../src/lib/scope.ts';

/** `code` null closes without one. Harmless when the socket is closed. */
export function closeInOrder(
  socket: WebSocket,
  { code, reason }: { code: number | null; reason: string },
  clock: Clock,
  timeoutMs: number,
): void {
  if (socket.readyState === socket.CLOSED) return;
  if (code === null) socket.close();
  else socket.close(code, reason);
  // A socket that is not read would never see the answer to the close.
  if (socket.isPaused) socket.resume();
  const scope = new Scope(clock);
  scope.after(timeoutMs, () => socket.terminate());
  socket.once('close', () => scope.dispose());
}
