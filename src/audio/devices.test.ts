import { describe, expect, test } from 'vitest';
import { type AudioDevices, type DeviceSource, listDevices, watchDevices } from './devices.ts';

class FakeSource extends EventTarget {
  infos: [MediaDeviceKind, string, string][] = [];
  /** Answers of `enumerateDevices` that wait; null = at once. */
  held: (() => void)[] | null = null;
  broken = false;

  enumerateDevices = (): Promise<MediaDeviceInfo[]> => {
    if (this.broken) return Promise.reject(new DOMException('', 'NotAllowedError'));
    const answer = this.infos.map(
      ([kind, deviceId, label]) => ({ kind, deviceId, label }) as MediaDeviceInfo,
    );
    const { held } = this;
    if (!held) return Promise.resolve(answer);
    return new Promise((resolve) => held.push(() => resolve(answer)));
  };

  source(canChooseOutput = true): DeviceSource {
    return { mediaDevices: this, canChooseOutput };
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('listing', () => {
  test('the default comes first, with an empty id and the name of what it is, and only once', async () => {
    const fake = new FakeSource();
    fake.infos = [
      ['audioinput', 'default', 'Default - Built-in - Left'],
      ['audioinput', 'abc', 'Built-in - Left'],
      ['audioinput', 'abc', 'Built-in - Left'],
      ['videoinput', 'cam', 'Camera'],
      ['audiooutput', 'spk', 'Speaker'],
    ];
    expect(await listDevices(fake.source())).toEqual({
      inputs: [
        { deviceId: '', label: 'System default (Built-in - Left)' },
        { deviceId: 'abc', label: 'Built-in - Left' },
      ],
      outputs: [
        { deviceId: '', label: 'System default' },
        { deviceId: 'spk', label: 'Speaker' },
      ],
    });
  });

  test('before the permission there is the default alone, without an entry of no id', async () => {
    const fake = new FakeSource();
    fake.infos = [['audioinput', '', '']];
    expect((await listDevices(fake.source())).inputs).toEqual([{ deviceId: '', label: 'System default' }]);
  });

  test('a device without a name gets a number', async () => {
    const fake = new FakeSource();
    fake.infos = [
      ['audioinput', 'a', ''],
      ['audioinput', 'b', ''],
    ];
    const labels = (await listDevices(fake.source())).inputs.map((device) => device.label);
    expect(labels).toEqual(['System default', 'Microphone 1', 'Microphone 2']);
  });

  test('no devices means no entries, not even a default', async () => {
    expect(await listDevices(new FakeSource().source())).toEqual({ inputs: [], outputs: [] });
  });

  test('outputs are listed only where one can be chosen', async () => {
    const fake = new FakeSource();
    fake.infos = [['audiooutput', 'spk', 'Speaker']];
    expect((await listDevices(fake.source(false))).outputs).toEqual([]);
  });

  test('a browser that does not tell, or has no media devices, gives none', async () => {
    const fake = new FakeSource();
    fake.broken = true;
    const none = { inputs: [], outputs: [] };
    expect(await listDevices(fake.source())).toEqual(none);
    expect(await listDevices({ mediaDevices: undefined, canChooseOutput: true })).toEqual(none);
  });
});

describe('watching', () => {
  function watch(fake: FakeSource) {
    const seen: AudioDevices[] = [];
    const watcher = watchDevices((devices) => seen.push(devices), fake.source());
    return { ...watcher, names: () => seen.map(({ inputs }) => inputs.map((device) => device.label).join()) };
  }

  test('tells the devices at first and whenever they differ', async () => {
    const fake = new FakeSource();
    fake.infos = [['audioinput', 'a', 'A']];
    const { names, refresh } = watch(fake);
    await settle();
    fake.dispatchEvent(new Event('devicechange'));
    await settle();
    fake.infos = [['audioinput', 'a', 'B']];
    await refresh();
    expect(names()).toEqual(['System default,A', 'System default,B']);
  });

  test('an older answer that comes late does not replace a newer one', async () => {
    const fake = new FakeSource();
    const held: (() => void)[] = [];
    fake.held = held;
    fake.infos = [['audioinput', 'a', 'Old']];
    const { names, refresh } = watch(fake);
    fake.infos = [['audioinput', 'a', 'New']];
    const second = refresh();
    held[1]?.();
    await second;
    held[0]?.();
    await settle();
    expect(names()).toEqual(['System default,New']);
  });

  test('nothing is told after the stop', async () => {
    const fake = new FakeSource();
    fake.infos = [['audioinput', 'a', 'A']];
    const { names, stop } = watch(fake);
    stop();
    fake.dispatchEvent(new Event('devicechange'));
    await settle();
    expect(names()).toEqual([]);
  });
});
