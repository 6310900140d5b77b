/** What every voice of the emulator can do: turn one sentence into samples. */

/** How to speak. */
export interface Manner {
  /** A voice name of the API, such as `alloy`; unknown names get the default voice. */
  voice: string;
  /** 0.25…1.5, 1 = normal. */
  speed: number;
}

export interface Synthesiser {
  /**
   * Speaks one sentence: mono samples in [-1, 1] at 24 kHz, owned by the caller. Rejects when this voice cannot speak it;
   * the caller then asks the next voice.
   */
  speak(sentence: string, manner: Manner): Promise<Float32Array>;
  /** Frees threads and memory. Speaking afterwards rejects. */
  dispose(): void;
}

export const SPEECH_RATE_HZ = 24_000;
