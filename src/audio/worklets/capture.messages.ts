/** Messages of the capture worklet. Control comes from the page on the node's own port; frames go to the engine on a transferred one. */

/** Page → worklet. */
export type CaptureControl =
  /** Where frames go from now on. */
  | { kind: 'attach'; port: MessagePort }
  /** While muted, frames keep coming, of zeros: the server's turn detection needs the silence. */
  | { kind: 'mute'; muted: boolean }
  | { kind: 'dispose' };

/** Worklet → engine. */
export interface CaptureFrame {
  kind: 'frame';
  /** 480 samples of PCM16 at 24 kHz (20 ms), transferred. Give it back with `recycle`. */
  pcm16: ArrayBuffer;
  /** Context time of the frame's first sample, milliseconds; the audio clock that playback uses too. */
  contextTimeMs: number;
  muted: boolean;
}

/** Engine → worklet. */
export interface CaptureRecycle {
  kind: 'recycle';
  pcm16: ArrayBuffer;
}
