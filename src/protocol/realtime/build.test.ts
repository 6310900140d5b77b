import { describe, expect, it } from 'vitest';
import * as build from './build.ts';

describe('builders of client events', () => {
  it('make every client event, each with the id it was given', () => {
    const events = [
      build.sessionUpdate('e', { type: 'realtime' }),
      build.inputAudioAppend('e', 'AAAA'),
      build.inputAudioCommit('e'),
      build.inputAudioClear('e'),
      build.itemCreate('e', build.messageItem('i', 'user', 'hello')),
      build.itemRetrieve('e', 'i'),
      build.itemTruncate('e', 'i', 120),
      build.itemDelete('e', 'i'),
      build.responseCreate('e'),
      build.responseCancel('e'),
      build.outputAudioClear('e'),
    ];
    expect(new Set(events.map((event) => event.type)).size).toBe(11);
    expect(events.every((event) => event.event_id === 'e')).toBe(true);
  });

  it('leave out what was not given', () => {
    expect(build.responseCreate('e')).toEqual({ type: 'response.create', event_id: 'e' });
    expect(build.responseCancel('e', 'r')).toEqual({
      type: 'response.cancel',
      event_id: 'e',
      response_id: 'r',
    });
    expect(build.itemCreate('e', build.toolOutputItem('i', 'c', '1'), 'root')).toEqual({
      type: 'conversation.item.create',
      event_id: 'e',
      previous_item_id: 'root',
      item: { id: 'i', type: 'function_call_output', call_id: 'c', output: '1' },
    });
  });
});
