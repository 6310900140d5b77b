/** Reads the console's configuration from the relay. Rejects with words for people. */

import type { ConsoleConfig } from '../lib/console-config.ts';

/** The relay wants its access token before it says anything. */
export class AccessNeededError extends Error {}

export async function loadConfig(): Promise<ConsoleConfig> {
  let response: Response;
  try {
    response = await fetch('/api/console', { headers: { accept: 'application/json' } });
  } catch (error) {
    throw new Error('The relay does not answer. See that it is running (npm start), then try again.', {
      cause: error,
    });
  }
  if (response.status === 401) throw new AccessNeededError('The relay wants its access token.');
  if (!response.ok) {
    throw new Error(`The relay answered ${response.status} instead of its configuration. Its log says why.`);
  }
  return (await response.json()) as ConsoleConfig;
}
