/** Plays a recorded stretch of audio on its own, beside the live one. Owns the nodes of the clips that play. */

import { pcm16ToFloat } from '../dsp/pcm16.ts';

const CLIP_RATE_HZ = 24_000;
const STOP_FADE_SECONDS = 0.005;

export class ClipPlayer {
  readonly #context: AudioContext;
  readonly #destination: AudioNode;
  readonly #stops = new Set<() => void>();

  constructor(context: AudioContext, destination: AudioNode) {
    this.#context = context;
    this.#destination = destination;
  }

  /**
   * Plays PCM16 at 24 kHz from its beginning; copies it. The returned function stops it within 5 ms and may be called at any
   * time. `onEnded` is called once: when the clip is over, or when it was stopped.
   */
  play(pcm16: Int16Array, onEnded: () => void): () => void {
    const context = this.#context;
    // A buffer may not be empty.
    const buffer = context.createBuffer(1, Math.max(1, pcm16.length), CLIP_RATE_HZ);
    pcm16ToFloat(pcm16, buffer.getChannelData(0));
    const source = context.createBufferSource();
    const gain = context.createGain();
    source.buffer = buffer;
    source.connect(gain).connect(this.#destination);
    let over = false;
    const finish = () => {
      if (over) return;
      over = true;
      this.#stops.delete(stop);
      onEnded();
    };
    const stop = () => {
      if (over) return;
      const now = context.currentTime;
      gain.gain.setValueAtTime(1, now);
      gain.gain.linearRampToValueAtTime(0, now + STOP_FADE_SECONDS);
      source.stop(now + STOP_FADE_SECONDS);
      // Not left to the node: in a suspended context it would never say that it ended.
      finish();
    };
    source.addEventListener('ended', () => {
      source.disconnect();
      gain.disconnect();
      finish();
    });
    this.#stops.add(stop);
    source.start();
    return stop;
  }

  stopAll(): void {
    for (const stop of [...this.#stops]) stop();
  }
}
