/** The time by the wall clock, anew each second: for lists whose durations go on. */

import { useEffect, useState } from 'react';
import { Scope } from '../../lib/scope.ts';

const TICK_MS = 1000;

export function useSeconds(): number {
  const [epochMs, setEpochMs] = useState(() => Date.now());
  useEffect(() => {
    const scope = new Scope();
    scope.every(TICK_MS, () => setEpochMs(Date.now()));
    return () => scope.dispose();
  }, []);
  return epochMs;
}
