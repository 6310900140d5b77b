/** A conversation that a client brings along from another session. */

import { expect, it } from 'vitest';
import type { NewItem } from '../../../src/session/facts.ts';
import { toWire } from '../../../src/session/realtime-adapter.ts';
import { base64Of, SessionHarness, speechPcm16 } from '../testing/session-harness.ts';

const history: NewItem[] = [
  { kind: 'message', id: 'item_s', role: 'system', text: 'Be brief.' },
  { kind: 'message', id: 'item_u1', role: 'user', text: 'What is the weather?' },
  { kind: 'tool-call', id: 'item_f', callId: 'call_1', name: 'get_weather', argumentsText: '{}' },
  { kind: 'tool-output', id: 'item_o', callId: 'call_1', output: '{"temperature":21}' },
  { kind: 'message', id: 'item_a', role: 'assistant', text: 'It is 21 degrees.' },
  { kind: 'recording', id: 'item_u2', audioBase64: base64Of(speechPcm16(1000)) },
];

it('is taken as it is, in order, under its ids, and answered from its end', async () => {
  const h = new SessionHarness();
  for (const item of history) h.send(toWire({ kind: 'add-item', item }, `evt_${item.id}`, 'pcm16'));
  expect(h.errors).toEqual([]);
  const added = h.of('conversation.item.added');
  expect(added.map(({ item }) => item.id)).toEqual(history.map(({ id }) => id));
  expect(added.map(({ previous_item_id }) => previous_item_id)).toEqual([
    null,
    ...history.slice(0, -1).map(({ id }) => id),
  ]);
  h.send({ type: 'response.create' });
  await h.finish();
  // The last that was said is the recording: it is heard.
  expect(h.said).toContain('You spoke for');
});

it('locks no voice: the assistant has said nothing in this session', () => {
  const h = new SessionHarness();
  for (const item of history) h.send(toWire({ kind: 'add-item', item }, 'evt_1', 'pcm16'));
  h.update({ audio: { output: { voice: 'cedar' } } });
  expect(h.errors).toEqual([]);
});
