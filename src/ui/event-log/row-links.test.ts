import { expect, it } from 'vitest';
import { logRow } from '../../../tests/support/items.ts';
import type { LogRow } from '../../engine/engine.messages.ts';
import { LogMirror } from '../../store/log-mirror.ts';
import { rowLinks } from './row-links.ts';

const script: Partial<LogRow>[] = [
  { direction: 'client', type: 'session.update', commandId: 'evt_1' },
  { type: 'error', commandId: 'evt_1' },
  { type: 'response.created', responseId: 'r1' },
  { type: 'response.output_item.added', responseId: 'r1', itemId: 'i1', callId: 'c1' },
  { type: 'conversation.item.added', itemId: 'i1', callId: 'c1' },
  { type: 'response.done', responseId: 'r1' },
  { direction: 'client', type: 'conversation.item.create', itemId: 'o1', callId: 'c1', commandId: 'evt_2' },
  { type: 'conversation.item.added', itemId: 'o1', callId: 'c1' },
  { direction: 'client', type: 'response.create', commandId: 'evt_3' },
  { type: 'response.created', responseId: 'r2' },
];

function linksOf(seq: number): Record<string, number> {
  const log = new LogMirror();
  const rows = script.map((fields, at) => logRow(at, fields));
  log.apply({ rows, length: rows.length });
  const row = log.row(seq);
  if (!row) throw new Error('no such row');
  return Object.fromEntries(rowLinks(log, row).map(({ label, seq: to }) => [label, to]));
}

it('a command leads to its error, and the error back', () => {
  expect(linksOf(0)).toEqual({ Refused: 1 });
  expect(linksOf(1)).toEqual({ 'Caused by': 0 });
});

it('a call leads to its output and to the response after it, and the output back', () => {
  expect(linksOf(3)).toMatchObject({ 'Its output': 6, 'Next response': 9 });
  expect(linksOf(6)).toMatchObject({ 'The call': 3, 'Next response': 9 });
});

it('an item leads to its other events and to its response, also from an event that does not name one', () => {
  expect(linksOf(4)).toMatchObject({ 'Item begins': 3, 'Response begins': 2, 'Response ends': 5 });
});

it('a response leads from its beginning to its end', () => {
  expect(linksOf(2)).toEqual({ 'Response ends': 5 });
});

it('a row that nothing belongs to leads nowhere', () => {
  expect(linksOf(8)).toEqual({});
});
