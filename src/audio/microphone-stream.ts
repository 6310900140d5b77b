/** Opening, changing and closing one microphone stream. Keeps no state: who holds a stream stops it. */

import {
  describeMicrophoneError,
  INSECURE_PAGE,
  isDeviceGone,
  type MicrophoneFailure,
} from './microphone-errors.ts';

export interface Processing {
  echoCancellation: boolean;
  noiseSuppression: boolean;
  autoGainControl: boolean;
}

export type OpenedMicrophone =
  | { stream: MediaStream; track: MediaStreamTrack; fellBack: boolean }
  | { failure: MicrophoneFailure };

/**
 * Asks for the device ('' = the default), and for the default one when it is gone, unless `stillWanted` says no by then. Never
 * rejects. The stream is the caller's.
 */
export async function openMicrophone(
  mediaDevices: Pick<MediaDevices, 'getUserMedia'> | undefined,
  deviceId: string,
  processing: Processing,
  stillWanted: () => boolean,
): Promise<OpenedMicrophone> {
  if (!mediaDevices) return { failure: INSECURE_PAGE };
  const audio: MediaTrackConstraints = { ...processing, channelCount: 1 };
  try {
    if (deviceId === '') return opened(await mediaDevices.getUserMedia({ audio }), false);
    try {
      return opened(
        await mediaDevices.getUserMedia({ audio: { ...audio, deviceId: { exact: deviceId } } }),
        false,
      );
    } catch (error) {
      if (!isDeviceGone(error) || !stillWanted()) throw error;
      return opened(await mediaDevices.getUserMedia({ audio }), true);
    }
  } catch (error) {
    return { failure: describeMicrophoneError(error) };
  }
}

function opened(stream: MediaStream, fellBack: boolean): OpenedMicrophone {
  const track = stream.getAudioTracks()[0];
  if (track) return { stream, track, fellBack };
  stopTracks(stream);
  return { failure: describeMicrophoneError(new Error('it has no sound')) };
}

export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

export function nameOf(track: MediaStreamTrack): string {
  return track.label === '' ? 'the default microphone' : track.label;
}

/** True when the running track took the change. */
export async function applyProcessing(track: MediaStreamTrack, processing: Processing): Promise<boolean> {
  try {
    await track.applyConstraints({ ...processing, channelCount: 1 });
  } catch {
    return false;
  }
  return takenEffect(track, processing);
}

/** What a browser does not report on it cannot change either; that is no reason to open the device again. */
export function takenEffect(track: MediaStreamTrack, processing: Processing): boolean {
  const settings = track.getSettings();
  return (['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const).every(
    (key) => settings[key] === undefined || settings[key] === processing[key],
  );
}
