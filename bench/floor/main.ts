/**
 * The floor: the least a page can do to carry speech both ways. Microphone → worklet → worker → WebSocket and back, with the three
 * threads of the console and nothing else: no start buffer, no fade, no log, no drawing. Its figures say what browser and machine cost.
 */

const url = new URLSearchParams(location.search).get('upstream') ?? '';

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

document.querySelector('button')?.addEventListener('click', () => void connect(), { once: true });
