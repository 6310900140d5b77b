/** Whether the emulator answers, in the session on the screen or the last. */

import { useConsole } from './console-context.tsx';

export function useIsEmulator(): boolean {
  return useConsole(({ config, runningUpstreamId, shown }) => {
    // Files and other clients tell the name only.
    const upstream = config?.upstreams.find(({ id, name }) => {
      if (shown.kind === 'live') return id === runningUpstreamId;
      return name === (shown.kind === 'recorded' ? shown.upstream : shown.session.upstream);
    });
    return upstream?.kind === 'emulator';
  });
}
