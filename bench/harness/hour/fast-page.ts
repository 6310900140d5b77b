/** What a page is given before its own code, so that its engine and its audio can run faster than time. Runs in the browser. */

/** The page's end of a worklet's port goes to the stand-in of the audio thread instead. */
export interface AttachedPort {
  /** Name of the processor. */
  name: string;
  port: MessagePort;
}

export interface FastPageSetup {
  /** JavaScript of the workers. */
  clock: string;
  device: string;
}

declare global {
  interface Window {
    hour: { setSpeed(speed: number): void; audioContexts: number };
  }
}

/** Must be self-contained: it is sent to the page as text. */
export function installFastPage(setup: FastPageSetup): void {
  const scriptUrl = (text: string) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const NativeWorker = window.Worker;
  const device = new NativeWorker(scriptUrl(setup.device), { name: 'bench-audio' });
  const clockUrl = scriptUrl(setup.clock);
  const speeds = new BroadcastChannel('bench-speed');
  const hour: Window['hour'] = { setSpeed: (speed) => speeds.postMessage(speed), audioContexts: 0 };
  window.hour = hour;

  window.Worker = class extends NativeWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      const address = new URL(url, document.baseURI).href;
      const isEngine = address.includes('engine.worker');
      const script = `import ${JSON.stringify(clockUrl)}; import ${JSON.stringify(address)};`;
      super(isEngine ? scriptUrl(script) : url, options);
    }
  };

  const NativeContext = window.AudioContext;
  window.AudioContext = class extends NativeContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      hour.audioContexts += 1;
    }
  };

  const names = new WeakMap<MessagePort, string>();
  const NativeNode = window.AudioWorkletNode;
  window.AudioWorkletNode = class extends NativeNode {
    constructor(context: BaseAudioContext, name: string, options?: AudioWorkletNodeOptions) {
      super(context, name, options);
      names.set(this.port, name);
    }
  };
  type Post = (this: MessagePort, message: { kind?: string; port?: MessagePort }, transfer: unknown) => void;
  const post = Reflect.get(MessagePort.prototype, 'postMessage') as Post;
  const rerouted: Post = function (message, transfer) {
    const name = names.get(this);
    if (name !== undefined && message.kind === 'attach' && message.port) {
      const attached: AttachedPort = { name, port: message.port };
      device.postMessage(attached, [message.port]);
    } else post.call(this, message, transfer);
  };
  Reflect.set(MessagePort.prototype, 'postMessage', rerouted);
}
