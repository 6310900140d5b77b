/** One remembered choice, and how to change it. */

import { useCallback, useSyncExternalStore } from 'react';
import { type Preferences, preferences } from '../../store/preferences.ts';

export function usePreference<Name extends keyof Preferences>(
  name: Name,
): [Preferences[Name], (value: Preferences[Name]) => void] {
  const value = useSyncExternalStore(preferences.subscribe, () => preferences.load()[name]);
  const save = useCallback((next: Preferences[Name]) => preferences.save({ [name]: next }), [name]);
  return [value, save];
}
