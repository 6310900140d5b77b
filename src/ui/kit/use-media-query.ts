/** Whether a media query holds, kept up to date. */

import { useCallback, useSyncExternalStore } from 'react';
import { Scope } from '../../lib/scope.ts';

export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const scope = new Scope();
      scope.listen(window.matchMedia(query), 'change', onChange);
      return () => scope.dispose();
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
