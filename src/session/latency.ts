/**
 * Voice to voice: from the end of a person's speech to the first sample of the answer that is played. Defined by what can be
 * heard, so network, model and buffers are all inside. Owns one turn at a time.
 */

import type { Latency } from './types.ts';

export class LatencyMeter {
  #endMs: number | null = null;
  #answerId: string | null = null;

  /** The person speaks (again): what was waiting is not answered any more. */
  speechStarted(): void {
    this.#endMs = null;
    this.#answerId = null;
  }

  /**
   * The person's words ended at `atMs`, session time: the last sound for voice detection (the server reports the end of the
   * silence that it waited for, so the caller takes that off), the release for push-to-talk.
   */
  speechEnded(atMs: number): void {
    this.#endMs = atMs;
    this.#answerId = null;
  }

  /** The answer that had begun will not be heard any more. Who waits for one still waits. */
  lineLost(): void {
    this.#answerId = null;
  }

  /** The model began to speak. The first item after the end of speech is the answer. */
  answerBegan(itemId: string): void {
    if (this.#endMs !== null) this.#answerId ??= itemId;
  }

  /** An item's first sample was played. A figure once a turn, and never for audio of an earlier answer. */
  heard(itemId: string, atMs: number): Latency | null {
    if (this.#endMs === null || itemId !== this.#answerId) return null;
    const voiceToVoiceMs = Math.max(0, atMs - this.#endMs);
    this.speechStarted();
    return { voiceToVoiceMs, atMs };
  }
}
