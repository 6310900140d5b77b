/**
 * Receives microphone frames from the capture worklet, gives their buffers back, and watches for a stream that is nothing but zeros
 * (a muted device, a permission that yields silence): people otherwise talk into the void.
 */

import type { CaptureFrame, CaptureRecycle } from '../audio/worklets/capture.messages.ts';
import type { Scope } from '../lib/scope.ts';

/** Two seconds of 20 ms frames. */
const SILENT_FRAMES = 100;

export class CaptureLink {
  readonly #scope: Scope;
  readonly #onFrame: (frame: { pcm16: Int16Array<ArrayBuffer>; contextTimeMs: number }) => void;
  readonly #onSilence: (silent: boolean) => void;
  #release = () => {};
  #zeroFrames = 0;

  constructor(
    scope: Scope,
    handlers: {
      /** The samples are valid during the call only: afterwards the buffer goes back to the worklet. */
      onFrame: (frame: { pcm16: Int16Array<ArrayBuffer>; contextTimeMs: number }) => void;
      onSilence: (silent: boolean) => void;
    },
  ) {
    this.#scope = scope;
    this.#onFrame = handlers.onFrame;
    this.#onSilence = handlers.onSilence;
  }

  attach(port: MessagePort): void {
    this.#release();
    const stop = this.#scope.listen<MessageEvent<CaptureFrame>>(port, 'message', (event) => {
      const { pcm16, contextTimeMs, muted } = event.data;
      const samples = new Int16Array(pcm16);
      this.#watchSilence(samples, muted);
      this.#onFrame({ pcm16: samples, contextTimeMs });
      const recycle: CaptureRecycle = { kind: 'recycle', pcm16 };
      port.postMessage(recycle, [pcm16]);
    });
    this.#release = this.#scope.add(() => {
      stop();
      port.close();
    });
    port.start();
  }

  /** The microphone started or stopped: judge its silence afresh. */
  restart(): void {
    if (this.#zeroFrames >= SILENT_FRAMES) this.#onSilence(false);
    this.#zeroFrames = 0;
  }

  #watchSilence(samples: Int16Array, muted: boolean): void {
    if (muted || samples.some((sample) => sample !== 0)) {
      this.restart();
      return;
    }
    this.#zeroFrames += 1;
    if (this.#zeroFrames === SILENT_FRAMES) this.#onSilence(true);
  }
}
