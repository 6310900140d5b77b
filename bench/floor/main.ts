/**
 * The floor: the least a page can do to carry speech both ways. Microphone → worklet → worker → WebSocket and back, with the three
 * threads of the console and nothing else: no start buffer, no fade, no log. Its figures say what browser and machine cost. Where the UI
 * thread is compared it also draws each frame, because a page with a moving picture pays for frames whatever it draws.
 */

const parameters = new URLSearchParams(location.search);
const url = parameters.get('upstream') ?? '';

async function connect(): Promise<void> {
  const context = new AudioContext({ sampleRate: 24_000, latencyHint: 'interactive' });
  await Promise.all([
    context.audioWorklet.addModule('capture.worklet.ts'),
    context.audioWorklet.addModule('playback.worklet.ts'),
  ]);
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const capture = new AudioWorkletNode(context, 'floor-capture', { numberOfOutputs: 0 });
  const playback = new AudioWorkletNode(context, 'floor-playback', { numberOfInputs: 0 });
  const up = new MessageChannel();
  const down = new MessageChannel();
  capture.port.postMessage(up.port1, [up.port1]);
  playback.port.postMessage(down.port1, [down.port1]);
  const worker = new Worker('worker.ts', { type: 'module' });
  worker.postMessage({ url, up: up.port2, down: down.port2 }, [up.port2, down.port2]);
  context.createMediaStreamSource(stream).connect(capture);
  playback.connect(context.destination);
}

/** One bar that moves over a canvas about as large as the console's waveform. */
function drawEachFrame(): void {
  const canvas = document.createElement('canvas');
  canvas.width = 1400;
  canvas.height = 160;
  document.body.append(canvas);
  const context = canvas.getContext('2d');
  let x = 0;
  const draw = () => {
    context?.clearRect(0, 0, canvas.width, canvas.height);
    context?.fillRect(x, 0, 2, canvas.height);
    x = (x + 1) % canvas.width;
    requestAnimationFrame(draw);
  };
  draw();
}

if (parameters.has('drawing')) drawEachFrame();
document.querySelector('button')?.addEventListener('click', () => void connect(), { once: true });
