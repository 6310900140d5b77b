/** Where log lines go: JSON for machines, one readable line for a person at a terminal. */

import { type Logger, pino } from 'pino';
import type { LogLevel } from './config.ts';

/**
 * `readable` wants pino-pretty, which is a development dependency: without it the lines are JSON. Nothing that is logged may hold headers,
 * frames or keys; no redaction list stands in for that rule.
 */
export async function createLogger(level: LogLevel, readable: boolean): Promise<Logger> {
  const options = { level, base: undefined };
  if (!readable) return pino(options);
  try {
    const { default: pretty } = await import('pino-pretty');
    return pino(
      options,
      pretty({
        colorize: process.stdout.isTTY,
        translateTime: 'SYS:HH:MM:ss.l',
        singleLine: true,
        sync: true,
      }),
    );
  } catch (error) {
    const logger = pino(options);
    logger.debug({ err: error }, 'pino-pretty is not installed; log lines are JSON');
    return logger;
  }
}
