/** The bounds of one relayed connection. */

import type { QueueLimits } from './frame-queue.ts';
import type { WaterMarks } from './pump.ts';

export interface RelayLimits extends QueueLimits, WaterMarks {
  /** Largest message in either direction. */
  maxPayloadBytes: number;
  connectTimeoutMs: number;
  /** How often both sides are pinged; a side that has not been heard of since the last ping is gone. */
  pingPeriodMs: number;
  /** How long a side may take to answer a close before its socket is cut. */
  closeTimeoutMs: number;
}

const MIB = 2 ** 20;

/**
 * `input_audio_buffer.append` may carry 15 MiB of audio (API reference), which is 20 MiB of base64 in one message. The queue holds one
 * such message, or 80 s of 20 ms frames.
 */
export function relayLimits(connectTimeoutMs: number): RelayLimits {
  return {
    maxPayloadBytes: 21 * MIB,
    maxFrames: 4096,
    maxBytes: 22 * MIB,
    highWaterBytes: MIB,
    lowWaterBytes: MIB / 4,
    connectTimeoutMs,
    pingPeriodMs: 20_000,
    closeTimeoutMs: 5000,
  };
}
