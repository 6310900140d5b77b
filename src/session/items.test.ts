import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ItemList } from './items.ts';
import type { Item, MessageItem } from './types.ts';

const other = (id: string): Item => ({ kind: 'other', id, type: 'x', startedAtMs: 0 });
const forgotten = (id: string): MessageItem => ({
  kind: 'message',
  id,
  role: 'assistant',
  status: 'incomplete',
  medium: 'voice',
  text: '',
  transcription: 'off',
  transcriptionError: null,
  audioMs: null,
  heard: null,
  forgotten: true,
  responseId: null,
  startedAtMs: 0,
});

function listOf(...ids: string[]): ItemList {
  const items = new ItemList();
  for (const id of ids) items.put(id, other(id));
  return items;
}

describe('the order of items', () => {
  it('follows the predecessor that each names, not arrival', () => {
    const items = listOf('answer');
    items.put('question', other('question'));
    expect(items.place('answer', 'question')).toBe(true);
    expect(items.order()).toEqual(['question', 'answer']);
  });

  it('moves an item when the predecessor it waits for comes, with those behind it', () => {
    const items = listOf('b', 'c', 'z');
    items.place('b', 'a');
    items.place('c', 'b');
    items.put('a', other('a'));
    expect(items.order()).toEqual(['z', 'a', 'b', 'c']);
  });

  it('puts what follows null first', () => {
    const items = listOf('b', 'a');
    items.place('a', null);
    expect(items.order()).toEqual(['a', 'b']);
  });

  it('stands behind answers that the server has forgotten and we still show', () => {
    const items = listOf('u1');
    items.put('a1', forgotten('a1'));
    items.put('u2', other('u2'));
    items.place('u2', 'u1');
    expect(items.order()).toEqual(['u1', 'a1', 'u2']);
  });

  it('keeps places for what is not shown', () => {
    const items = listOf('call');
    items.put('output', null);
    items.put('answer', other('answer'));
    items.place('output', 'call');
    items.place('answer', 'output');
    expect(items.order()).toEqual(['call', 'answer']);
    expect(items.list()).toHaveLength(2);
  });

  it('ignores an item that names itself, and circles', () => {
    const items = listOf('a', 'b');
    expect(items.place('a', 'a')).toBe(false);
    items.place('b', 'a');
    items.place('a', 'b');
    expect(items.order()).toEqual(['a', 'b']);
  });

  it('is the conversation’s own in whatever order the items arrive', () => {
    const chain = ['i0', 'i1', 'i2', 'i3', 'i4', 'i5', 'i6'];
    fc.assert(
      fc.property(fc.shuffledSubarray(chain, { minLength: chain.length }), (arrival) => {
        const items = new ItemList();
        for (const id of arrival) {
          items.put(id, other(id));
          items.place(id, chain[chain.indexOf(id) - 1] ?? null);
        }
        expect(items.order()).toEqual(chain);
      }),
    );
  });

  it('holds each item once after any placing and removing', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step = fc.record({ do: fc.constantFrom('put', 'place', 'remove'), id, previous: fc.option(id) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const items = new ItemList();
        const there = new Set<string>();
        for (const { do: what, id, previous } of steps) {
          if (what === 'put') {
            items.put(id, other(id));
            there.add(id);
          } else if (what === 'place') items.place(id, previous);
          else {
            items.remove(id);
            there.delete(id);
          }
          expect(items.order().toSorted()).toEqual([...there].toSorted());
        }
      }),
    );
  });
});
