/** A Web Audio for tests: records what is made, connected and posted, and can refuse what some browsers refuse. */

import type { AudioPlatform, SinkContext } from '../audio-platform.ts';
import { pretend } from './pretend.ts';

interface FakeBuffer {
  readonly length: number;
  getChannelData(): Float32Array;
}

export class FakeNode extends EventTarget {
  readonly name: string;
  readonly targets: FakeNode[] = [];
  readonly posted: { kind: string; [key: string]: unknown }[] = [];
  readonly port = {
    postMessage: (message: { kind: string }) => {
      this.posted.push(message);
    },
  };
  readonly gain = {
    value: 1,
    setTargetAtTime: (value: number) => {
      this.gain.value = value;
    },
    setValueAtTime: () => {},
    linearRampToValueAtTime: () => {},
  };
  buffer: FakeBuffer | null = null;
  stream: unknown = null;
  started = 0;
  stopped = 0;

  constructor(name: string) {
    super();
    this.name = name;
  }

  connect(target: FakeNode): FakeNode {
    this.targets.push(target);
    return target;
  }

  disconnect(): void {
    this.targets.length = 0;
  }

  start(): void {
    this.started += 1;
  }

  stop(): void {
    this.stopped += 1;
  }
}

export class FakeContext extends EventTarget {
  readonly sampleRate: number;
  readonly destination = new FakeNode('destination');
  readonly nodes: FakeNode[] = [];
  readonly modules: string[] = [];
  readonly baseLatency = 0.01;
  readonly outputLatency = 0.02;
  currentTime = 0;
  state: AudioContextState = 'suspended';
  resumes = 0;
  sinkIds: string[] = [];
  audioWorklet: { addModule(url: string): Promise<void> } | undefined = {
    addModule: (url) => {
      this.modules.push(url);
      return this.#browser.loading;
    },
  };
  setSinkId?: (deviceId: string) => Promise<void>;
  readonly #browser: FakeAudio;

  constructor(browser: FakeAudio, sampleRate: number) {
    super();
    this.#browser = browser;
    this.sampleRate = sampleRate;
    if (browser.insecure) this.audioWorklet = undefined;
    if (browser.canChooseOutput) this.setSinkId = (deviceId) => this.#setSink(deviceId);
  }

  change(state: AudioContextState): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }

  resume(): Promise<void> {
    this.resumes += 1;
    if (this.#browser.needsGesture) return Promise.reject(new DOMException('', 'NotAllowedError'));
    if (this.state !== 'running') this.change('running');
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.state = 'closed';
    return Promise.resolve();
  }

  createGain(): FakeNode {
    return this.#node('gain');
  }

  createBufferSource(): FakeNode {
    return this.#node('buffer-source');
  }

  createBuffer(_channels: number, length: number): FakeBuffer {
    const channel = new Float32Array(length);
    return { length, getChannelData: () => channel };
  }

  createMediaStreamSource(stream: unknown): FakeNode {
    if (this.#browser.microphoneRateHz !== null && this.#browser.microphoneRateHz !== this.sampleRate) {
      throw new DOMException('different sample-rate is currently not supported', 'NotSupportedError');
    }
    const node = this.#node('microphone');
    node.stream = stream;
    return node;
  }

  named(name: string): FakeNode[] {
    return this.nodes.filter((node) => node.name === name);
  }

  worklet(name: string): FakeNode {
    const node = this.named(name)[0];
    if (!node) throw new Error(`no node ${name}`);
    return node;
  }

  addNode(node: FakeNode): FakeNode {
    this.nodes.push(node);
    return node;
  }

  #node(name: string): FakeNode {
    return this.addNode(new FakeNode(name));
  }

  #setSink(deviceId: string): Promise<void> {
    if (deviceId === this.#browser.missingOutput)
      return Promise.reject(new DOMException('', 'NotFoundError'));
    this.sinkIds.push(deviceId);
    return Promise.resolve();
  }
}

export class FakeAudio {
  readonly contexts: FakeContext[] = [];
  readonly wakeTarget = new EventTarget();
  deviceRateHz = 48_000;
  /** The browser wants context and microphone at one rate, and this is the microphone's. */
  microphoneRateHz: number | null = null;
  refusedRateHz: number | null = null;
  canChooseOutput = true;
  missingOutput = 'gone';
  insecure = false;
  needsGesture = false;
  /** What `addModule` answers. */
  loading: Promise<void> = Promise.resolve();

  get context(): FakeContext {
    const context = this.contexts.at(-1);
    if (!context) throw new Error('no context was made');
    return context;
  }

  get open(): FakeContext[] {
    return this.contexts.filter((context) => context.state !== 'closed');
  }

  platform(): AudioPlatform {
    return {
      createContext: (options) => {
        const rateHz = options.sampleRate ?? this.deviceRateHz;
        if (rateHz === this.refusedRateHz) throw new DOMException('', 'NotSupportedError');
        const context = new FakeContext(this, rateHz);
        this.contexts.push(context);
        return pretend<SinkContext>(context);
      },
      createWorkletNode: (_context, name) =>
        pretend<AudioWorkletNode>(this.context.addNode(new FakeNode(name))),
      createChannel: () => new MessageChannel(),
      canChooseOutput: this.canChooseOutput,
      outputLatency: (context) => context.outputLatency,
      captureUrl: 'capture.js',
      playbackUrl: 'playback.js',
      wakeTarget: this.wakeTarget,
    };
  }
}
