/** Messages of the playback worklet. Audio and reports travel on a port between engine and worklet; the page only attaches it. */

/** Page → worklet, on the node's own port. */
export type PlaybackControl = { kind: 'attach'; port: MessagePort } | { kind: 'dispose' };

/** Engine → worklet. All sample counts are at 24 kHz. */
export type PlaybackCommand =
  /** Appends PCM16 at 24 kHz to an item's queue. Items play in the order of their first enqueue. The buffer is transferred. */
  | { kind: 'enqueue'; itemId: string; pcm16: ArrayBuffer }
  /** The item is complete: running dry is its end, not an underrun. */
  | { kind: 'end'; itemId: string }
  /** Fade out within 5 ms, drop every queue, answer `flushed` with the same token. */
  | { kind: 'flush'; token: number };

/** Worklet → engine. `contextTimeMs` is the audio clock at the reported sample. */
export type PlaybackReport =
  /** First sample of an item rendered, or playing again after an underrun. */
  | { kind: 'started'; itemId: string; atSample: number; contextTimeMs: number }
  /** About each 20 ms while something plays. */
  | {
      kind: 'position';
      itemId: string;
      playedSamples: number;
      queuedSamples: number;
      contextTimeMs: number;
    }
  /** The queue ran dry in the middle of an item; silence until it is filled again. */
  | { kind: 'underrun'; itemId: string; atSample: number; contextTimeMs: number }
  /** The last sample of a complete item was rendered. */
  | { kind: 'ended'; itemId: string; playedSamples: number; contextTimeMs: number }
  | {
      kind: 'flushed';
      token: number;
      items: { itemId: string; playedSamples: number; receivedSamples: number }[];
      contextTimeMs: number;
    };
