/** Every event name of both protocols and what becomes of it. The table is the claim; each row is a case. */

import { describe, expect, it } from 'vitest';
import { serverEventTypes } from '../../realtime/parse.ts';
import { toGaClientEvent } from '../client-events.ts';
import { toBetaServerEvent } from '../server-events.ts';
import { betaFault } from '../testing/beta-schema.ts';
import { anyGaEvent } from '../testing/any-event.ts';

const TRANSCRIPTION = 'conversation.item.input_audio_transcription';

/** GA → beta; null: beta has nothing of the kind, and the client hears nothing. */
const DOWN: [ga: string, beta: string | null][] = [
  ['error', 'error'],
  ['session.created', 'session.created'],
  ['session.updated', 'session.updated'],
  ['conversation.created', 'conversation.created'],
  ['conversation.item.added', 'conversation.item.created'],
  // GA's union has the old name too; a server that sends it means the same.
  ['conversation.item.created', 'conversation.item.created'],
  ['conversation.item.done', null],
  ['conversation.item.retrieved', 'conversation.item.retrieved'],
  ['conversation.item.truncated', 'conversation.item.truncated'],
  ['conversation.item.deleted', 'conversation.item.deleted'],
  [`${TRANSCRIPTION}.delta`, `${TRANSCRIPTION}.delta`],
  [`${TRANSCRIPTION}.completed`, `${TRANSCRIPTION}.completed`],
  [`${TRANSCRIPTION}.failed`, `${TRANSCRIPTION}.failed`],
  [`${TRANSCRIPTION}.segment`, null],
  ['input_audio_buffer.committed', 'input_audio_buffer.committed'],
  ['input_audio_buffer.cleared', 'input_audio_buffer.cleared'],
  ['input_audio_buffer.speech_started', 'input_audio_buffer.speech_started'],
  ['input_audio_buffer.speech_stopped', 'input_audio_buffer.speech_stopped'],
  ['input_audio_buffer.timeout_triggered', null],
  ['input_audio_buffer.dtmf_event_received', null],
  ['output_audio_buffer.started', 'output_audio_buffer.started'],
  ['output_audio_buffer.stopped', 'output_audio_buffer.stopped'],
  ['output_audio_buffer.cleared', 'output_audio_buffer.cleared'],
  ['response.created', 'response.created'],
  ['response.done', 'response.done'],
  ['response.output_item.added', 'response.output_item.added'],
  ['response.output_item.done', 'response.output_item.done'],
  ['response.content_part.added', 'response.content_part.added'],
  ['response.content_part.done', 'response.content_part.done'],
  ['response.output_text.delta', 'response.text.delta'],
  ['response.output_text.done', 'response.text.done'],
  ['response.output_audio.delta', 'response.audio.delta'],
  ['response.output_audio.done', 'response.audio.done'],
  ['response.output_audio_transcript.delta', 'response.audio_transcript.delta'],
  ['response.output_audio_transcript.done', 'response.audio_transcript.done'],
  ['response.function_call_arguments.delta', 'response.function_call_arguments.delta'],
  ['response.function_call_arguments.done', 'response.function_call_arguments.done'],
  ['response.mcp_call_arguments.delta', null],
  ['response.mcp_call_arguments.done', null],
  ['response.mcp_call.in_progress', null],
  ['response.mcp_call.completed', null],
  ['response.mcp_call.failed', null],
  ['mcp_list_tools.in_progress', null],
  ['mcp_list_tools.completed', null],
  ['mcp_list_tools.failed', null],
  ['rate_limits.updated', 'rate_limits.updated'],
];

/** Beta → GA. */
const UP: [beta: string, ga: string][] = [
  ['session.update', 'session.update'],
  ['transcription_session.update', 'session.update'],
  ['input_audio_buffer.append', 'input_audio_buffer.append'],
  ['input_audio_buffer.commit', 'input_audio_buffer.commit'],
  ['input_audio_buffer.clear', 'input_audio_buffer.clear'],
  ['conversation.item.create', 'conversation.item.create'],
  ['conversation.item.retrieve', 'conversation.item.retrieve'],
  ['conversation.item.truncate', 'conversation.item.truncate'],
  ['conversation.item.delete', 'conversation.item.delete'],
  ['response.create', 'response.create'],
  ['response.cancel', 'response.cancel'],
  ['output_audio_buffer.clear', 'output_audio_buffer.clear'],
];

describe('an event of the server', () => {
  it.each(DOWN.filter(([, beta]) => beta !== null))('%s reaches a beta client as %s', (ga, beta) => {
    const event = toBetaServerEvent(anyGaEvent(ga), 0.8);
    expect(event?.['type']).toBe(beta);
    expect(betaFault(event)).toBeNull();
  });

  it.each(DOWN.filter(([, beta]) => beta === null))('%s never reaches one', (ga) => {
    expect(toBetaServerEvent(anyGaEvent(ga), 0.8)).toBeNull();
  });

  it.each(['response.something.new', '__proto__', 'constructor', ''])(
    'that came into GA later (%j) never reaches one',
    (type) => expect(toBetaServerEvent(anyGaEvent(type), 0.8)).toBeNull(),
  );

  it.each([
    ['session.created', 'transcription_session.created'],
    ['session.updated', 'transcription_session.updated'],
  ])('%s of a session that only transcribes is %s', (ga, beta) => {
    const session = { type: 'transcription', audio: { input: { turn_detection: null } } };
    expect(toBetaServerEvent({ type: ga, event_id: 'e', session }, 0.8)).toEqual({
      type: beta,
      event_id: 'e',
      session: { object: 'realtime.transcription_session', turn_detection: null },
    });
  });

  it('is in the table, whichever GA has', () => {
    expect(DOWN.map(([ga]) => ga).toSorted()).toEqual([...serverEventTypes].toSorted());
  });
});

describe('an event of a beta client', () => {
  it.each(UP)('%s goes up as %s', (beta, ga) => {
    expect(toGaClientEvent({ type: beta, event_id: 'evt_1' })).toEqual({ type: ga, event_id: 'evt_1' });
  });
});
