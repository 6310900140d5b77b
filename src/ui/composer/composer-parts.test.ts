import { describe, expect, it } from 'vitest';
import { step, withSent } from './history.ts';
import { eventChoices, templateOf } from './templates.ts';

describe('history', () => {
  it('keeps the newest, each once, and nothing too long', () => {
    expect(withSent(['a', 'b'], ' a\n')).toEqual(['b', 'a']);
    expect(withSent(['a'], 'x'.repeat(8001))).toEqual(['a']);
    const many = Array.from({ length: 60 }, (_, index) => `${index}`).reduce(withSent, [] as string[]);
    expect([many.length, many[0], many.at(-1)]).toEqual([50, '10', '59']);
  });

  it('goes back and forth, and comes back to what was being written', () => {
    const history = ['one', 'two'];
    const back = step(history, null, -1, 'draft');
    expect(back?.text).toBe('two');
    const further = step(history, back?.place ?? null, -1, 'two');
    expect(further?.text).toBe('one');
    expect(step(history, further?.place ?? null, -1, 'one')).toBeNull();
    const forth = step(history, further?.place ?? null, 1, 'one');
    expect(step(history, forth?.place ?? null, 1, 'two')).toEqual({ place: null, text: 'draft' });
    expect(step(history, null, 1, 'draft')).toBeNull();
    expect(step([], null, -1, 'draft')).toBeNull();
  });
});

describe('templates', () => {
  it('are found by name and by what they do', () => {
    expect(eventChoices('')).toHaveLength(11);
    expect(eventChoices('item del').map(({ type }) => type)).toEqual(['conversation.item.delete']);
    expect(eventChoices('stop answer').map(({ type }) => type)).toEqual(['response.cancel']);
    expect(eventChoices('nothing such')).toEqual([]);
  });

  it('name the item that is meant where one is needed', () => {
    expect(JSON.parse(templateOf('conversation.item.delete', 'item_7'))).toEqual({
      type: 'conversation.item.delete',
      item_id: 'item_7',
    });
    expect(templateOf('response.cancel', 'item_7')).not.toContain('item_7');
  });
});
