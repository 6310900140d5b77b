/**
 * The beat of a telephone line: a frame of 160 bytes each 20 ms (ITU-T G.711 at 8 kHz, the packets of Twilio's streams). A timer that
 * comes late is made up for, so the beat never drifts.
 */

import { SILENCE } from '../../../src/dsp/phone-audio.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Scope } from '../../../src/lib/scope.ts';

export const FRAME_MS = 20;
export const FRAME_BYTES = 160;

/**
 * Calls `onFrame` with 0, 1, 2, … at 0, 20, 40, … ms from now until the scope ends. The result calls for what is due already, for whoever
 * must know where the beat is right now although the timer is late.
 */
export function tickFrames(clock: Clock, scope: Scope, onFrame: (index: number) => void): () => void {
  const startMs = clock.nowMs();
  let next = 0;
  const catchUp = (): void => {
    while (!scope.disposed && startMs + next * FRAME_MS <= clock.nowMs()) {
      const index = next;
      next += 1;
      onFrame(index);
    }
  };
  const tick = (): void => {
    catchUp();
    scope.after(Math.max(0, startMs + next * FRAME_MS - clock.nowMs()), tick);
  };
  tick();
  return catchUp;
}

/** 20 ms of silence, μ-law; the caller's. */
export function silentFrame(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(FRAME_BYTES).fill(SILENCE.ulaw);
}
