/**
 * The tap: a processor beside the page's own that notes, on the audio thread and by the wall clock, when a click came in from the
 * microphone, and when what goes to the speakers began to sound or fell silent. Outputs silence. The audio thread has no finer clock than
 * `Date.now()`, whole milliseconds.
 */

interface TapOptions {
  role: 'input' | 'output';
  clickLevel: number;
  clickRestMs: number;
}

/** Far below anything audible, above the rounding of a filter that rings out. */
const SILENCE_LEVEL = 1e-4;
/**
 * The device asks for several quanta at once, then for none until its next period; 10 ms on Chromium's own device, hence one or two
 * quanta of 5.3 ms at 24 kHz. Quanta rendered within less than this belong to one period.
 */
const SAME_PERIOD_MS = 3;

class Tap extends AudioWorkletProcessor {
  readonly #options: TapOptions;
  #lastLoudFrame = -Infinity;
  #sounding = false;
  #silentFromMs = 0;
  /** Of the running device period: first frame, when it was rendered, and when its last quantum so far was. */
  #periodFrame = 0;
  #periodAtMs = 0;
  #lastQuantumAtMs = 0;

  constructor({ processorOptions }: { processorOptions?: unknown }) {
    super();
    this.#options = processorOptions as TapOptions;
  }

  process(inputs: Float32Array[][]): boolean {
    const channels = inputs[0] ?? [];
    if (this.#options.role === 'input') this.#findClicks(channels[0]);
    else this.#watchSound(channels);
    return true;
  }

  #findClicks(samples: Float32Array | undefined): void {
    if (!samples) return;
    const restFrames = (this.#options.clickRestMs * sampleRate) / 1000;
    for (let i = 0; i < samples.length; i += 1) {
      if (Math.abs(samples[i] ?? 0) <= this.#options.clickLevel) continue;
      const frame = currentFrame + i;
      if (frame - this.#lastLoudFrame >= restFrames) this.#tell('click', frame, Date.now());
      this.#lastLoudFrame = frame;
    }
  }

  #watchSound(channels: Float32Array[]): void {
    const nowMs = Date.now();
    if (nowMs - this.#lastQuantumAtMs >= SAME_PERIOD_MS) {
      this.#periodFrame = currentFrame;
      this.#periodAtMs = nowMs;
    }
    this.#lastQuantumAtMs = nowMs;
    let first = -1;
    let last = -1;
    for (const samples of channels) {
      for (let i = 0; i < samples.length; i += 1) {
        if (Math.abs(samples[i] ?? 0) <= SILENCE_LEVEL) continue;
        if (first < 0 || i < first) first = i;
        if (i > last) last = i;
      }
    }
    if (last >= 0) {
      if (!this.#sounding) this.#tell('sound', currentFrame + first, this.#playsAtMs(first));
      this.#silentFromMs = this.#playsAtMs(last + 1);
    } else if (this.#sounding) {
      this.#tell('silence', currentFrame, this.#silentFromMs);
    }
    this.#sounding = last >= 0;
  }

  /** The device plays a period from the moment when it has it: a sample is as much later as it lies behind the period's first. */
  #playsAtMs(index: number): number {
    return this.#periodAtMs + ((currentFrame + index - this.#periodFrame) * 1000) / sampleRate;
  }

  #tell(kind: 'click' | 'sound' | 'silence', frame: number, atMs: number): void {
    const event = { kind, streamMs: (frame * 1000) / sampleRate, atMs };
    this.port.postMessage(event, []);
  }
}

registerProcessor('bench-tap', Tap);
