/**
 * The Realtime GA protocol ↔ the words of the core. The only file of this room that names wire events. Stateless: one event
 * gives at most one fact, one command gives one event.
 */

import { unreachable } from '../lib/errors.ts';
import {
  inputAudioAppend,
  inputAudioClear,
  inputAudioCommit,
  itemCreate,
  itemDelete,
  itemTruncate,
  messageItem,
  responseCancel,
  responseCreate,
  sessionUpdate,
  toolCallItem,
  toolOutputItem,
  userAudioItem,
} from '../protocol/realtime/build.ts';
import type {
  ClientEvent,
  ServerEvent,
  ServerEventOf,
  WireAudioFormat,
  WireItem,
  WireResponse,
} from '../protocol/realtime/events.ts';
import { parseServerEvent } from '../protocol/realtime/parse.ts';
import { fieldOfParam, formatsOf, fromSession, toSessionBody } from '../protocol/realtime/session-body.ts';
import type { AudioFormat } from './audio-format.ts';
import type { Command, Fact, ItemFact, ItemStatus, NewItem, RefusalReason } from './facts.ts';
import { readTranscriptionUsage, readUsage } from './realtime-usage.ts';
import { CORE_SAMPLE_RATE_HZ } from './types.ts';

const WIRE_FORMATS: Record<AudioFormat, WireAudioFormat> = {
  pcm16: { type: 'audio/pcm', rate: CORE_SAMPLE_RATE_HZ },
  ulaw: { type: 'audio/pcmu' },
};

/** The event for a command. `id` comes back from the server when it refuses. `format`: which the first update of a session asks for. */
export function toWire(command: Command, id: string, format: AudioFormat): ClientEvent {
  switch (command.kind) {
    case 'update-settings': {
      const { patch, previous } = command;
      const audioFormat = previous === null ? WIRE_FORMATS[format] : null;
      return sessionUpdate(id, toSessionBody(patch, { previous, audioFormat }));
    }
    case 'append-audio':
      return inputAudioAppend(id, command.audioBase64);
    case 'commit-input':
      return inputAudioCommit(id);
    case 'clear-input':
      return inputAudioClear(id);
    case 'add-item':
      return itemCreate(id, wireItem(command.item), command.behindId);
    case 'truncate-item':
      return itemTruncate(id, command.itemId, command.heardMs);
    case 'delete-item':
      return itemDelete(id, command.itemId);
    case 'create-response':
      return responseCreate(id);
    case 'say':
      return responseCreate(id, {
        conversation: 'none',
        input: [],
        instructions: `Say: "${command.text}"`,
        tool_choice: 'none',
      });
    default:
      return responseCancel(id);
  }
}

function wireItem(item: NewItem): WireItem {
  switch (item.kind) {
    case 'message':
      return messageItem(item.id, item.role, item.text);
    case 'recording':
      return userAudioItem(item.id, item.audioBase64);
    case 'tool-call':
      return toolCallItem(item.id, item.callId, item.name, item.argumentsText);
    case 'tool-output':
      return toolOutputItem(item.id, item.callId, item.output);
    default:
      return unreachable(item);
  }
}

/** What an event means to the conversation; null when it means nothing there (it is in the log all the same). */
export function toFact(event: ServerEvent): Fact | null {
  switch (event.type) {
    case 'session.created':
      return sessionReady(event);
    case 'session.updated':
      return {
        kind: 'settings-accepted',
        settings: fromSession(event.session),
        formats: formatsTold(event.session),
      };
    case 'error':
      return { kind: 'refused', refusal: refusal(event) };
    case 'input_audio_buffer.speech_started':
      return { kind: 'speech-started', itemId: event.item_id, inputMs: event.audio_start_ms };
    case 'input_audio_buffer.speech_stopped':
      return { kind: 'speech-stopped', itemId: event.item_id, inputMs: event.audio_end_ms };
    case 'input_audio_buffer.timeout_triggered':
      return {
        kind: 'nobody-spoke',
        itemId: event.item_id,
        startInputMs: event.audio_start_ms,
        endInputMs: event.audio_end_ms,
      };
    case 'input_audio_buffer.committed':
      return { kind: 'input-committed', itemId: event.item_id, previousItemId: event.previous_item_id };
    case 'input_audio_buffer.cleared':
      return { kind: 'input-cleared' };
    case 'conversation.item.created':
    case 'conversation.item.added':
      return { kind: 'item-added', item: itemFact(event.item), previousItemId: event.previous_item_id };
    case 'conversation.item.done':
      return {
        kind: 'item-done',
        item: itemFact(event.item),
        responseId: null,
        previousItemId: event.previous_item_id,
      };
    case 'response.output_item.added':
      return { kind: 'output-added', item: itemFact(event.item), responseId: event.response_id };
    case 'response.output_item.done':
      return {
        kind: 'item-done',
        item: itemFact(event.item),
        responseId: event.response_id,
        previousItemId: undefined,
      };
    case 'conversation.item.deleted':
      return { kind: 'item-deleted', itemId: event.item_id };
    case 'conversation.item.input_audio_transcription.delta':
      return { kind: 'user-text-delta', itemId: event.item_id, delta: event.delta ?? '' };
    case 'conversation.item.input_audio_transcription.completed':
      return {
        kind: 'user-text-done',
        itemId: event.item_id,
        text: event.transcript,
        usage: readTranscriptionUsage(event.usage),
      };
    case 'conversation.item.input_audio_transcription.failed': {
      const message = event.error.message ?? event.error.code ?? 'the server gave no reason';
      return { kind: 'user-text-failed', itemId: event.item_id, message };
    }
    case 'response.created':
      return {
        kind: 'response-started',
        responseId: responseId(event.response),
        inConversation: inConversation(event.response),
      };
    case 'response.done':
      return responseEnded(event);
    case 'response.output_text.delta':
      return { kind: 'text-delta', ...place(event), delta: event.delta, medium: 'text' };
    case 'response.output_audio_transcript.delta':
      return { kind: 'text-delta', ...place(event), delta: event.delta, medium: 'voice' };
    case 'response.output_text.done':
      return { kind: 'text-done', ...place(event), text: event.text, medium: 'text' };
    case 'response.output_audio_transcript.done':
      return { kind: 'text-done', ...place(event), text: event.transcript, medium: 'voice' };
    case 'response.output_audio.delta':
      return {
        kind: 'audio-delta',
        itemId: event.item_id,
        responseId: event.response_id,
        audioBase64: event.delta,
      };
    case 'response.output_audio.done':
      return { kind: 'audio-done', itemId: event.item_id };
    case 'response.function_call_arguments.delta':
      return {
        kind: 'arguments-delta',
        itemId: event.item_id,
        responseId: event.response_id,
        delta: event.delta,
      };
    case 'response.function_call_arguments.done':
      return {
        kind: 'arguments-done',
        itemId: event.item_id,
        responseId: event.response_id,
        argumentsText: event.arguments,
      };
    // Acknowledgements, repetitions, and what only other transports or later panels use: the log shows them.
    case 'conversation.created':
    case 'conversation.item.retrieved':
    case 'conversation.item.truncated':
    case 'conversation.item.input_audio_transcription.segment':
    case 'input_audio_buffer.dtmf_event_received':
    case 'output_audio_buffer.started':
    case 'output_audio_buffer.stopped':
    case 'output_audio_buffer.cleared':
    case 'response.content_part.added':
    case 'response.content_part.done':
    case 'response.mcp_call_arguments.delta':
    case 'response.mcp_call_arguments.done':
    case 'response.mcp_call.in_progress':
    case 'response.mcp_call.completed':
    case 'response.mcp_call.failed':
    case 'mcp_list_tools.in_progress':
    case 'mcp_list_tools.completed':
    case 'mcp_list_tools.failed':
    case 'rate_limits.updated':
      return null;
    default:
      // Every event has its case: the compiler refuses one that was forgotten.
      return event satisfies never;
  }
}

/** True for the frame with which a server begins a session. Takes anything and never throws. */
export function opensSession(text: string): boolean {
  const parsed = parseServerEvent(text);
  return parsed.kind === 'known' && parsed.event.type === 'session.created';
}

function sessionReady(event: ServerEventOf<'session.created'>): Fact {
  // The package types what a client may send; the server adds its id, the model and the end of the session (epoch seconds).
  const session = event.session as { id?: string | null; model?: string | null; expires_at?: unknown };
  const { expires_at: expiresAt } = session;
  return {
    kind: 'session-ready',
    sessionId: session.id ?? '',
    model: session.model ?? '',
    expiresAtEpochMs: typeof expiresAt === 'number' && expiresAt > 0 ? expiresAt * 1000 : null,
    settings: fromSession(event.session),
  };
}

/** In the core's words where it has one. */
function formatsTold(session: unknown): { input: string | null; output: string | null } {
  const { input, output } = formatsOf(session);
  const word = (told: string | null): string | null => {
    const known = (['pcm16', 'ulaw'] as const).find((format) => WIRE_FORMATS[format].type === told);
    return known ?? told;
  };
  return { input: word(input), output: word(output) };
}

/** The parser lets no item through without an id, although the package's types would. */
function itemFact(item: WireItem): ItemFact {
  const id = item.id ?? '';
  switch (item.type) {
    case 'message': {
      const { role, content, status } = item;
      if (role !== 'user' && role !== 'assistant' && role !== 'system') {
        return { kind: 'other', id, type: 'message' };
      }
      const parts = (content as WirePart[] | null | undefined) ?? [];
      const spoken = parts.some((part) => part.type?.endsWith('audio'));
      return {
        kind: 'message',
        id,
        role,
        status: itemStatus(status),
        medium: parts.length === 0 ? null : spoken ? 'voice' : 'text',
        parts: parts.map((part) => part.text ?? part.transcript ?? null),
      };
    }
    case 'function_call':
      return {
        kind: 'tool-call',
        id,
        callId: item.call_id ?? '',
        name: item.name ?? '',
        argumentsText: item.arguments ?? '',
        status: itemStatus(item.status),
      };
    case 'function_call_output':
      return { kind: 'tool-output', id, callId: item.call_id ?? '' };
    default:
      return { kind: 'other', id, type: item.type };
  }
}

interface WirePart {
  type?: string | null;
  text?: string | null;
  transcript?: string | null;
}

function itemStatus(status: string | null | undefined): ItemStatus | null {
  if (status === 'in_progress') return 'in-progress';
  return status === 'completed' || status === 'incomplete' ? status : null;
}

function place(event: { item_id: string; response_id: string; content_index: number }) {
  return { itemId: event.item_id, responseId: event.response_id, part: event.content_index ?? 0 };
}

function responseId(response: WireResponse): string {
  return response.id ?? '';
}

/** A response outside the conversation says null; a server that says nothing means the conversation. */
function inConversation(response: WireResponse): boolean {
  return (response.conversation_id as string | null | undefined) !== null;
}

function responseEnded({ response }: ServerEventOf<'response.done'>): Fact {
  const { status, status_details: details, usage } = response;
  const cached = usage?.input_token_details?.cached_tokens;
  return {
    kind: 'response-ended',
    responseId: responseId(response),
    outcome: status === 'cancelled' || status === 'failed' || status === 'incomplete' ? status : 'completed',
    reason: text(details?.error?.message) ?? text(details?.reason),
    code: text(details?.error?.code),
    usage: usage
      ? {
          inputTokens: count(usage.input_tokens),
          outputTokens: count(usage.output_tokens),
          cachedTokens: count(cached),
          detail: readUsage(usage),
        }
      : null,
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

/** Codes as the service sends them; see its guide and what clients have seen. */
const REASONS: Record<string, RefusalReason> = {
  conversation_already_has_active_response: 'response-active',
  response_cancel_not_active: 'nothing-to-cancel',
  input_audio_buffer_commit_empty: 'nothing-to-commit',
  cannot_update_voice: 'voice-locked',
  item_truncate_invalid_item_id: 'unknown-item',
  item_delete_invalid_item_id: 'unknown-item',
  session_expired: 'expired',
};

function refusal({ error }: ServerEventOf<'error'>) {
  const code = error.code ?? null;
  const reason = code !== null && Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return {
    reason: reason ?? 'other',
    code,
    message: error.message,
    commandId: error.event_id ?? null,
    field: reason === 'voice-locked' ? ('voice' as const) : fieldOfParam(error.param ?? null),
  };
}
