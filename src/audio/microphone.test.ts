import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AudioGraphError } from './audio-platform.ts';
import { Microphone, type MicrophoneEvents, type MicrophoneSink } from './microphone.ts';
import { FakeMediaDevices } from './testing/fake-media.ts';

class FakeSink implements MicrophoneSink {
  connected: MediaStream | null = null;
  muted: boolean | null = null;
  connects = 0;
  refusal: unknown = null;
  /** When set, connecting waits for it. */
  gate: Promise<void> | null = null;
  #token = 0;

  async connectMicrophone(stream: MediaStream): Promise<void> {
    this.#token += 1;
    const token = this.#token;
    this.connects += 1;
    await (this.gate ?? Promise.resolve());
    if (token !== this.#token) return;
    if (this.refusal !== null) throw this.refusal;
    this.connected = stream;
  }

  disconnectMicrophone(): void {
    this.#token += 1;
    this.connected = null;
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
  }
}

function setUp(options: { deviceId?: string; devices?: FakeMediaDevices | undefined } = {}) {
  const devices = 'devices' in options ? options.devices : new FakeMediaDevices();
  const sink = new FakeSink();
  let nowMs = 0;
  const microphone = new Microphone({
    sink,
    mediaDevices: devices,
    deviceId: options.deviceId ?? '',
    processing: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    clock: { nowMs: () => nowMs, after: () => () => {} },
  });
  const said: { [K in keyof MicrophoneEvents]: MicrophoneEvents[K][] } = {
    state: [],
    device: [],
    notice: [],
  };
  microphone.on('state', (state) => said.state.push(state));
  microphone.on('device', (deviceId) => said.device.push(deviceId));
  microphone.on('notice', (notice) => said.notice.push(notice));
  return {
    devices: devices ?? new FakeMediaDevices(),
    sink,
    microphone,
    said,
    pass: (ms: number) => (nowMs += ms),
  };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('start and stop', () => {
  test('a start asks once for one channel with the processing wanted, and goes live', async () => {
    const { microphone, devices, sink, said } = setUp();
    await Promise.all([microphone.start(), microphone.start()]);
    await microphone.start();
    expect(devices.asked).toEqual([
      { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    ]);
    expect(said.state).toEqual([{ status: 'starting' }, { status: 'live', label: 'built-in' }]);
    expect(sink.connected).toBe(devices.streams[0]);
  });

  test('a stop ends every track and takes the stream out of the graph', async () => {
    const { microphone, devices, sink } = setUp();
    await microphone.start();
    microphone.stop();
    microphone.stop();
    expect(devices.liveTracks).toEqual([]);
    expect(sink.connected).toBeNull();
    expect(microphone.state).toEqual({ status: 'off' });
  });

  test('a permission that is given after the stop is given back at once', async () => {
    const { microphone, devices, sink } = setUp();
    devices.manual = true;
    const started = microphone.start();
    microphone.stop();
    devices.answer();
    await started;
    expect(devices.streams).toHaveLength(1);
    expect(devices.liveTracks).toEqual([]);
    expect(sink.connects).toBe(0);
    expect(microphone.state.status).toBe('off');
  });

  test('a stop while the graph connects leaves no track running', async () => {
    const { microphone, devices, sink } = setUp();
    let open = () => {};
    sink.gate = new Promise((resolve) => (open = resolve));
    const started = microphone.start();
    await settle();
    microphone.stop();
    open();
    await started;
    expect(devices.liveTracks).toEqual([]);
    expect(sink.connected).toBeNull();
    expect(microphone.state.status).toBe('off');
  });

  test('a denial that arrives after a later start does not spoil it', async () => {
    const { microphone, devices } = setUp();
    devices.manual = true;
    void microphone.start();
    microphone.stop();
    const second = microphone.start();
    devices.answer(1);
    devices.refusals.push(new DOMException('', 'NotAllowedError'));
    devices.answer();
    await second;
    await settle();
    expect(microphone.state.status).toBe('live');
    expect(devices.liveTracks).toHaveLength(1);
  });

  test('mute is kept over restarts', async () => {
    const { microphone, sink } = setUp();
    microphone.setMuted(true);
    await microphone.start();
    sink.muted = null;
    microphone.stop();
    await microphone.start();
    expect(sink.muted).toBe(true);
    expect(microphone.muted).toBe(true);
  });

  test('after any order and speed of presses one track runs when it is wanted, and none when not', async () => {
    const press = fc.constantFrom(
      'start',
      'stop',
      'headset',
      'default',
      'echo',
      'answer',
      'settle',
      'unplug',
      'plug',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(press, { maxLength: 25 }), fc.boolean(), async (presses, manual) => {
        const { microphone, devices, sink, pass } = setUp();
        devices.manual = manual;
        devices.applying = 'ignored';
        const work: Promise<void>[] = [];
        let wanted = false;
        let echo = true;
        for (const name of presses) {
          pass(2000);
          if (name === 'start') work.push(microphone.start());
          if (name === 'stop') microphone.stop();
          if (name === 'start' || name === 'stop') wanted = name === 'start';
          if (name === 'headset' || name === 'default')
            work.push(microphone.selectDevice(name === 'default' ? '' : name));
          if (name === 'echo') work.push(microphone.setProcessing({ echoCancellation: (echo = !echo) }));
          if (name === 'answer' && devices.waiting > 0) devices.answer(devices.waiting - 1);
          if (name === 'unplug') devices.unplug('headset');
          if (name === 'plug' && !devices.devices.includes('headset')) devices.plug('headset');
          if (name === 'settle') await settle();
        }
        pass(2000);
        for (let i = 0; i < 30; i += 1) {
          while (devices.waiting > 0) devices.answer();
          await settle();
        }
        await Promise.all(work);
        expect(devices.liveTracks).toHaveLength(wanted ? 1 : 0);
        expect(microphone.state.status).toBe(wanted ? 'live' : 'off');
        const connected = devices.streams.find((stream) => Object.is(stream, sink.connected));
        expect(connected?.track).toBe(devices.liveTracks[0]);
        if (wanted) expect(connected?.track.settings.echoCancellation).toBe(echo);
      }),
      { numRuns: 300 },
    );
  });
});

describe('devices', () => {
  test('a switch keeps the old device until the new one runs', async () => {
    const { microphone, devices, sink, said } = setUp();
    await microphone.start();
    devices.manual = true;
    const switched = microphone.selectDevice('headset');
    expect(devices.liveTracks.map((track) => track.label)).toEqual(['built-in']);
    devices.answer();
    await switched;
    expect(devices.liveTracks.map((track) => track.label)).toEqual(['headset']);
    expect(sink.connected).toBe(devices.streams[1]);
    expect(said.state.map((state) => state.status)).toEqual(['starting', 'live', 'live']);
  });

  test('a switch that fails leaves the old device, connected, and says so', async () => {
    const { microphone, devices, sink, said } = setUp();
    await microphone.start();
    devices.refusals.push(new DOMException('', 'NotReadableError'));
    await microphone.selectDevice('headset');
    expect(microphone.deviceId).toBe('');
    expect(said.device).toEqual(['']);
    expect(said.notice[0]?.text).toContain('Still using built-in');
    expect(sink.connected).toBe(devices.streams[0]);
    expect(devices.liveTracks).toHaveLength(1);
  });

  test('when neither the new nor the old one can be connected it fails and holds nothing', async () => {
    const { microphone, devices, sink } = setUp();
    await microphone.start();
    sink.refusal = AudioGraphError.microphoneRefused(null);
    await microphone.selectDevice('headset');
    expect(microphone.state.status).toBe('failed');
    expect(devices.liveTracks).toEqual([]);
  });

  test('a chosen device that is not there is replaced by the default, and that is said', async () => {
    const { microphone, devices, said } = setUp({ deviceId: 'old-one' });
    await microphone.start();
    expect(devices.asked.map(({ deviceId }) => deviceId)).toEqual([{ exact: 'old-one' }, undefined]);
    expect(microphone.state).toEqual({ status: 'live', label: 'built-in' });
    expect(microphone.deviceId).toBe('');
    expect(said.device).toEqual(['']);
    expect(said.notice).toHaveLength(1);
  });

  test('when the device in use is unplugged the default takes over, once, and that is said', async () => {
    const { microphone, devices, sink, said, pass } = setUp({ deviceId: 'headset' });
    await microphone.start();
    pass(60_000);
    devices.unplug('headset');
    await settle();
    expect(microphone.state).toEqual({ status: 'live', label: 'built-in' });
    expect(said.notice).toEqual([{ text: 'headset was disconnected. Now using built-in.', nextStep: null }]);
    expect(said.device).toEqual(['']);
    expect(sink.connected).toBe(devices.streams[1]);
    expect(devices.streams).toHaveLength(2);
  });

  test('a device chosen while the default one takes over stays chosen', async () => {
    const { microphone, devices, pass } = setUp({ deviceId: 'headset' });
    devices.devices.push('usb');
    await microphone.start();
    pass(60_000);
    devices.manual = true;
    devices.unplug('headset');
    const chosen = microphone.selectDevice('usb');
    devices.answer(1);
    devices.answer();
    await chosen;
    await settle();
    expect(microphone.deviceId).toBe('usb');
    expect(microphone.state).toEqual({ status: 'live', label: 'usb' });
    expect(devices.liveTracks).toHaveLength(1);
  });

  test('a removal is noticed even where the track does not end', async () => {
    const { microphone, devices, pass } = setUp({ deviceId: 'headset' });
    await microphone.start();
    pass(60_000);
    devices.devices = ['built-in'];
    devices.dispatchEvent(new Event('devicechange'));
    await settle();
    expect(microphone.state).toEqual({ status: 'live', label: 'built-in' });
    expect(devices.liveTracks).toHaveLength(1);
  });

  test('when the last device is gone it is missing, and the next one plugged in is used', async () => {
    const { microphone, devices, pass } = setUp();
    devices.devices = ['built-in'];
    await microphone.start();
    pass(60_000);
    devices.unplug('built-in');
    await settle();
    expect(microphone.state.status).toBe('missing');
    devices.plug('new');
    await settle();
    expect(microphone.state).toEqual({ status: 'live', label: 'new' });
  });

  test('after a stop a new device starts nothing', async () => {
    const { microphone, devices } = setUp();
    devices.devices = [];
    await microphone.start();
    microphone.stop();
    devices.plug('new');
    await settle();
    expect(devices.streams).toEqual([]);
  });

  test('a device that ends as soon as it starts is not asked for again and again', async () => {
    const { microphone, devices } = setUp();
    await microphone.start();
    devices.liveTracks[0]?.end();
    await settle();
    expect(microphone.state.status).toBe('failed');
    expect(devices.asked).toHaveLength(1);
  });
});

describe('processing', () => {
  test('a change that takes effect on the running track opens nothing anew', async () => {
    const { microphone, devices } = setUp();
    await microphone.start();
    await microphone.setProcessing({ echoCancellation: false });
    expect(devices.asked).toHaveLength(1);
    expect(devices.liveTracks[0]?.settings.echoCancellation).toBe(false);
  });

  test.each(['ignored', 'throws'] as const)(
    'a change that is %s opens the device anew, after closing it',
    async (applying) => {
      const { microphone, devices, sink } = setUp();
      devices.applying = applying;
      await microphone.start();
      devices.manual = true;
      const changed = microphone.setProcessing({ noiseSuppression: false });
      await settle();
      expect(devices.liveTracks).toEqual([]);
      devices.answer();
      await changed;
      expect(devices.liveTracks[0]?.settings).toEqual({
        echoCancellation: true,
        noiseSuppression: false,
        autoGainControl: true,
      });
      expect(sink.connected).toBe(devices.streams[1]);
      expect(microphone.processing.noiseSuppression).toBe(false);
    },
  );

  test('while it is off, or was refused, a change asks for nothing', async () => {
    const { microphone, devices } = setUp();
    await microphone.setProcessing({ autoGainControl: false });
    expect(devices.asked).toEqual([]);
    devices.refusals.push(new DOMException('', 'NotAllowedError'));
    await microphone.start();
    await microphone.setProcessing({ autoGainControl: true });
    expect(devices.asked).toHaveLength(1);
    expect(microphone.state.status).toBe('denied');
  });
});

describe('errors, in words', () => {
  test.each([
    [new DOMException('Permission denied', 'NotAllowedError'), 'denied', /blocked for this page/],
    [new DOMException('Permission denied by system', 'NotAllowedError'), 'denied', /operating system/],
    [new DOMException('Permission dismissed', 'NotAllowedError'), 'denied', /without an answer/],
    [new DOMException('', 'SecurityError'), 'denied', /blocked/],
    [new DOMException('', 'NotFoundError'), 'missing', /No microphone/],
    [new DOMException('', 'NotReadableError'), 'failed', /Another program/],
    [new DOMException('', 'OverconstrainedError'), 'failed', /settings/],
    [new TypeError('what is this'), 'failed', /what is this/],
  ] as const)('%s is %s', async (error, status, text) => {
    const { microphone, devices } = setUp();
    devices.refusals.push(error);
    await microphone.start();
    const { state } = microphone;
    expect(state.status).toBe(status);
    expect('text' in state && state.text).toMatch(text);
    expect('nextStep' in state && state.nextStep).not.toBe('');
  });

  test('a page without a secure origin has no microphone, and is told why', async () => {
    const { microphone } = setUp({ devices: undefined });
    await microphone.start();
    expect(microphone.state).toMatchObject({
      status: 'denied',
      nextStep: 'Open the page over https, or on localhost.',
    });
  });

  test('a graph that refuses the stream ends it', async () => {
    const { microphone, devices, sink } = setUp();
    sink.refusal = AudioGraphError.microphoneRefused(null);
    await microphone.start();
    expect(microphone.state).toMatchObject({ status: 'failed', nextStep: 'Choose another microphone.' });
    expect(devices.liveTracks).toEqual([]);
  });

  test('a failed start can be tried again', async () => {
    const { microphone, devices } = setUp();
    devices.refusals.push(new DOMException('', 'NotReadableError'));
    await microphone.start();
    await microphone.start();
    expect(microphone.state.status).toBe('live');
  });
});

test('after dispose nothing runs and nothing starts', async () => {
  const { microphone, devices } = setUp();
  await microphone.start();
  microphone.dispose();
  await microphone.start();
  devices.plug('new');
  await settle();
  expect(devices.liveTracks).toEqual([]);
});
