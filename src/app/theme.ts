/**
 * Light or dark on the root element. `public/theme.js` sets it before the first paint; this keeps it right afterwards, when the choice or
 * the system changes.
 */

import type { Scope } from '../lib/scope.ts';
import type { PreferenceKeeper, Theme } from '../store/preferences.ts';

/** Sets `data-theme` on the root element now and whenever it should change, until the scope ends. */
export function followTheme(scope: Scope, keeper: PreferenceKeeper): void {
  const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const { dataset } = document.documentElement;
    const theme = resolveTheme(keeper.load().theme, systemIsDark.matches);
    // Told of every preference that is saved, a filter's letters among them; who watches the attribute draws all anew.
    if (dataset.theme !== theme) dataset.theme = theme;
  };
  apply();
  scope.listen(systemIsDark, 'change', apply);
  scope.add(keeper.subscribe(apply));
}

export function resolveTheme(theme: Theme, systemIsDark: boolean): 'light' | 'dark' {
  if (theme !== 'system') return theme;
  return systemIsDark ? 'dark' : 'light';
}
