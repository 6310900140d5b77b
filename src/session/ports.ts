/** What the conversation core needs from its home (the engine worker, or the relay's phone bridge). */

/** One open connection to the relay or the model. Opening and closing are the home's work. */
export interface Transport {
  /** Sends one text frame. False when the socket cannot take it (not open). Never throws. */
  send(text: string): boolean;
  /** Bytes accepted by `send` that have not left yet. */
  bufferedBytes(): number;
}

export interface FlushedItem {
  itemId: string;
  /** Samples of this item that were rendered before the flush, fade included. */
  playedSamples: number;
}

/** Where the model's audio goes. `Block`: PCM16 at 24 kHz, or the bytes of the session's own format. Positions are samples at 24 kHz in either case. */
export interface AudioOutput<Block = Int16Array<ArrayBuffer>> {
  /** Appends audio of an item to the play-out queue. The buffer now belongs to the output. */
  enqueue(itemId: string, audio: Block): void;
  /** No more audio will come for this item, so running dry at its end is no underrun. */
  end(itemId: string): void;
  /**
   * Silences everything at once and empties the queue. Resolves with the exact position of each item that was queued or
   * playing, in play-out order; an item that was never started has `playedSamples` 0. Never rejects: when the output does not
   * answer in time, the last known positions are given.
   */
  flush(): Promise<FlushedItem[]>;
}

/** The form of a session's sound, and the output that takes it. */
export type SessionAudio =
  | { format: 'pcm16'; output: AudioOutput }
  | { format: 'ulaw'; output: AudioOutput<Uint8Array<ArrayBuffer>> };

/** Runs one tool. Rejecting is fine: the model is told the error. */
export type ToolHandler = (
  args: Record<string, unknown>,
  signal: { readonly aborted: boolean },
) => Promise<unknown>;
