/** The floor's worker: owns the WebSocket, and carries audio between it and the worklets as it comes. */

interface Start {
  url: string;
  up: MessagePort;
  down: MessagePort;
}

/** Arguments that `String.fromCharCode` surely takes at once. */
const SLICE_BYTES = 8192;

function toBase64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let text = '';
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    text += String.fromCharCode(...bytes.subarray(at, at + SLICE_BYTES));
  }
  return btoa(text);
}

function fromBase64(base64: string): Int16Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return new Int16Array(bytes.buffer);
}

self.addEventListener('message', (event: MessageEvent<Start>) => {
  const { url, up, down } = event.data;
  const socket = new WebSocket(url, ['realtime']);
  socket.addEventListener('open', () => {
    socket.send(JSON.stringify({ type: 'session.update', session: { type: 'realtime' } }));
    up.addEventListener('message', (frame: MessageEvent<ArrayBuffer>) => {
      socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio: toBase64(frame.data) }));
    });
    up.start();
  });
  socket.addEventListener('message', (message: MessageEvent<string>) => {
    const received = JSON.parse(message.data) as { type: string; delta?: string };
    if (received.type === 'response.output_audio.delta' && received.delta !== undefined) {
      const pcm16 = fromBase64(received.delta);
      down.postMessage(pcm16, [pcm16.buffer]);
    } else if (received.type === 'input_audio_buffer.speech_started') {
      down.postMessage('flush', []);
    }
  });
});
