/** TypeScript of the benchmarks as the JavaScript that a browser takes, without bundling: these files import nothing. */

import { readFile } from 'node:fs/promises';
import { transformWithOxc } from 'vite';

export async function transpile(path: string): Promise<string> {
  const { code } = await transformWithOxc(await readFile(path, 'utf8'), path, { sourcemap: false });
  return code;
}
