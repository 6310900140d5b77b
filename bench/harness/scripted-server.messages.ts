/** Between a benchmark and its scripted Realtime server, which is another process. All times are `Date.now()`. */

export interface Commands {
  /** Resolves once a client has connected, updated its session, and sent some microphone audio. */
  ready: { request: object; answer: object };
  /** Begins an answer: `leadDeltas` deltas of a tone at once, then one each 50 ms until it is interrupted. */
  speak: { request: { leadDeltas: number; withTranscript: boolean }; answer: { firstDeltaAtMs: number } };
  /** The person begins to speak: `speech_started` and all that follows from it. */
  interrupt: { request: object; answer: { speechStartedAtMs: number } };
  /** At least `events` events of past turns at once, then one of the type `marker`. */
  burst: { request: { events: number; marker: string }; answer: { firstAtMs: number; events: number } };
  /** A conversation begins that goes on at the pace of the microphone. */
  converse: { request: object; answer: object };
  /** How much of the microphone's audio has come, the events of both directions since the client connected, and turns begun. */
  progress: { request: object; answer: { inputMs: number; events: number; turns: number } };
  /** Clicks heard in the microphone's audio since this was last asked. */
  clicks: { request: object; answer: { clicks: ArrivedClick[] } };
}

export interface ArrivedClick {
  /** Position of its first sample in the audio received, at 24 kHz. */
  sample: number;
  /** When the frame that holds that sample arrived. */
  atMs: number;
  /** Audio in that frame from the click's first sample to the frame's end: how long the sample had to wait for its frame. */
  waitMs: number;
}
