/** Items, both ways. What their parts are called is in `conformance/content-types.test.ts`. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBetaItem, toGaItem } from './items.ts';
import { gaItem } from './testing/arbitrary-server.ts';

describe('an item of the client', () => {
  it('is not translated twice', () => {
    const content = [
      { type: 'text', text: 'a' },
      { type: 'audio', transcript: 'c' },
    ];
    const once = toGaItem({ type: 'message', role: 'assistant', content });
    expect(toGaItem(once)).toEqual(once);
  });

  it.each([
    [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'a' }] }],
    [{ type: 'message', role: 'system', content: [{ type: 'input_text', text: 'a' }] }],
    [{ type: 'item_reference', id: 'i' }],
    [{ type: 'function_call_output', call_id: 'c', output: '{"type":"text"}' }],
    [{ type: 'message', role: 'assistant', content: 'no list' }],
    [null],
    ['text'],
  ])('that is the same in both is the same object: %j', (item) => {
    expect(toGaItem(item)).toBe(item);
  });
});

describe('an item of the server', () => {
  it('has all that a beta client reads without asking', () => {
    expect(toBetaItem({ id: 'i', type: 'message', role: 'assistant' })).toEqual({
      id: 'i',
      object: 'realtime.item',
      type: 'message',
      role: 'assistant',
      content: [],
    });
    expect(toBetaItem({ id: 'i', type: 'function_call', name: 'f', call_id: 'c' })).toMatchObject({
      arguments: '',
    });
  });

  it('of MCP, and what is no item, is nothing in beta', () => {
    for (const type of ['mcp_call', 'mcp_list_tools', 'mcp_approval_request', undefined]) {
      expect(toBetaItem({ id: 'i', type })).toBeNull();
    }
    expect(toBetaItem(null)).toBeNull();
  });

  it('keeps its number of parts, and is not translated twice', () => {
    fc.assert(
      fc.property(gaItem, (item) => {
        const beta = toBetaItem(item);
        if (beta === null) return;
        expect(toBetaItem(beta)).toEqual(beta);
        if ('content' in item && Array.isArray(item.content)) {
          expect(beta['content']).toHaveLength(item.content.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
