/** The table of prices as the person has it: the dated one with their own rows. The same object while nothing is edited. */

import { editedPrices, type PriceEdits } from '../pricing/price-edits.ts';
import type { PriceTable } from '../pricing/prices.ts';

let latest: { edits: PriceEdits; table: PriceTable } | null = null;

export function pricesInForce(edits: PriceEdits): PriceTable {
  if (latest?.edits !== edits) latest = { edits, table: editedPrices(edits) };
  return latest.table;
}
