/** The ledger's page as a file: written beside and moved into place, so that what is read was written whole. */

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { LedgerPage, LedgerStore } from './day-ledger.ts';

const page = z.object({
  day: z.string(),
  clients: z.record(z.string(), z.object({ ms: z.number().min(0), usd: z.number().min(0) })),
});

export function ledgerFile(path: string, log: { warn(fields: object, message: string): void }): LedgerStore {
  return {
    async load() {
      try {
        return page.parse(JSON.parse(await readFile(path, 'utf8')));
      } catch (error) {
        const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
        if (!isAbsent) log.warn({ path }, 'the written budgets cannot be read; today begins at nothing');
        return null;
      }
    },
    async save(written: LedgerPage) {
      await mkdir(dirname(path), { recursive: true });
      const beside = `${path}.new`;
      await writeFile(beside, JSON.stringify(written), { mode: 0o600 });
      await rename(beside, path);
    },
  };
}
