/** The WebSocket by which an authorised observer watches a live session: `/api/sessions/ID/watch`, with `?audio=0` without its sound. */

import type { Clock } from '../../src/lib/clock.ts';
import type { AccessGate } from '../access/access-gate.ts';
import { type OperatorSocket, OperatorSockets } from '../access/operator-sockets.ts';
import type { SessionRegistry } from './session-registry.ts';
import { Watcher } from './watcher.ts';

const PATH = /^\/api\/sessions\/([A-Za-z0-9_-]{1,64})\/watch$/;
/** A watcher has nothing to say. */
const MAX_PAYLOAD_BYTES = 1024;

export interface WatchServerDeps {
  access: AccessGate;
  registry: SessionRegistry;
  clock: Clock;
}

export function watchServer({ access, registry, clock }: WatchServerDeps): OperatorSockets {
  const watch = async ({ socket, id, query, scope, end }: OperatorSocket): Promise<void> => {
    socket.once('message', () => end(1008, 'a watcher only listens'));
    const wantsAudio = query.get('audio') !== '0';
    const stop = await registry.watch(id, new Watcher(socket, { wantsAudio }));
    if (stop === null) end(4404, 'no session of that id is live');
    else scope.add(stop);
  };
  return new OperatorSockets({
    access,
    clock,
    path: PATH,
    maxPayloadBytes: MAX_PAYLOAD_BYTES,
    onSocket: (opened) => void watch(opened),
  });
}
