/**
 * From a signal to the end of the process. `close-with-grace` keeps the deadline and the exit code; the signals are taken here, because
 * one Ctrl-C often arrives twice (from the terminal and from npm), which must not count as impatience.
 */

import closeWithGrace from 'close-with-grace';
import type { Logger } from 'pino';

/** Beyond the time for draining: for goodbyes, and for the rest of the server. */
const GRACE_MS = 8000;
/** Signals closer together than this are one wish. */
const SAME_WISH_MS = 500;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls `close` on the first signal or on an error nobody caught, then exits: 0 after a signal, 1 after an error or past the deadline. */
export function closeOnSignal(logger: Logger, drainMs: number, close: () => Promise<void>): void {
  const grace = closeWithGrace({ delay: drainMs + GRACE_MS, logger, skip: [...SIGNALS] }, async ({ err }) => {
    if (err) logger.fatal({ err }, 'an error was not caught; closing');
    await close();
  });
  let firstAtMs: number | null = null;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (firstAtMs === null) {
        firstAtMs = performance.now();
        logger.info({ signal }, 'closing');
        grace.close();
      } else if (performance.now() - firstAtMs > SAME_WISH_MS) {
        logger.warn({ signal }, 'second signal; leaving at once');
        process.exit(1);
      }
    });
  }
}
