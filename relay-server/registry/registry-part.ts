/**
 * Tells the registry of every relayed session: that it began, what passes, how it ended. Looks only at the types of events; costs a
 * count and a look-up for each frame. Also the operator's hand on a session: ends one by its id.
 */

import type { Clock } from '../../src/lib/clock.ts';
import { operatorEnded } from '../relay/failures.ts';
import type { Frame } from '../relay/frame.ts';
import type { Member, RelayPart, RelayedSession } from '../relay/part.ts';
import type { SessionRegistry } from './session-registry.ts';

/** Counts are written at most so often; a list is for people. */
const UPDATE_MS = 1000;

export class RegistryPart implements RelayPart {
  readonly #registry: SessionRegistry;
  readonly #clock: Clock;
  readonly #sessions = new Map<string, RelayedSession>();

  constructor(registry: SessionRegistry, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
  }

  /** Ends a session of this process. False when it has none of that id. */
  endSession(id: string): boolean {
    const session = this.#sessions.get(id);
    session?.fail(operatorEnded());
    return session !== undefined;
  }

  join(session: RelayedSession): Member {
    const registry = this.#registry;
    const startedAtMs = this.#clock.nowMs();
    const counts = { framesUp: 0, framesDown: 0, bytesUp: 0, bytesDown: 0 };
    let seq = 0;
    registry.begin({
      id: session.id,
      requestId: session.requestId,
      client: session.client.label,
      dialect: session.dialect,
      upstream: session.upstream.name,
      model: session.model,
      startedAtEpochMs: session.startedAtEpochMs,
      spentUsd: null,
      ...counts,
    });
    this.#sessions.set(session.id, session);
    const write = (): void => registry.update(session.id, { ...counts, spentUsd: session.spentUsd() });
    session.scope.every(UPDATE_MS, write);
    const pass = (direction: 'client' | 'server', frame: Frame): void => {
      registry.passed(session.id, {
        seq,
        tMs: Math.round(this.#clock.nowMs() - startedAtMs),
        direction,
        bytes: frame.bytes.length,
        frame: frame.bytes,
        isAudio: isAudio(frame),
      });
      seq += 1;
    };
    return {
      tap: {
        toServer(frame) {
          counts.framesUp += 1;
          counts.bytesUp += frame.bytes.length;
          pass('client', frame);
        },
        toClient(frame) {
          counts.framesDown += 1;
          counts.bytesDown += frame.bytes.length;
          pass('server', frame);
        },
      },
      upstreamOpen: () => registry.update(session.id, { state: 'open' }),
      ended: ({ code, failure, durationMs }) => {
        write();
        this.#sessions.delete(session.id);
        registry.end(session.id, { atEpochMs: session.startedAtEpochMs + durationMs, code, failure });
      },
    };
  }
}

function isAudio({ eventType, isBinary }: Frame): boolean {
  return isBinary || eventType === 'input_audio_buffer.append' || eventType === 'response.output_audio.delta';
}
