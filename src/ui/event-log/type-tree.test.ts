import { describe, expect, it } from 'vitest';
import { typeTree, withTypes } from './type-tree.ts';

describe('typeTree', () => {
  it('groups types by their first word and counts both', () => {
    const tree = typeTree(
      [
        { type: 'response.done', rows: 2 },
        { type: 'error', rows: 1 },
        { type: 'response.output_audio.delta', rows: 40 },
      ],
      [],
    );
    expect(tree).toEqual([
      { name: 'error', rows: 1, types: [{ type: 'error', name: 'error', rows: 1 }] },
      {
        name: 'response.',
        rows: 42,
        types: [
          { type: 'response.done', name: 'done', rows: 2 },
          { type: 'response.output_audio.delta', name: 'output_audio.delta', rows: 40 },
        ],
      },
    ]);
  });

  it('lists hidden types that the log has no row of, so that they can be shown again', () => {
    expect(typeTree([], ['session.created'])).toEqual([
      { name: 'session.', rows: 0, types: [{ type: 'session.created', name: 'created', rows: 0 }] },
    ]);
  });
});

describe('withTypes', () => {
  it('hides and shows types, each at most once', () => {
    expect(withTypes(['a', 'b'], ['b', 'c'], false)).toEqual(['a', 'b', 'c']);
    expect(withTypes(['a', 'b', 'c'], ['b', 'c'], true)).toEqual(['a']);
  });
});
