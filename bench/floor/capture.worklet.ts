/** The floor's capture: cuts 20 ms frames of PCM16 and posts each as soon as it is full. */

const FRAME_SAMPLES = 480;

class FloorCapture extends AudioWorkletProcessor {
  #port: MessagePort | null = null;
  #frame = new Int16Array(FRAME_SAMPLES);
  #filled = 0;

  constructor() {
    super();
    this.port.addEventListener('message', (event: MessageEvent<MessagePort>) => {
      this.#port = event.data;
    });
    this.port.start();
  }

  process(inputs: Float32Array[][]): boolean {
    const input = inputs[0]?.[0];
    if (!input) return true;
    for (const sample of input) {
      this.#frame[this.#filled] = Math.max(-1, Math.min(1, sample)) * 32_767;
      this.#filled += 1;
      if (this.#filled < FRAME_SAMPLES) continue;
      this.#port?.postMessage(this.#frame.buffer, [this.#frame.buffer]);
      this.#frame = new Int16Array(FRAME_SAMPLES);
      this.#filled = 0;
    }
    return true;
  }
}

registerProcessor('floor-capture', FloorCapture);
