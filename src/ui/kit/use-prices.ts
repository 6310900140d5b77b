/** The prices by which everything on the page is counted. */

import type { PriceTable } from '../../pricing/prices.ts';
import { pricesInForce } from '../../store/prices-in-force.ts';
import { usePreference } from './use-preference.ts';

export function usePrices(): PriceTable {
  const [edits] = usePreference('prices');
  return pricesInForce(edits);
}
