import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childrenOf, countChildren, kindOf, parseJson, preview } from './json-nodes.ts';

describe('JSON as nodes', () => {
  it('answers bad JSON with a value', () => {
    expect(parseJson('{"type": "resp')).toEqual({ ok: false });
    expect(parseJson('{"a":1}')).toEqual({ ok: true, value: { a: 1 } });
  });

  it('tells kinds apart', () => {
    expect([{}, [], 'x', 1, null, true].map(kindOf)).toEqual([
      'object',
      'array',
      'string',
      'plain',
      'plain',
      'plain',
    ]);
  });

  it('gives the first children in the order of the text', () => {
    expect(childrenOf({ b: 1, a: 2, c: 3 }, 2)).toEqual([
      { key: 'b', value: 1 },
      { key: 'a', value: 2 },
    ]);
    expect(childrenOf(['x', 'y'], 9)).toEqual([
      { key: '0', value: 'x' },
      { key: '1', value: 'y' },
    ]);
    expect([countChildren([1, 2]), countChildren({ a: 1 }), countChildren('abc')]).toEqual([2, 1, 0]);
  });

  it('previews what is inside', () => {
    expect(preview({ id: 'item_1', content: [1, 2], meta: {} })).toBe(
      '{ id: "item_1", content: [2], meta: {} }',
    );
    expect([preview({}), preview([])]).toEqual(['{}', '[]']);
  });

  it('keeps a preview short, whatever it previews', () => {
    fc.assert(
      fc.property(fc.oneof(fc.object(), fc.array(fc.anything())), (value) => {
        expect(preview(value).length).toBeLessThan(80);
      }),
    );
  });
});
