/** The microphone's state in words: what is, then what to do. Pure. */

import type { MicrophoneState } from '../../store/console-store.ts';

/** null = nothing to say: it works, or it was not asked for. */
export function microphoneProblem(status: MicrophoneState['status']): string | null {
  switch (status) {
    case 'denied':
      return 'Microphone blocked by the browser. Allow it in the address bar, then press Connect.';
    case 'missing':
      return 'No microphone found. Plug one in, then press Connect. You can type meanwhile.';
    case 'failed':
      return 'The microphone could not be opened. Close other programs that use it, or choose another one here.';
    case 'off':
    case 'starting':
    case 'live':
      return null;
  }
}
