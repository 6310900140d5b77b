/**
 * Tells the registry of every relayed session: that it began, what passes, how it ended. Looks only at the types of events; a frame that
 * nobody watches and that is not kept costs a few additions and look-ups.
 */

import type { Clock } from '../../src/lib/clock.ts';
import type { InputSent } from '../../src/lib/watch-messages.ts';
import { operatorEnded } from '../relay/failures.ts';
import type { Frame } from '../relay/frame.ts';
import type { Member, RelayPart, RelayedSession } from '../relay/part.ts';
import { appendedBytes } from './appended-bytes.ts';
import type { PassedFrame, SessionRegistry } from './session-registry.ts';

/** Counts are written at most so often; a list is for people. */
const UPDATE_MS = 1000;
const APPEND = 'input_audio_buffer.append';

export class RegistryPart implements RelayPart {
  readonly #registry: SessionRegistry;
  readonly #clock: Clock;

  constructor(registry: SessionRegistry, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
  }

  join(session: RelayedSession): Member {
    const registry = this.#registry;
    const { id } = session;
    const startedAtMs = this.#clock.nowMs();
    const counts = { framesUp: 0, framesDown: 0, bytesUp: 0, bytesDown: 0 };
    let written = 0;
    let input: InputSent = { bytes: 0, endMs: 0 };
    registry.begin(
      {
        id,
        requestId: session.requestId,
        client: session.client.label,
        dialect: session.dialect,
        upstream: session.upstream.name,
        model: session.model,
        startedAtEpochMs: session.startedAtEpochMs,
        spentUsd: null,
        ...counts,
      },
      () => session.fail(operatorEnded()),
    );
    const write = (): void => {
      written = counts.framesUp + counts.framesDown;
      registry.update(id, { ...counts, spentUsd: session.spentUsd() });
    };
    session.scope.every(UPDATE_MS, () => {
      if (counts.framesUp + counts.framesDown > written) write();
    });
    const pass = (direction: 'client' | 'server', frame: Frame, seq: number): void => {
      const before = input;
      const tMs = Math.round(this.#clock.nowMs() - startedAtMs);
      if (direction === 'client' && frame.eventType === APPEND)
        input = { bytes: input.bytes + appendedBytes(frame.bytes), endMs: tMs };
      const keep = keepOf(frame);
      if (keep === null && !registry.isWatched(id)) return;
      registry.passed(id, {
        seq,
        tMs,
        direction,
        bytes: frame.bytes.length,
        frame: frame.bytes,
        isAudio: isAudio(frame),
        before,
        after: input,
        keep,
      });
    };
    return {
      tap: {
        toServer(frame) {
          pass('client', frame, counts.framesUp + counts.framesDown);
          counts.framesUp += 1;
          counts.bytesUp += frame.bytes.length;
        },
        toClient(frame) {
          pass('server', frame, counts.framesUp + counts.framesDown);
          counts.framesDown += 1;
          counts.bytesDown += frame.bytes.length;
        },
      },
      upstreamOpen: () => registry.update(id, { state: 'open' }),
      ended: ({ code, failure, durationMs }) => {
        write();
        registry.end(id, { atEpochMs: session.startedAtEpochMs + durationMs, code, failure });
      },
    };
  }
}

/** Pieces (sound, deltas) are not kept: what they make up follows whole. */
function keepOf({ eventType }: Frame): PassedFrame['keep'] {
  if (eventType === null || eventType === APPEND || eventType.endsWith('.delta')) {
    return null;
  }
  return eventType === 'session.created' || eventType === 'session.updated' ? 'session' : 'past';
}

function isAudio({ eventType, isBinary }: Frame): boolean {
  return isBinary || eventType === APPEND || eventType === 'response.output_audio.delta';
}
