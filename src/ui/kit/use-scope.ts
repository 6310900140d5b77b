/** An effect whose timers and listeners end with it. */

import { type DependencyList, useEffect } from 'react';
import { Scope } from '../../lib/scope.ts';

/** Runs `open` with a fresh scope when `deps` change and on mount; the scope is disposed before the next run and on unmount. */
export function useScope(open: (scope: Scope) => void, deps: DependencyList): void {
  useEffect(() => {
    const scope = new Scope();
    open(scope);
    return () => scope.dispose();
    // The caller lists what `open` depends on, as for useEffect itself.
    // oxlint-disable-next-line react/exhaustive-deps
  }, deps);
}
