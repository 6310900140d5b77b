import { describe, expect, test } from 'vitest';
import { AudioGraph } from './audio-graph.ts';
import { AudioGraphError } from './audio-platform.ts';
import { FakeAudio } from './testing/fake-audio.ts';
import { FakeStream, FakeTrack } from './testing/fake-media.ts';
import { pretend } from './testing/pretend.ts';

const CAPTURE = 'sidetone-capture';
const PLAYBACK = 'sidetone-playback';

function setUp(change: Partial<FakeAudio> = {}) {
  const browser = Object.assign(new FakeAudio(), change);
  const graph = new AudioGraph(browser.platform());
  const readyRates: number[] = [];
  const failures: string[] = [];
  graph.on('ready', ({ sampleRateHz }) => readyRates.push(sampleRateHz));
  graph.on('failure', ({ reason }) => failures.push(reason));
  return { browser, graph, readyRates, failures };
}

const newStream = () => pretend<MediaStream>(new FakeStream(new FakeTrack('mic', {})));
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function reasonOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return error instanceof AudioGraphError ? error.reason : `not ours: ${String(error)}`;
  }
}

function close(port: MessagePort | null): boolean {
  port?.close();
  return port !== null;
}

describe('unlock', () => {
  test('makes one context at 24 kHz and resumes it before anything is awaited', async () => {
    const { browser, graph, readyRates } = setUp();
    const first = graph.unlock();
    expect(browser.contexts.map((context) => context.sampleRate)).toEqual([24_000]);
    expect(browser.context.state).toBe('running');
    expect(browser.context.named('buffer-source')[0]?.started).toBe(1);
    await Promise.all([first, graph.unlock()]);
    await graph.unlock();
    expect(browser.contexts).toHaveLength(1);
    expect(browser.context.modules).toEqual(['capture.js', 'playback.js']);
    expect(readyRates).toEqual([24_000]);
  });

  test('takes the device’s rate where 24 kHz is refused', async () => {
    const { browser, graph } = setUp({ refusedRateHz: 24_000, deviceRateHz: 44_100 });
    await graph.unlock();
    expect(browser.context.sampleRate).toBe(44_100);
    expect(graph.sampleRateHz).toBe(44_100);
  });

  test('a page without worklets is told so, and holds no context', async () => {
    const { browser, graph } = setUp({ insecure: true });
    expect(await reasonOf(graph.unlock())).toBe('unsupported');
    expect(browser.open).toEqual([]);
  });

  test('worklets that do not load are an error, and the next unlock tries again', async () => {
    const { browser, graph, readyRates } = setUp({ loading: Promise.reject(new Error('404')) });
    expect(await reasonOf(graph.unlock())).toBe('worklet-failed');
    browser.loading = Promise.resolve();
    expect(await reasonOf(graph.unlock())).toBe('none');
    expect(browser.open).toHaveLength(1);
    expect(readyRates).toHaveLength(1);
  });

  test('a dispose while it loads leaves nothing open', async () => {
    const { browser, graph, readyRates } = setUp();
    const unlocking = graph.unlock();
    graph.dispose();
    expect(await reasonOf(unlocking)).toBe('disposed');
    expect(browser.open).toEqual([]);
    expect(readyRates).toEqual([]);
    expect(await reasonOf(graph.unlock())).toBe('disposed');
  });
});

describe('ports', () => {
  test('each is handed out once for each graph, and its other end to the worklet', async () => {
    const { browser, graph } = setUp();
    expect(graph.takeCapturePort()).toBeNull();
    await graph.unlock();
    expect([close(graph.takeCapturePort()), close(graph.takeCapturePort())]).toEqual([true, false]);
    expect([close(graph.takePlaybackPort()), close(graph.takePlaybackPort())]).toEqual([true, false]);
    expect(browser.context.worklet(CAPTURE).posted[0]?.kind).toBe('attach');
    expect(browser.context.worklet(PLAYBACK).posted[0]?.kind).toBe('attach');
  });

  test('playback goes through the volume to the destination', async () => {
    const { browser, graph } = setUp();
    graph.setVolume(0.25);
    await graph.unlock();
    const [volume] = browser.context.worklet(PLAYBACK).targets;
    expect(volume?.gain.value).toBe(0.25);
    expect(volume?.targets).toEqual([browser.context.destination]);
    graph.setVolume(7);
    expect(volume?.gain.value).toBe(1);
  });
});

describe('microphone', () => {
  test('a new stream replaces the old one in the same graph', async () => {
    const { browser, graph } = setUp();
    await graph.unlock();
    await graph.connectMicrophone(newStream());
    await graph.connectMicrophone(newStream());
    const [first, second] = browser.context.named('microphone');
    expect(first?.targets).toEqual([]);
    expect(second?.targets.map((node) => node.name)).toEqual([CAPTURE]);
    graph.disconnectMicrophone();
    expect(second?.targets).toEqual([]);
  });

  test('the last of several calls wins, and none connects after a disconnect', async () => {
    const { browser, graph } = setUp();
    const unlocking = graph.unlock();
    const first = graph.connectMicrophone(newStream());
    const second = newStream();
    await Promise.all([unlocking, first, graph.connectMicrophone(second)]);
    expect(browser.context.named('microphone').map((node) => node.stream)).toEqual([second]);
    const late = graph.connectMicrophone(newStream());
    graph.disconnectMicrophone();
    await late;
    expect(browser.context.named('microphone')).toHaveLength(1);
  });

  test('a browser that wants one rate gets a graph at the device’s, with new ports, mute and volume kept, once', async () => {
    const { browser, graph, readyRates } = setUp({ microphoneRateHz: 48_000 });
    graph.setVolume(0.5);
    graph.setMuted(true);
    await graph.unlock();
    close(graph.takeCapturePort());
    await graph.connectMicrophone(newStream());
    expect(readyRates).toEqual([24_000, 48_000]);
    expect(browser.open).toHaveLength(1);
    expect(browser.context.sampleRate).toBe(48_000);
    expect(browser.context.named('microphone')).toHaveLength(1);
    expect(browser.context.worklet(CAPTURE).posted.at(-1)).toEqual({ kind: 'mute', muted: true });
    expect(browser.context.worklet(PLAYBACK).targets[0]?.gain.value).toBe(0.5);
    expect([close(graph.takeCapturePort()), close(graph.takePlaybackPort())]).toEqual([true, true]);
    await graph.connectMicrophone(newStream());
    expect(browser.contexts).toHaveLength(2);
  });

  test('the old worklets are told to end when the graph is replaced', async () => {
    const { browser, graph } = setUp({ microphoneRateHz: 48_000 });
    await graph.unlock();
    const old = browser.context;
    await graph.connectMicrophone(newStream());
    expect(old.worklet(CAPTURE).posted.at(-1)).toEqual({ kind: 'dispose' });
    expect(old.worklet(PLAYBACK).posted.at(-1)).toEqual({ kind: 'dispose' });
  });

  test('a stream that is refused at the device’s rate too is an error, not another graph', async () => {
    const { browser, graph } = setUp({ microphoneRateHz: 16_000 });
    await graph.unlock();
    expect(await reasonOf(graph.connectMicrophone(newStream()))).toBe('microphone-refused');
    expect(await reasonOf(graph.connectMicrophone(newStream()))).toBe('microphone-refused');
    expect(browser.contexts).toHaveLength(2);
  });

  test('before the unlock there is nothing to connect to', async () => {
    const { graph } = setUp();
    expect(await reasonOf(graph.connectMicrophone(newStream()))).toBe('not-unlocked');
    expect(() => graph.playClip(new Int16Array(1), () => {})).toThrow(AudioGraphError);
  });
});

describe('state', () => {
  test('sound that the system paused is resumed', async () => {
    const { browser, graph } = setUp();
    await graph.unlock();
    browser.context.change('interrupted');
    expect(graph.state).toBe('running');
    browser.context.change('suspended');
    expect(graph.state).toBe('running');
  });

  test('where only a gesture may resume it, the next one does', async () => {
    const { browser, graph } = setUp();
    await graph.unlock();
    const states: string[] = [];
    graph.on('state', (state) => states.push(state));
    browser.needsGesture = true;
    browser.context.change('interrupted');
    await settle();
    expect(states).toEqual(['interrupted', 'interrupted']);
    browser.needsGesture = false;
    browser.wakeTarget.dispatchEvent(new Event('pointerdown'));
    expect(graph.state).toBe('running');
    const { resumes } = browser.context;
    browser.wakeTarget.dispatchEvent(new Event('keydown'));
    expect(browser.context.resumes).toBe(resumes);
  });

  test('a worklet that dies is reported', async () => {
    const { browser, graph, failures } = setUp();
    await graph.unlock();
    browser.context.worklet(PLAYBACK).dispatchEvent(new Event('processorerror'));
    expect(failures).toEqual(['worklet-failed']);
  });

  test('latency adds what the browser knows', async () => {
    const { graph } = setUp();
    expect(graph.outputLatencyMs).toBe(0);
    await graph.unlock();
    expect(graph.outputLatencyMs).toBeCloseTo(30);
  });

  test('a hundred unlocks and disposes leave no context open', async () => {
    const browser = new FakeAudio();
    for (let i = 0; i < 100; i += 1) {
      const graph = new AudioGraph(browser.platform());
      await graph.unlock();
      close(graph.takeCapturePort());
      close(graph.takePlaybackPort());
      graph.dispose();
    }
    expect(browser.open).toEqual([]);
  });
});

describe('output', () => {
  test('a choice made before the unlock is applied then, and again to a graph that replaces it', async () => {
    const { browser, graph } = setUp({ microphoneRateHz: 48_000 });
    await graph.setOutputDevice('speaker');
    await graph.unlock();
    await graph.connectMicrophone(newStream());
    expect(browser.contexts.map((context) => context.sinkIds)).toEqual([['speaker'], ['speaker']]);
  });

  test('an output that is gone is an error, and the default is used', async () => {
    const { graph, failures } = setUp();
    await graph.unlock();
    expect(await reasonOf(graph.setOutputDevice('gone'))).toBe('output-refused');
    graph.dispose();
    const later = setUp();
    await later.graph.setOutputDevice('gone');
    await later.graph.unlock();
    await settle();
    expect(later.failures).toEqual(['output-refused']);
    expect(failures).toEqual([]);
  });

  test('where the browser cannot choose, nothing is tried', async () => {
    const { browser, graph } = setUp({ canChooseOutput: false });
    await graph.unlock();
    await graph.setOutputDevice('speaker');
    expect(graph.canChooseOutput).toBe(false);
    expect(browser.context.sinkIds).toEqual([]);
  });
});

describe('clips', () => {
  async function play() {
    const { browser, graph } = setUp();
    await graph.unlock();
    let ended = 0;
    const stop = graph.playClip(Int16Array.of(16_384, -16_384), () => (ended += 1));
    const source = browser.context.named('buffer-source').at(-1);
    return { graph, stop, source, ended: () => ended };
  }

  test('a clip is played as it is and says once that it is over', async () => {
    const { source, stop, ended } = await play();
    expect(source?.started).toBe(1);
    expect(source?.buffer?.getChannelData()).toEqual(Float32Array.of(0.5, -0.5));
    source?.dispatchEvent(new Event('ended'));
    stop();
    expect(ended()).toBe(1);
    expect(source?.targets).toEqual([]);
  });

  test('a stopped clip says so at once, and once', async () => {
    const { source, stop, ended } = await play();
    stop();
    stop();
    expect(ended()).toBe(1);
    expect(source?.stopped).toBe(1);
    source?.dispatchEvent(new Event('ended'));
    expect(ended()).toBe(1);
  });

  test('clips end with the graph', async () => {
    const { graph, ended } = await play();
    graph.dispose();
    expect(ended()).toBe(1);
  });
});
