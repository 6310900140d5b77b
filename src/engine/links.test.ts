import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaptureFrame } from '../audio/worklets/capture.messages.ts';
import type { PlaybackCommand, PlaybackReport } from '../audio/worklets/playback.messages.ts';
import { Scope } from '../lib/scope.ts';
import { FakeClock } from '../lib/testing/fake-clock.ts';
import { CaptureLink } from './capture-link.ts';
import { PlaybackLink } from './playback-link.ts';

let clock: FakeClock;
let scope: Scope;
beforeEach(() => {
  clock = new FakeClock();
  scope = new Scope(clock);
});
afterEach(() => scope.dispose());

describe('PlaybackLink', () => {
  function setup() {
    const { port1, port2 } = new MessageChannel();
    const commands: PlaybackCommand[] = [];
    port2.addEventListener('message', (event: MessageEvent<PlaybackCommand>) => commands.push(event.data));
    port2.start();
    scope.add(() => port2.close());
    const reports: PlaybackReport[] = [];
    const link = new PlaybackLink(scope, (report) => reports.push(report));
    link.attach(port1);
    const report = (message: PlaybackReport) => port2.postMessage(message);
    return { link, commands, reports, report };
  }

  it('transfers audio to the worklet rather than copying it', async () => {
    const { link, commands } = setup();
    const samples = new Int16Array([1, 2, 3]);
    link.enqueue('a', samples);
    expect(samples.byteLength).toBe(0);
    await vi.waitFor(() => expect(commands).toHaveLength(1));
    expect(commands[0]).toMatchObject({ kind: 'enqueue', itemId: 'a' });
  });

  it('answers a flush with the positions that the worklet gives', async () => {
    const { link, commands, report } = setup();
    link.enqueue('a', new Int16Array(10));
    const flushed = link.flush();
    await vi.waitFor(() => expect(commands.at(-1)?.kind).toBe('flush'));
    const token = commands.at(-1)?.kind === 'flush' ? (commands.at(-1) as { token: number }).token : -1;
    const items = [{ itemId: 'a', playedSamples: 7, receivedSamples: 10 }];
    report({ kind: 'flushed', token, items, contextTimeMs: 0 });
    expect(await flushed).toMatchObject([{ itemId: 'a', playedSamples: 7 }]);
    expect(clock.pending).toBe(0);
  });

  it('answers with the last known positions when the worklet is asleep', async () => {
    const { link, reports, report } = setup();
    link.enqueue('a', new Int16Array(10));
    link.enqueue('b', new Int16Array(10));
    report({ kind: 'position', itemId: 'a', playedSamples: 4, queuedSamples: 16, contextTimeMs: 0 });
    await vi.waitFor(() => expect(reports).toHaveLength(1));
    const flushed = link.flush();
    clock.advance(1000);
    expect(await flushed).toEqual([
      { itemId: 'a', playedSamples: 4 },
      { itemId: 'b', playedSamples: 0 },
    ]);
  });

  it('answers a flush even when no audio was ever attached', async () => {
    const link = new PlaybackLink(scope, () => {});
    const flushed = link.flush();
    clock.advance(1000);
    expect(await flushed).toEqual([]);
  });
});

describe('CaptureLink', () => {
  function setup() {
    const { port1, port2 } = new MessageChannel();
    scope.add(() => port2.close());
    const recycled: number[] = [];
    port2.addEventListener('message', (event: MessageEvent<{ pcm16: ArrayBuffer }>) =>
      recycled.push(event.data.pcm16.byteLength),
    );
    port2.start();
    const frames: number[][] = [];
    const silences: boolean[] = [];
    const link = new CaptureLink(scope, {
      onFrame: ({ pcm16, contextTimeMs }) => frames.push([contextTimeMs, pcm16[0] ?? -1]),
      onSilence: (silent) => silences.push(silent),
    });
    link.attach(port1);
    let sent = 0;
    const send = (sample: number, muted = false) => {
      const pcm16 = new Int16Array(480).fill(sample).buffer;
      const frame: CaptureFrame = { kind: 'frame', pcm16, contextTimeMs: sent * 20, muted };
      port2.postMessage(frame, [pcm16]);
      sent += 1;
    };
    const arrived = () => vi.waitFor(() => expect(frames).toHaveLength(sent));
    return { link, frames, silences, recycled, send, arrived };
  }

  it('hands each frame on and gives its buffer back', async () => {
    const { frames, recycled, send, arrived } = setup();
    send(5);
    send(6);
    await arrived();
    expect(frames).toEqual([
      [0, 5],
      [20, 6],
    ]);
    await vi.waitFor(() => expect(recycled).toEqual([960, 960]));
  });

  it('tells of two seconds of zeros once, and when sound comes back', async () => {
    const { silences, send, arrived } = setup();
    for (let i = 0; i < 99; i += 1) send(0);
    await arrived();
    expect(silences).toEqual([]);
    for (let i = 0; i < 20; i += 1) send(0);
    await arrived();
    expect(silences).toEqual([true]);
    send(1);
    await arrived();
    expect(silences).toEqual([true, false]);
  });

  it('does not mistake mute for a dead microphone', async () => {
    const { silences, send, arrived } = setup();
    for (let i = 0; i < 150; i += 1) send(0, true);
    await arrived();
    expect(silences).toEqual([]);
  });
});
