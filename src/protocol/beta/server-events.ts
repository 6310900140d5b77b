/**
 * One server event, GA → beta. Pure and without memory of other events. Only events and fields that beta has come out: what is new in
 * GA, and what comes into GA after this was written, has no name there.
 */

import type * as Beta from 'openai/resources/beta/realtime/realtime';
import type * as Ga from 'openai/resources/realtime/realtime';
import { toBetaError } from './errors.ts';
import { toBetaContentPart, toBetaItem } from './items.ts';
import { toBetaResponse } from './response-body.ts';
import { sessionKind, toBetaSession } from './session-body.ts';
import { isObject, pick, stringOr, type WireObject } from './wire-object.ts';

/** The package's type lacks the first event of a transcription session. */
type BetaEvent =
  | Beta.RealtimeServerEvent
  | (Omit<Beta.TranscriptionSessionUpdatedEvent, 'type'> & { type: 'transcription_session.created' });
type BetaType = BetaEvent['type'];
type FieldOf<T extends BetaType> = Exclude<keyof Extract<BetaEvent, { type: T }>, 'type' | 'event_id'>;

const IN_PART = ['response_id', 'item_id', 'output_index', 'content_index'] as const;
const IN_CALL = ['response_id', 'item_id', 'output_index', 'call_id'] as const;
const TRANSCRIPTION = ['item_id', 'content_index', 'logprobs'] as const;

/** What each beta event holds besides `type` and `event_id`. */
const FIELDS: { readonly [T in BetaType]: readonly FieldOf<T>[] } = {
  error: ['error'],
  'session.created': ['session'],
  'session.updated': ['session'],
  'transcription_session.created': ['session'],
  'transcription_session.updated': ['session'],
  'conversation.created': ['conversation'],
  'conversation.item.created': ['item', 'previous_item_id'],
  'conversation.item.retrieved': ['item'],
  'conversation.item.truncated': ['item_id', 'content_index', 'audio_end_ms'],
  'conversation.item.deleted': ['item_id'],
  'conversation.item.input_audio_transcription.delta': [...TRANSCRIPTION, 'delta'],
  'conversation.item.input_audio_transcription.completed': [...TRANSCRIPTION, 'transcript', 'usage'],
  'conversation.item.input_audio_transcription.failed': ['item_id', 'content_index', 'error'],
  'input_audio_buffer.committed': ['item_id', 'previous_item_id'],
  'input_audio_buffer.cleared': [],
  'input_audio_buffer.speech_started': ['item_id', 'audio_start_ms'],
  'input_audio_buffer.speech_stopped': ['item_id', 'audio_end_ms'],
  'output_audio_buffer.started': ['response_id'],
  'output_audio_buffer.stopped': ['response_id'],
  'output_audio_buffer.cleared': ['response_id'],
  'response.created': ['response'],
  'response.done': ['response'],
  'response.output_item.added': ['response_id', 'output_index', 'item'],
  'response.output_item.done': ['response_id', 'output_index', 'item'],
  'response.content_part.added': [...IN_PART, 'part'],
  'response.content_part.done': [...IN_PART, 'part'],
  'response.text.delta': [...IN_PART, 'delta'],
  'response.text.done': [...IN_PART, 'text'],
  'response.audio.delta': [...IN_PART, 'delta'],
  'response.audio.done': IN_PART,
  'response.audio_transcript.delta': [...IN_PART, 'delta'],
  'response.audio_transcript.done': [...IN_PART, 'transcript'],
  'response.function_call_arguments.delta': [...IN_CALL, 'delta'],
  'response.function_call_arguments.done': [...IN_CALL, 'arguments'],
  'rate_limits.updated': ['rate_limits'],
};

/**
 * GA events whose name beta does not have. Null: there is nothing to say in beta. `conversation.item.added` alone becomes
 * `created`: an item is created once, and when it is done it has been created long ago.
 */
const RENAMED: { readonly [T in Exclude<Ga.RealtimeServerEvent['type'], BetaType>]: BetaType | null } = {
  'conversation.item.added': 'conversation.item.created',
  'conversation.item.done': null,
  'response.output_text.delta': 'response.text.delta',
  'response.output_text.done': 'response.text.done',
  'response.output_audio.delta': 'response.audio.delta',
  'response.output_audio.done': 'response.audio.done',
  'response.output_audio_transcript.delta': 'response.audio_transcript.delta',
  'response.output_audio_transcript.done': 'response.audio_transcript.done',
  'conversation.item.input_audio_transcription.segment': null,
  'input_audio_buffer.timeout_triggered': null,
  'input_audio_buffer.dtmf_event_received': null,
  'mcp_list_tools.in_progress': null,
  'mcp_list_tools.completed': null,
  'mcp_list_tools.failed': null,
  'response.mcp_call.in_progress': null,
  'response.mcp_call.completed': null,
  'response.mcp_call.failed': null,
  'response.mcp_call_arguments.delta': null,
  'response.mcp_call_arguments.done': null,
};

const fields = new Map<string, readonly string[]>(Object.entries(FIELDS));
const renamed = new Map<string, BetaType | null>(Object.entries(RENAMED));

/** Null when beta has nothing of the kind. `temperature` is what the client asked for. */
export function toBetaServerEvent(event: WireObject, temperature: number): WireObject | null {
  const type = betaType(event);
  const kept = type === null ? undefined : fields.get(type);
  if (type === null || kept === undefined) return null;
  const result: Record<string, unknown> = { type, ...pick(event, ['event_id', ...kept]) };
  const { session, response, item, part, error } = result;
  if (isObject(session)) result['session'] = toBetaSession(session, temperature);
  if (isObject(response)) result['response'] = toBetaResponse(response, temperature);
  if (error !== undefined) result['error'] = toBetaError(error);
  if (part !== undefined) result['part'] = toBetaContentPart(part);
  if (kept.includes('item')) {
    const betaItem = toBetaItem(item);
    if (betaItem === null) return null;
    result['item'] = betaItem;
  }
  return result;
}

function betaType(event: WireObject): string | null {
  const type = stringOr(event['type'], '');
  const name = renamed.has(type) ? (renamed.get(type) ?? null) : type;
  const { session } = event;
  const isSession = name === 'session.created' || name === 'session.updated';
  if (!isSession || !isObject(session) || sessionKind(session) === 'realtime') return name;
  return `transcription_${name}`;
}
