/**
 * When a batch is shown: in the next animation frame, or shortly after when there is none. A hidden page gets no frames, and must learn
 * all the same that its connection has ended, or it would keep the microphone.
 */

import type { Clock } from '../lib/clock.ts';
import type { FrameSource } from '../store/frame-scheduler.ts';

/** Longer than any frame of a page that is shown. Browsers stretch it to a second, later to a minute, while the page is hidden. */
const LONGEST_WAIT_MS = 250;

/** Calls `callback` once, whichever comes first. */
export function frameOrSoon(frames: FrameSource, clock: Clock): (callback: () => void) => void {
  return (callback) => {
    const cancelFrame = frames.request(() => {
      cancelTimer();
      callback();
    });
    const cancelTimer = clock.after(LONGEST_WAIT_MS, () => {
      cancelFrame();
      callback();
    });
  };
}
