/** What the parts of an item are called, in every event that carries items, and in those that carry parts, which are called otherwise. */

import { describe, expect, it } from 'vitest';
import { toGaClientEvent } from '../client-events.ts';
import { toBetaServerEvent } from '../server-events.ts';
import type { WireObject } from '../wire-object.ts';

/** GA's part of an item of that role, and beta's. */
const DOWN: [role: string, ga: WireObject, beta: WireObject][] = [
  ['assistant', { type: 'output_text', text: 'a' }, { type: 'text', text: 'a' }],
  ['assistant', { type: 'output_audio', transcript: 'a' }, { type: 'audio', transcript: 'a' }],
  ['assistant', { type: 'output_audio' }, { type: 'audio', transcript: '' }],
  // The spelling of retrieved items, which is older than GA.
  ['assistant', { type: 'audio', transcript: 'a', format: 'pcm16' }, { type: 'audio', transcript: 'a' }],
  ['user', { type: 'input_text', text: 'a' }, { type: 'input_text', text: 'a' }],
  ['user', { type: 'input_audio', transcript: 'a' }, { type: 'input_audio', transcript: 'a' }],
  ['user', { type: 'input_audio' }, { type: 'input_audio', transcript: null }],
  // Beta knows no images; its place is kept.
  ['user', { type: 'input_image', image_url: 'data:' }, { type: 'input_text', text: '' }],
  ['system', { type: 'input_text', text: 'a' }, { type: 'input_text', text: 'a' }],
];

/** Beta's part of an item of that role, and GA's. */
const UP: [role: string, beta: WireObject, ga: WireObject][] = [
  ['assistant', { type: 'text', text: 'a' }, { type: 'output_text', text: 'a' }],
  ['assistant', { type: 'input_text', text: 'a' }, { type: 'output_text', text: 'a' }],
  ['assistant', { type: 'audio', transcript: 'a' }, { type: 'output_audio', transcript: 'a' }],
  ['user', { type: 'input_text', text: 'a' }, { type: 'input_text', text: 'a' }],
  ['user', { type: 'input_audio', audio: 'AAAA' }, { type: 'input_audio', audio: 'AAAA' }],
  ['user', { type: 'item_reference', id: 'i' }, { type: 'item_reference', id: 'i' }],
  ['system', { type: 'input_text', text: 'a' }, { type: 'input_text', text: 'a' }],
];

const CARRIERS: [string, (item: WireObject) => WireObject][] = [
  ['conversation.item.added', (item) => ({ item })],
  ['conversation.item.retrieved', (item) => ({ item })],
  ['response.output_item.added', (item) => ({ item })],
  ['response.output_item.done', (item) => ({ item })],
  ['response.created', (item) => ({ response: { id: 'r', output: [item] } })],
  ['response.done', (item) => ({ response: { id: 'r', output: [item] } })],
];

describe.each(CARRIERS)('a part of an item in %s', (type, carry) => {
  it.each(DOWN)('of the %s, %j, is %j', (role, ga, beta) => {
    const item = { id: 'i', type: 'message', role, content: [ga] };
    const event = toBetaServerEvent({ type, event_id: 'e', ...carry(item) }, 0.8);
    expect(event).toMatchObject(carry({ ...item, object: 'realtime.item', content: [beta] }));
  });
});

describe.each(['response.content_part.added', 'response.content_part.done'])('the part of %s', (type) => {
  it.each([
    [
      { type: 'audio', transcript: 'a' },
      { type: 'audio', transcript: 'a' },
    ],
    [{ type: 'audio' }, { type: 'audio', transcript: '' }],
    [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'a' },
    ],
    [{ type: 'text' }, { type: 'text', text: '' }],
  ])('%j has no other name in beta: %j', (ga, beta) => {
    expect(toBetaServerEvent({ type, event_id: 'e', part: ga }, 0.8)?.['part']).toEqual(beta);
  });
});

describe.each<[string, (item: WireObject) => WireObject]>([
  ['conversation.item.create', (item) => ({ item })],
  ['response.create', (item) => ({ response: { input: [item] } })],
])('a part of an item in %s', (type, carry) => {
  it.each(UP)('of the %s, %j, goes up as %j', (role, beta, ga) => {
    const item = { type: 'message', role, content: [beta] };
    expect(toGaClientEvent({ type, ...carry(item) })).toEqual({ type, ...carry({ ...item, content: [ga] }) });
  });
});
