/** The microphone's state in words: what is, then what to do. Pure. */

import type { MicrophoneState } from '../../store/console-store.ts';

const problems: Partial<Record<MicrophoneState['status'], string>> = {
  denied: 'Microphone blocked by the browser. Allow it in the address bar, then press Connect.',
  missing: 'No microphone found. Plug one in, then press Connect. You can type meanwhile.',
  failed: 'The microphone could not be opened. Close other programs that use it, or choose another one here.',
};

/** null = nothing to say: it works, or it was not asked for. */
export function microphoneProblem(status: MicrophoneState['status']): string | null {
  return problems[status] ?? null;
}
