/** What runs in a page before its own code, so that any page can be measured with the same method. Runs in the browser. */

export interface TapEvent {
  kind: 'click' | 'sound' | 'silence';
  /** Context time, milliseconds. */
  streamMs: number;
  /** By the wall clock: a click when it was seen on the audio thread, sound and silence when the device plays them. */
  atMs: number;
}

export interface LongTask {
  startMs: number;
  durationMs: number;
}

declare global {
  interface Window {
    bench: { events: TapEvent[]; longTasks: LongTask[] };
  }
}

export interface TapSetup {
  /** JavaScript of the tap's worklet; null leaves the audio graph alone. */
  worklet: string | null;
  clickLevel: number;
  clickRestMs: number;
}

/** Must be self-contained: it is sent to the page as text. */
export function installTap(setup: TapSetup): void {
  const bench: Window['bench'] = { events: [], longTasks: [] };
  window.bench = bench;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      bench.longTasks.push({ startMs: performance.timeOrigin + startTime, durationMs: duration });
    }
  }).observe({ type: 'longtask' });

  // Both pages get the raw microphone: the browser's own processing costs alike and would change the clicks.
  const devices = navigator.mediaDevices;
  const getUserMedia = devices.getUserMedia.bind(devices);
  devices.getUserMedia = (constraints) => {
    const wanted = typeof constraints?.audio === 'object' ? constraints.audio : {};
    const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    return getUserMedia({ ...constraints, audio: { ...wanted, ...raw } });
  };

  const { worklet } = setup;
  if (worklet === null) return;
  const address = URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' }));
  const modules = new WeakMap<BaseAudioContext, Promise<void>>();
  const speakers = new WeakMap<BaseAudioContext, Promise<AudioNode>>();
  type Connect = (this: AudioNode, ...args: unknown[]) => AudioNode;
  const connect = Reflect.get(AudioNode.prototype, 'connect') as Connect;

  const moduleOf = (context: BaseAudioContext): Promise<void> => {
    let loaded = modules.get(context);
    if (!loaded) modules.set(context, (loaded = context.audioWorklet.addModule(address)));
    return loaded;
  };
  const tapFor = async (context: BaseAudioContext, role: 'input' | 'output'): Promise<AudioNode> => {
    await moduleOf(context);
    const { clickLevel, clickRestMs } = setup;
    const tap = new AudioWorkletNode(context, 'bench-tap', {
      processorOptions: { role, clickLevel, clickRestMs },
    });
    tap.port.addEventListener('message', (event: MessageEvent<TapEvent>) => bench.events.push(event.data));
    tap.port.start();
    // Only what leads to the speakers is sure to be processed; the tap's own output is silence.
    connect.call(tap, context.destination);
    return tap;
  };

  const tapped: Connect = function (this: AudioNode, ...args) {
    const result = connect.apply(this, args);
    const { context } = this;
    if (this instanceof MediaStreamAudioSourceNode) {
      void tapFor(context, 'input').then((tap) => connect.call(this, tap));
    }
    if (args[0] instanceof AudioDestinationNode) {
      let tap = speakers.get(context);
      if (!tap) speakers.set(context, (tap = tapFor(context, 'output')));
      void tap.then((node) => connect.call(this, node));
    }
    return result;
  };
  Reflect.set(AudioNode.prototype, 'connect', tapped);
}
