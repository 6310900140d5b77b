/** Whether the emulator answers, in the session on the screen or the last. */

import { upstreamNameOf } from '../../store/shown.ts';
import { useConsole } from './console-context.tsx';

export function useIsEmulator(): boolean {
  return useConsole(({ config, runningUpstreamId, shown }) => {
    // Files and other clients tell the name only.
    const upstream = config?.upstreams.find(({ id, name }) => {
      if (shown.kind === 'live') return id === runningUpstreamId;
      return name === upstreamNameOf(shown);
    });
    return upstream?.kind === 'emulator';
  });
}
