/** Whether the emulator answers, in the running session or the last. */

import { useConsole } from './console-context.tsx';

export function useIsEmulator(): boolean {
  return useConsole(
    ({ config, runningUpstreamId }) =>
      config?.upstreams.find(({ id }) => id === runningUpstreamId)?.kind === 'emulator',
  );
}
