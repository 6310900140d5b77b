/** The audio devices as a person chooses among them. Asks for no permission: names are there once the microphone was allowed. */

import { Scope } from '../lib/scope.ts';

/** `deviceId` '' is the system's default; every other one is a device of its own, and never empty. */
interface AudioDevice {
  deviceId: string;
  label: string;
}

export interface AudioDevices {
  inputs: AudioDevice[];
  /** Empty where the browser cannot choose an output. */
  outputs: AudioDevice[];
}

export interface DeviceSource {
  /** Absent on pages without a secure origin. */
  mediaDevices:
    | Pick<MediaDevices, 'enumerateDevices' | 'addEventListener' | 'removeEventListener'>
    | undefined;
  canChooseOutput: boolean;
}

function browserDevices(): DeviceSource {
  return {
    mediaDevices: navigator.mediaDevices,
    canChooseOutput: typeof AudioContext !== 'undefined' && 'setSinkId' in AudioContext.prototype,
  };
}

/** Reads the devices. Never rejects: where the browser does not tell, there are none. */
export async function listDevices(source: DeviceSource = browserDevices()): Promise<AudioDevices> {
  const infos = await enumerate(source);
  return {
    inputs: choices(infos, 'audioinput', 'Microphone'),
    outputs: source.canChooseOutput ? choices(infos, 'audiooutput', 'Output') : [],
  };
}

/**
 * Calls `onChange` with the devices of now, and again whenever they differ. `refresh` reads them anew: call it when the
 * microphone was allowed, because that gives devices their names without an event. `stop` ends it.
 */
export function watchDevices(
  onChange: (devices: AudioDevices) => void,
  source: DeviceSource = browserDevices(),
): { refresh: () => Promise<void>; stop: () => void } {
  const scope = new Scope();
  let shown = '';
  let generation = 0;
  const refresh = async () => {
    generation += 1;
    const mine = generation;
    const devices = await listDevices(source);
    const text = JSON.stringify(devices);
    if (scope.disposed || mine !== generation || text === shown) return;
    shown = text;
    onChange(devices);
  };
  if (source.mediaDevices) scope.listen(source.mediaDevices, 'devicechange', () => void refresh());
  void refresh();
  return { refresh, stop: () => scope.dispose() };
}

async function enumerate({ mediaDevices }: DeviceSource): Promise<MediaDeviceInfo[]> {
  if (!mediaDevices) return [];
  try {
    return await mediaDevices.enumerateDevices();
  } catch {
    return [];
  }
}

function choices(infos: MediaDeviceInfo[], kind: MediaDeviceKind, noun: string): AudioDevice[] {
  const ofKind = infos.filter((info) => info.kind === kind);
  if (ofKind.length === 0) return [];
  // Chromium lists the default a second time, as "Default - its name"; before permission devices have neither id nor name.
  const named = ofKind.find((info) => info.deviceId === 'default')?.label.replace(/^[^-]+- /, '') ?? '';
  const list = [{ deviceId: '', label: named === '' ? 'System default' : `System default (${named})` }];
  for (const { deviceId, label } of ofKind) {
    if (deviceId === '' || deviceId === 'default' || list.some((entry) => entry.deviceId === deviceId))
      continue;
    list.push({ deviceId, label: label === '' ? `${noun} ${list.length}` : label });
  }
  return list;
}

/** Calls `onGranted` when the person allows the microphone later, in the browser's own menu. Silent where the browser does not tell. */
export function watchMicrophonePermission(onGranted: () => void): void {
  const permissions = navigator.permissions as Permissions | undefined;
  permissions?.query({ name: 'microphone' }).then(
    (permission) =>
      permission.addEventListener('change', () => {
        if (permission.state === 'granted') onGranted();
      }),
    () => {
      // Firefox of old does not know the name: the person connects again there.
    },
  );
}
