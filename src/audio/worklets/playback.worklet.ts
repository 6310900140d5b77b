/** The playback processor: joins `PlaybackCore` to the audio thread and its ports. No logic of its own. */

import { PlaybackCore } from './playback-core.ts';
import type { PlaybackCommand, PlaybackControl } from './playback.messages.ts';
import { PLAYBACK_PROCESSOR } from './processor-names.ts';

class PlaybackProcessor extends AudioWorkletProcessor {
  #engine: MessagePort | null = null;
  #disposed = false;
  #core = this.#newCore();

  constructor() {
    super();
    this.port.addEventListener('message', (event: MessageEvent<PlaybackControl>) =>
      this.#control(event.data),
    );
    this.port.start();
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    if (this.#disposed) return false;
    const channels = outputs[0];
    const first = channels?.[0];
    if (!channels || !first) return true;
    this.#core.process(first, currentFrame);
    for (let i = 1; i < channels.length; i += 1) channels[i]?.set(first);
    return true;
  }

  #newCore(): PlaybackCore {
    return new PlaybackCore(sampleRate, (report) => this.#engine?.postMessage(report));
  }

  #control(message: PlaybackControl): void {
    switch (message.kind) {
      case 'attach':
        this.#engine?.close();
        // Whoever sent the queued audio is gone; the new owner begins with an empty queue.
        this.#core = this.#newCore();
        this.#engine = message.port;
        this.#engine.addEventListener('message', (event: MessageEvent<PlaybackCommand>) =>
          this.#command(event.data),
        );
        this.#engine.start();
        break;
      case 'dispose':
        this.#disposed = true;
        this.#engine?.close();
        this.#engine = null;
        this.port.close();
        break;
    }
  }

  #command(command: PlaybackCommand): void {
    switch (command.kind) {
      case 'enqueue':
        // An odd byte at the end is no sample; it must not throw on this thread.
        this.#core.enqueue(command.itemId, new Int16Array(command.pcm16, 0, command.pcm16.byteLength >> 1));
        break;
      case 'end':
        this.#core.end(command.itemId);
        break;
      case 'flush':
        this.#core.flush(command.token);
        break;
    }
  }
}

registerProcessor(PLAYBACK_PROCESSOR, PlaybackProcessor);
