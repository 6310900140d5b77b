/**
 * A voice that speaks just now, on its way to the ear. After a stall of the line all that was held up comes at once, and played in its turn
 * it would make everything from then on late: so who is behind hears pauses shortened, and who is far behind hears on from where the voice
 * is. Owns how much of it waits in the play-out.
 */

import type { PlaybackReport } from '../audio/worklets/playback.messages.ts';
import { CORE_SAMPLE_RATE_HZ } from '../session/types.ts';
import type { PlaybackLink } from './playback-link.ts';

/** What the play-out gathers before it begins, and a frame or two. */
const NEAR_MS = 120;
/** As late as this two people cannot speak with each other. */
const FAR_MS = 400;
/** −40 dB of full scale: nobody speaks. */
const QUIET_PEAK = 328;

export class LiveEar {
  readonly #playback: Pick<PlaybackLink, 'enqueue' | 'flush'>;
  /** As the play-out knows the voice. */
  readonly #itemId: string;
  #sentSamples = 0;
  #playedSamples = 0;
  /** Until it is near again: one gap instead of several. */
  #isSkipping = false;

  constructor(playback: Pick<PlaybackLink, 'enqueue' | 'flush'>, itemId: string) {
    this.#playback = playback;
    this.#itemId = itemId;
  }

  /** How much of the voice waits. */
  get behindMs(): number {
    return ((this.#sentSamples - this.#playedSamples) * 1000) / CORE_SAMPLE_RATE_HZ;
  }

  /** PCM16 at 24 kHz, as it comes; the buffer is the play-out's from here on. */
  hear(pcm16: Int16Array<ArrayBuffer>): void {
    const { behindMs } = this;
    if (behindMs > FAR_MS) this.#isSkipping = true;
    else if (behindMs <= NEAR_MS) this.#isSkipping = false;
    if (this.#isSkipping || (behindMs > NEAR_MS && isQuiet(pcm16))) return;
    this.#sentSamples += pcm16.length;
    this.#playback.enqueue(this.#itemId, pcm16);
  }

  /** What the play-out says of whatever it plays. */
  reported(report: PlaybackReport): void {
    if (report.kind === 'flushed' || report.itemId !== this.#itemId) return;
    this.#playedSamples = 'playedSamples' in report ? report.playedSamples : report.atSample;
  }

  /** Silent at once; nothing is heard afterwards. */
  stop(): void {
    void this.#playback.flush();
  }
}

function isQuiet(pcm16: Int16Array): boolean {
  return pcm16.every((sample) => Math.abs(sample) < QUIET_PEAK);
}
