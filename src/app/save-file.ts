/** Gives a file to the browser to save, as a download. */

import type { Scope } from '../lib/scope.ts';

/** Browsers read the address soon after the click; none says when it has. */
const ADDRESS_STAYS_MS = 60_000;

export function saveFile(scope: Scope, file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  scope.after(ADDRESS_STAYS_MS, () => URL.revokeObjectURL(link.href));
}
