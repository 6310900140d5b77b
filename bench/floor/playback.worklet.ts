/** The floor's playback: plays what has come, at once; a flush drops everything within the same quantum. */

class FloorPlayback extends AudioWorkletProcessor {
  #queue: Int16Array[] = [];
  #at = 0;

  constructor() {
    super();
    this.port.addEventListener('message', (event: MessageEvent<MessagePort>) => {
      const audio = event.data;
      audio.addEventListener('message', (message: MessageEvent<Int16Array | 'flush'>) => {
        if (message.data === 'flush') {
          this.#queue = [];
          this.#at = 0;
        } else {
          this.#queue.push(message.data);
        }
      });
      audio.start();
    });
    this.port.start();
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (!output) return true;
    for (let i = 0; i < output.length; i += 1) {
      const head = this.#queue[0];
      if (!head) break;
      output[i] = (head[this.#at] ?? 0) / 32_768;
      this.#at += 1;
      if (this.#at === head.length) {
        this.#queue.shift();
        this.#at = 0;
      }
    }
    return true;
  }
}

registerProcessor('floor-playback', FloorPlayback);
