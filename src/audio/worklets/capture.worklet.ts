/** The capture processor: joins `CaptureCore` to the audio thread and its ports. No logic of its own. */

import { CaptureCore } from './capture-core.ts';
import type { CaptureControl, CaptureFrame, CaptureRecycle } from './capture.messages.ts';
import { CAPTURE_PROCESSOR } from './processor-names.ts';

class CaptureProcessor extends AudioWorkletProcessor {
  #engine: MessagePort | null = null;
  #disposed = false;
  readonly #core = new CaptureCore(sampleRate, (pcm16, contextTimeMs, muted) => {
    if (!this.#engine) {
      this.#core.recycle(pcm16);
      return;
    }
    const frame: CaptureFrame = { kind: 'frame', pcm16, contextTimeMs, muted };
    this.#engine.postMessage(frame, [pcm16]);
  });

  constructor() {
    super();
    this.port.addEventListener('message', (event: MessageEvent<CaptureControl>) => this.#control(event.data));
    this.port.start();
  }

  process(inputs: Float32Array[][]): boolean {
    if (this.#disposed) return false;
    const channels = inputs[0];
    if (channels) this.#core.process(channels, currentFrame);
    return true;
  }

  #control(message: CaptureControl): void {
    switch (message.kind) {
      case 'attach':
        this.#detach();
        this.#engine = message.port;
        this.#engine.addEventListener('message', (event: MessageEvent<CaptureRecycle>) =>
          this.#core.recycle(event.data.pcm16),
        );
        this.#engine.start();
        break;
      case 'mute':
        this.#core.setMuted(message.muted);
        break;
      case 'dispose':
        this.#disposed = true;
        this.#detach();
        this.port.close();
        break;
    }
  }

  #detach(): void {
    this.#engine?.close();
    this.#engine = null;
  }
}

registerProcessor(CAPTURE_PROCESSOR, CaptureProcessor);
