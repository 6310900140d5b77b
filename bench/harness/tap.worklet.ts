/**
 * The tap: a processor beside the page's own that notes, on the audio thread and by the wall clock, when a click came in from the
 * microphone, and when what goes to the speakers began to sound or fell silent. Outputs silence. Times are whole milliseconds: the audio
 * thread has no finer clock than `Date.now()`.
 */

interface TapOptions {
  role: 'input' | 'output';
  clickLevel: number;
  clickRestMs: number;
}

/** Far below anything audible, above the rounding of a filter that rings out. */
const SILENCE_LEVEL = 1e-4;

class Tap extends AudioWorkletProcessor {
  readonly #options: TapOptions;
  #lastLoudFrame = -Infinity;
  #sounding = false;

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
    for (const [index, sample] of samples.entries()) {
      if (Math.abs(sample) <= this.#options.clickLevel) continue;
      const frame = currentFrame + index;
      if (frame - this.#lastLoudFrame >= restFrames) this.#tell('click', frame);
      this.#lastLoudFrame = frame;
    }
  }

  #watchSound(channels: Float32Array[]): void {
    const sounds = channels.some((samples) => samples.some((sample) => Math.abs(sample) > SILENCE_LEVEL));
    if (sounds === this.#sounding) return;
    this.#sounding = sounds;
    this.#tell(sounds ? 'sound' : 'silence', currentFrame);
  }

  #tell(kind: 'click' | 'sound' | 'silence', frame: number): void {
    const event = { kind, streamMs: (frame * 1000) / sampleRate, atMs: Date.now() };
    this.port.postMessage(event, []);
  }
}

registerProcessor('bench-tap', Tap);
