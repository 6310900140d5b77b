/** What each server event says, in one line. */

import type { ServerEvent, WireResponse } from './events.ts';
import { describeSession } from './summary-session.ts';
import { describeItem, milliseconds, nothing, parts, quote, spaced } from './words.ts';

export function summariseServer(event: ServerEvent): string {
  switch (event.type) {
    case 'error':
      return parts(event.error.code, event.error.message, event.error.param);
    case 'session.created':
      return describeSession(event.session, false);
    case 'session.updated':
      return describeSession(event.session, true);
    case 'conversation.created':
      return 'a conversation begins';
    case 'conversation.item.created':
    case 'conversation.item.added':
    case 'conversation.item.done':
    case 'conversation.item.retrieved':
    case 'response.output_item.added':
    case 'response.output_item.done':
      return describeItem(event.item);
    case 'conversation.item.truncated':
      return `cut at ${milliseconds(event.audio_end_ms)}`;
    case 'conversation.item.deleted':
      return `${event.item_id} is gone`;
    case 'conversation.item.input_audio_transcription.delta':
      return quote(event.delta ?? '');
    case 'conversation.item.input_audio_transcription.completed':
      return quote(event.transcript);
    case 'conversation.item.input_audio_transcription.failed':
      return parts(event.error.code, event.error.message);
    case 'conversation.item.input_audio_transcription.segment':
      return parts(event.speaker, quote(event.text));
    case 'input_audio_buffer.committed':
      return `your words became ${event.item_id}`;
    case 'input_audio_buffer.cleared':
      return 'the audio sent so far is forgotten';
    case 'input_audio_buffer.speech_started':
      return `speech from ${milliseconds(event.audio_start_ms)} of the input`;
    case 'input_audio_buffer.speech_stopped':
      return `speech until ${milliseconds(event.audio_end_ms)} of the input`;
    case 'input_audio_buffer.timeout_triggered':
      return `nobody spoke for ${milliseconds(event.audio_end_ms - event.audio_start_ms)}`;
    case 'input_audio_buffer.dtmf_event_received':
      return `key ${event.event}`;
    case 'output_audio_buffer.started':
    case 'output_audio_buffer.stopped':
    case 'output_audio_buffer.cleared':
      return event.response_id;
    case 'response.created':
      return parts(event.response.id, outside(event.response));
    case 'response.done':
      return describeEnd(event.response);
    case 'response.content_part.added':
      return event.part.type ?? 'a part begins';
    case 'response.content_part.done':
      return quote(event.part.transcript ?? event.part.text ?? '');
    case 'response.output_text.delta':
    case 'response.output_audio_transcript.delta':
      return quote(event.delta);
    case 'response.output_text.done':
      return quote(event.text);
    case 'response.output_audio.delta':
      return 'speech';
    case 'response.output_audio.done':
      return 'the speech is complete';
    case 'response.output_audio_transcript.done':
      return quote(event.transcript);
    case 'response.function_call_arguments.delta':
    case 'response.mcp_call_arguments.delta':
      return event.delta.slice(0, 120);
    case 'response.function_call_arguments.done':
      return `${event.name ?? 'call'}(${event.arguments.slice(0, 120)})`;
    case 'response.mcp_call_arguments.done':
      return event.arguments.slice(0, 120);
    case 'response.mcp_call.in_progress':
    case 'response.mcp_call.completed':
    case 'response.mcp_call.failed':
    case 'mcp_list_tools.in_progress':
    case 'mcp_list_tools.completed':
    case 'mcp_list_tools.failed':
      return event.item_id;
    case 'rate_limits.updated':
      return describeLimits(event.rate_limits);
    default:
      return nothing(event);
  }
}

function outside(response: WireResponse): string | null {
  // The package's type leaves null out; the service sends it for responses outside the conversation.
  return (response.conversation_id as string | null | undefined) === null ? 'outside the conversation' : null;
}

function describeEnd(response: WireResponse): string {
  const { status_details: details, usage, status } = response;
  const tokens = usage && `${usage.input_tokens ?? 0} tokens in, ${usage.output_tokens ?? 0} out`;
  return parts(status, spaced(details?.reason), details?.error?.code, details?.error?.message, tokens);
}

function describeLimits(limits: unknown): string {
  if (!Array.isArray(limits)) return '';
  return (limits as unknown[])
    .map((entry) => {
      const { name, remaining, limit } = (entry ?? {}) as {
        name?: unknown;
        remaining?: unknown;
        limit?: unknown;
      };
      return `${String(name)} ${String(remaining)} of ${String(limit)}`;
    })
    .join(' · ');
}
