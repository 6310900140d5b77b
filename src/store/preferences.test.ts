import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createPreferenceKeeper, defaultPreferences, PREFERENCES_KEY } from './preferences.ts';

function memoryStorage(text: string | null = null) {
  const kept = new Map<string, string>(text === null ? [] : [[PREFERENCES_KEY, text]]);
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

describe('preferences', () => {
  it('are the defaults at first, and what was saved afterwards', () => {
    const storage = memoryStorage();
    const keeper = createPreferenceKeeper(storage);
    expect(keeper.load()).toEqual(defaultPreferences);
    keeper.save({ theme: 'dark', volume: 0.3 });
    expect(createPreferenceKeeper(storage).load()).toEqual({
      ...defaultPreferences,
      theme: 'dark',
      volume: 0.3,
    });
  });

  it('are the same object until something is saved', () => {
    const keeper = createPreferenceKeeper(memoryStorage());
    const before = keeper.load();
    expect(keeper.load()).toBe(before);
    keeper.save({});
    expect(keeper.load()).not.toBe(before);
  });

  it('keep the good fields of a damaged entry', () => {
    const text = JSON.stringify({
      theme: 'purple',
      volume: 7,
      speakerId: 'out-a',
      settings: { model: '' },
      columns: [],
    });
    expect(createPreferenceKeeper(memoryStorage(text)).load()).toEqual({
      ...defaultPreferences,
      speakerId: 'out-a',
    });
  });

  it('never throw, whatever is stored', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .dictionary(fc.constantFrom(...Object.keys(defaultPreferences)), fc.jsonValue())
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(text, (stored) => {
        const loaded = createPreferenceKeeper(memoryStorage(stored)).load();
        expect(Object.keys(loaded).toSorted()).toEqual(Object.keys(defaultPreferences).toSorted());
        expect(['system', 'light', 'dark']).toContain(loaded.theme);
      }),
    );
  });

  it('last for the visit when storage is full or forbidden', () => {
    const fails = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    for (const storage of [{ getItem: fails, setItem: fails }, null]) {
      const keeper = createPreferenceKeeper(storage);
      keeper.save({ theme: 'light' });
      expect(keeper.load().theme).toBe('light');
    }
  });

  it('tell who listens, until they stop', () => {
    const keeper = createPreferenceKeeper(memoryStorage());
    const listener = vi.fn<() => void>();
    const stop = keeper.subscribe(listener);
    keeper.save({ volume: 0.5 });
    stop();
    keeper.save({ volume: 0.6 });
    expect(listener).toHaveBeenCalledOnce();
  });
});
