import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../store/log-query.ts';
import { currentFilter, likedFilter, withFilter, withoutFilter } from './saved-filters.ts';

const errors = { ...EVERYTHING, troubleOnly: true, hiddenTypes: ['a', 'b'] };

describe('saved filters', () => {
  it('keep what a person likes to see, and nothing of one session', () => {
    const saved = withFilter([], 'Errors', { ...errors, itemId: 'item_1', responseId: 'resp_1' });
    expect(saved).toEqual([{ name: 'Errors', filter: likedFilter(errors) }]);
    expect(saved[0]?.filter).not.toHaveProperty('itemId');
  });

  it('know which of them is in force, whatever the order of types and whichever item is looked at', () => {
    const saved = withFilter([], 'Errors', errors);
    const same = { ...errors, hiddenTypes: ['b', 'a'], itemId: 'item_1' };
    expect(currentFilter(saved, same)?.name).toBe('Errors');
    expect(currentFilter(saved, { ...errors, text: 'x' })).toBeNull();
    expect(currentFilter(saved, { ...errors, frames: true })?.name).toBe('Errors');
  });

  it('have unique names: saving again replaces, in its place', () => {
    const two = withFilter(withFilter([], 'A', errors), 'B', EVERYTHING);
    const saved = withFilter(two, 'A', { ...EVERYTHING, text: 'x' });
    expect(saved.map(({ name, filter }) => [name, filter.text])).toEqual([
      ['A', 'x'],
      ['B', ''],
    ]);
    expect(withoutFilter(saved, 'A').map(({ name }) => name)).toEqual(['B']);
  });
});
