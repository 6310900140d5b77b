/**
 * A sound card whose clock can run faster than time: the cores of both worklets as the product has them, driven quantum by quantum, with a
 * microphone that hears a murmuring voice. It stands in for the audio thread, which no browser lets run faster.
 */

import { CaptureCore } from '../../../src/audio/worklets/capture-core.ts';
import type { CaptureFrame, CaptureRecycle } from '../../../src/audio/worklets/capture.messages.ts';
import { PlaybackCore } from '../../../src/audio/worklets/playback-core.ts';
import type { PlaybackCommand } from '../../../src/audio/worklets/playback.messages.ts';
import { CAPTURE_PROCESSOR } from '../../../src/audio/worklets/processor-names.ts';
import type { AttachedPort } from './fast-page.ts';

const RATE_HZ = 24_000;
const QUANTUM_SAMPLES = 128;
/** As short as a timer in a browser gets. */
const PERIOD_MS = 4;
/** A second of sound, over and over: whole periods of every part. */
const voice = Float32Array.from({ length: RATE_HZ }, (_, i) => {
  const t = i / RATE_HZ;
  const tone = Math.sin(2 * Math.PI * 140 * t) + 0.5 * Math.sin(2 * Math.PI * 420 * t);
  return 0.2 * tone * Math.sin(2 * Math.PI * 2 * t) ** 2;
});

let capturePort: MessagePort | null = null;
let playbackPort: MessagePort | null = null;
const capture = new CaptureCore(RATE_HZ, (pcm16, contextTimeMs, muted) => {
  const frame: CaptureFrame = { kind: 'frame', pcm16, contextTimeMs, muted };
  capturePort?.postMessage(frame, [pcm16]);
});
const playback = new PlaybackCore(RATE_HZ, (report) => playbackPort?.postMessage(report, []));

self.addEventListener('message', ({ data: { name, port } }: MessageEvent<AttachedPort>) => {
  if (name === CAPTURE_PROCESSOR) {
    capturePort = port;
    port.addEventListener('message', (event: MessageEvent<CaptureRecycle>) =>
      capture.recycle(event.data.pcm16),
    );
  } else {
    playbackPort = port;
    port.addEventListener('message', (event: MessageEvent<PlaybackCommand>) => obey(event.data));
  }
  port.start();
});

function obey(command: PlaybackCommand): void {
  if (command.kind === 'enqueue') playback.enqueue(command.itemId, new Int16Array(command.pcm16));
  else if (command.kind === 'end') playback.end(command.itemId);
  else playback.flush(command.token);
}

let speed = 1;
let lastAtMs = performance.now();
let dueFrames = 0;
let frame = 0;
const heard = new Float32Array(QUANTUM_SAMPLES);
const said = new Float32Array(QUANTUM_SAMPLES);

new BroadcastChannel('bench-speed').addEventListener('message', (event: MessageEvent<number>) => {
  advance();
  speed = event.data;
});

function advance(): void {
  const nowMs = performance.now();
  dueFrames += ((nowMs - lastAtMs) * speed * RATE_HZ) / 1000;
  lastAtMs = nowMs;
  for (; dueFrames >= QUANTUM_SAMPLES; dueFrames -= QUANTUM_SAMPLES) {
    for (let i = 0; i < QUANTUM_SAMPLES; i += 1) said[i] = voice[(frame + i) % RATE_HZ] ?? 0;
    if (capturePort) capture.process([said], frame);
    playback.process(heard, frame);
    frame += QUANTUM_SAMPLES;
  }
}

setInterval(advance, PERIOD_MS);
