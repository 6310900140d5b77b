/** What a refusal of `getUserMedia` means, in plain words. Decides nothing. */

import { messageOf } from '../lib/errors.ts';
import { AudioGraphError } from './audio-platform.ts';

export interface MicrophoneFailure {
  status: 'denied' | 'missing' | 'failed';
  /** What happened, and why if known. */
  text: string;
  nextStep: string;
}

/** `navigator.mediaDevices` is missing: the page has no secure origin. */
export const INSECURE_PAGE: MicrophoneFailure = {
  status: 'denied',
  text: 'The browser gives this page no microphone, because its address is not secure.',
  nextStep: 'Open the page over https, or on localhost.',
};

const DENIED_BY_SYSTEM: MicrophoneFailure = {
  status: 'denied',
  text: 'The operating system does not let this browser use the microphone.',
  nextStep:
    'Allow the microphone for this browser in the system’s privacy settings, then choose it again. You can type meanwhile.',
};

const DISMISSED: MicrophoneFailure = {
  status: 'denied',
  text: 'The question for the microphone was closed without an answer.',
  nextStep: 'Connect again and allow the microphone.',
};

const DENIED_BY_USER: MicrophoneFailure = {
  status: 'denied',
  text: 'The microphone is blocked for this page.',
  nextStep: 'Allow it with the icon beside the page’s address. You can type meanwhile.',
};

const MISSING: MicrophoneFailure = {
  status: 'missing',
  text: 'No microphone was found.',
  nextStep: 'Plug one in; it is used as soon as it is there. You can type meanwhile.',
};

const BUSY: MicrophoneFailure = {
  status: 'failed',
  text: 'The microphone could not be opened. Another program may be using it.',
  nextStep: 'Close that program or choose another microphone. You can type meanwhile.',
};

const UNSUITABLE: MicrophoneFailure = {
  status: 'failed',
  text: 'The microphone cannot be used with these settings.',
  nextStep: 'Choose another microphone.',
};

/** Names of errors by the Media Capture specification; the messages told apart are Chromium's. */
export function describeMicrophoneError(error: unknown): MicrophoneFailure {
  if (error instanceof AudioGraphError)
    return { status: 'failed', text: error.message, nextStep: error.nextStep };
  const message = messageOf(error);
  switch (nameOf(error)) {
    case 'NotAllowedError':
    case 'SecurityError':
      if (/system/i.test(message)) return DENIED_BY_SYSTEM;
      return /dismiss/i.test(message) ? DISMISSED : DENIED_BY_USER;
    case 'NotFoundError':
      return MISSING;
    case 'NotReadableError':
    case 'AbortError':
      return BUSY;
    case 'OverconstrainedError':
      return UNSUITABLE;
    default:
      return {
        status: 'failed',
        text: `The microphone could not be started: ${message}`,
        nextStep: 'Try again, or choose another microphone.',
      };
  }
}

/** True when the device that was asked for by its id is not there, so that the default one is worth a try. */
export function isDeviceGone(error: unknown): boolean {
  return nameOf(error) === 'OverconstrainedError' || nameOf(error) === 'NotFoundError';
}

/** OverconstrainedError is no Error in some browsers, so its name is read from whatever it is. */
function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
}
