/** Where the configuration comes from: the environment, and the file that it names. Reads; `config.ts` understands. */

import { readFileSync } from 'node:fs';
import { type ConfigResult, parseConfig } from './config.ts';
import type { Environment } from './secret-field.ts';

/** Read when it is there and nothing else is named. */
const DEFAULT_FILE = 'sidetone.config.json';

/** `SIDETONE_CONFIG` names the file, relative to the working directory; one that is named must exist. */
export function loadConfig(environment: Environment): ConfigResult {
  const named = environment.SIDETONE_CONFIG?.trim() ?? '';
  const name = named === '' ? DEFAULT_FILE : named;
  let text: string | null = null;
  try {
    text = readFileSync(name, 'utf8');
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isAbsent || named !== '') {
      const why = isAbsent ? 'there is no such file' : 'it cannot be read';
      return { ok: false, problems: [`SIDETONE_CONFIG names ${name}, but ${why}.`] };
    }
  }
  return parseConfig(environment, text === null ? null : { name, text });
}
