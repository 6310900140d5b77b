/** The WebSocket by which an operator watches a call as it goes: `/api/calls/ID/watch`, with `?audio=0` without its sound. */

import type { CallSummary, CallWatchMessage } from '../../../src/lib/call-messages.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { AccessGate } from '../../access/access-gate.ts';
import { type OperatorSocket, OperatorSockets } from '../../access/operator-sockets.ts';
import type { CallBook } from './call-book.ts';
import type { CallTape } from './call-tape.ts';
import { CallWatcher } from './call-watcher.ts';

const PATH = /^\/api\/calls\/(CA[0-9a-f]{32})\/watch$/;
/** A watcher has nothing to say. */
const MAX_PAYLOAD_BYTES = 1024;
/** A call from the page is known to it a moment before it is here. */
const BEGINS_WITHIN_MS = 5000;
const NOT_FOUND = 4404;

export interface CallWatchServerDeps {
  access: AccessGate;
  clock: Clock;
  book: CallBook;
  tapeOf: (callSid: string) => CallTape | null;
}

export function callWatchServer({ access, clock, book, tapeOf }: CallWatchServerDeps): OperatorSockets {
  const watchers = new Map<string, number>();
  const count = (id: string, by: 1 | -1) => {
    const now = (watchers.get(id) ?? 0) + by;
    if (now > 0) watchers.set(id, now);
    else watchers.delete(id);
    book.update(id, { watchers: now });
  };

  const watch = ({ socket, id, query, scope, end }: OperatorSocket) => {
    socket.once('message', () => end(1008, 'a watcher only listens'));
    const tell = (message: CallWatchMessage) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    };
    const goodbye = (call: CallSummary) => {
      tell({ kind: 'ended', call });
      end(1000, 'the call has ended');
    };
    const toBegin = scope.child();
    let isWatching = false;
    const look = (call: CallSummary | null) => {
      if (call === null || call.id !== id || scope.disposed) return;
      toBegin.dispose();
      if (call.state === 'ended') return goodbye(call);
      tell({ kind: 'call', call });
      const tape = isWatching ? null : tapeOf(id);
      if (tape === null) return;
      isWatching = true;
      count(id, 1);
      scope.add(() => count(id, -1));
      const watcher = new CallWatcher(socket, { wantsAudio: query.get('audio') !== '0' });
      scope.add(tape.listen(watcher));
    };
    toBegin.after(BEGINS_WITHIN_MS, () => end(NOT_FOUND, 'no call of that id is under way'));
    scope.add(book.follow(look));
    look(book.get(id));
  };

  return new OperatorSockets({
    access,
    clock,
    path: PATH,
    maxPayloadBytes: MAX_PAYLOAD_BYTES,
    onSocket: watch,
  });
}
