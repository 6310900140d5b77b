/** Rows and items for tests, whole but for what a test says about them. */

import type { LogRow } from '../../src/engine/engine.messages.ts';
import type { MessageItem, ToolCallItem } from '../../src/session/types.ts';

export function logRow(seq: number, patch: Partial<LogRow> = {}): LogRow {
  return {
    seq,
    direction: 'server',
    type: 'response.created',
    atMs: seq * 10,
    lastAtMs: seq * 10,
    count: 1,
    bytes: 100,
    audioMs: null,
    summary: `row ${seq}`,
    level: 'normal',
    parsed: 'known',
    itemId: null,
    responseId: null,
    callId: null,
    commandId: null,
    ...patch,
  };
}

export function messageItem(patch: Partial<MessageItem> = {}): MessageItem {
  return {
    kind: 'message',
    id: 'item_1',
    role: 'user',
    status: 'completed',
    medium: 'voice',
    text: 'Hello',
    transcription: 'done',
    transcriptionError: null,
    audioMs: 1200,
    heard: null,
    forgotten: false,
    responseId: null,
    startedAtMs: 1000,
    ...patch,
  };
}

export function toolCallItem(patch: Partial<ToolCallItem> = {}): ToolCallItem {
  return {
    kind: 'tool-call',
    id: 'item_t',
    callId: 'call_1',
    name: 'get_weather',
    argumentsText: '{"city":"Paris"}',
    state: 'done',
    output: '{"temperature":21}',
    responseId: null,
    startedAtMs: 2000,
    durationMs: 320,
    ...patch,
  };
}
