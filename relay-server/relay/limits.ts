/** The bounds of one relayed connection. */

import type { ClientBounds } from './client-guard.ts';
import type { QueueLimits } from './frame-queue.ts';
import type { WaterMarks } from './pump.ts';

export interface RelayLimits extends QueueLimits, WaterMarks, ClientBounds {
  /** Largest message in either direction that is read at all; a larger one closes the socket with 1009. */
  maxPayloadBytes: number;
  /** A client that sends faster is read more slowly. */
  maxEventsPerSecond: number;
  /** So many at once do not slow it down. */
  eventBurst: number;
  connectTimeoutMs: number;
  /** About how long to wait before the one further attempt at an upstream that failed in a way that may pass. */
  retryDelayMs: number;
  /** How often both sides are pinged; a side that has not been heard of since the last ping is gone. */
  pingPeriodMs: number;
  /** How long a side may take to answer a close before its socket is cut. */
  closeTimeoutMs: number;
}

const MIB = 2 ** 20;

/**
 * `input_audio_buffer.append` may carry 15 MiB of audio (API reference), which is 20 MiB of base64 in one message. The queue holds one
 * such message, or 80 s of 20 ms frames. A thousand events a second are twenty times a microphone's.
 */
export function relayLimits(connectTimeoutMs: number): RelayLimits {
  return {
    maxPayloadBytes: 32 * MIB,
    maxEventBytes: 20 * MIB + 64 * 1024,
    maxJsonDepth: 64,
    maxRefusedInARow: 100,
    maxEventsPerSecond: 1000,
    eventBurst: 2000,
    maxFrames: 4096,
    maxBytes: 22 * MIB,
    highWaterBytes: MIB,
    lowWaterBytes: MIB / 4,
    stuckTimeoutMs: 30_000,
    connectTimeoutMs,
    retryDelayMs: 400,
    pingPeriodMs: 20_000,
    closeTimeoutMs: 5000,
  };
}
