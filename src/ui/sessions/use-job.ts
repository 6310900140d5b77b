/** A job of the engine's export worker as a panel shows it: at most one at a time, cancelled when the panel goes. */

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Job } from '../../store/export-actions.ts';

export type JobState<T> =
  | { status: 'idle' }
  /** 0…1 */
  | { status: 'running'; share: number }
  | { status: 'done'; result: T }
  | { status: 'failed'; words: string };

export function useJob<T>() {
  const [state, setState] = useState<JobState<T>>({ status: 'idle' });
  const running = useRef<Job<T> | null>(null);

  const cancel = useCallback(() => {
    running.current?.cancel();
    running.current = null;
    setState({ status: 'idle' });
  }, []);

  const start = useCallback(async (begin: (onProgress: (share: number) => void) => Job<T>) => {
    running.current?.cancel();
    setState({ status: 'running', share: 0 });
    const job = begin((share) => {
      if (running.current === job) setState({ status: 'running', share });
    });
    running.current = job;
    const outcome = await job.outcome;
    // Another has taken its place, or the panel is gone.
    if (running.current !== job) return;
    running.current = null;
    setState(outcome.status === 'cancelled' ? { status: 'idle' } : outcome);
  }, []);

  useEffect(
    () => () => {
      running.current?.cancel();
      running.current = null;
    },
    [],
  );
  return { state, start, cancel };
}
