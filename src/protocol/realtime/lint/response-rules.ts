/** Responses, tool calls and truncation: what a client asks at the wrong time, too far, or not at all. */

import type { ClientEvent, ServerEvent, WireItem } from '../events.ts';
import { base64Bytes, BYTES_PER_SECOND, formatOf, type WireFormat } from '../audio-format.ts';
import { type Finding, NOTHING } from './finding.ts';

/** Longer than that, nobody waits on the telephone. */
const PATIENCE_MS = 30_000;
/** Items whose audio is counted. Older ones are not truncated any more. */
const MOST_ITEMS = 1000;

interface OpenCall {
  name: string;
  itemId: string;
  sinceMs: number;
}

export class ResponseRules {
  #format: WireFormat = 'audio/pcm';
  #active: string | null = null;
  /** Calls that wait for their output, oldest first. */
  readonly #calls = new Map<string, OpenCall>();
  /** Calls whose output was sent before their response was done, as quick tools do. */
  readonly #answeredEarly = new Set<string>();
  readonly #receivedMs = new Map<string, number>();

  formats(session: unknown): void {
    this.#format = formatOf(session, 'output') ?? this.#format;
  }

  sent(event: ClientEvent): readonly Finding[] {
    switch (event.type) {
      case 'response.create':
        if (this.#active === null || event.response?.conversation === 'none') return NOTHING;
        return [createWhileActive(this.#active)];
      case 'conversation.item.create':
        if (event.item?.type === 'function_call_output') this.#answered(event.item.call_id);
        return NOTHING;
      case 'conversation.item.truncate':
        return this.#truncated(event.item_id, event.audio_end_ms);
      default:
        return NOTHING;
    }
  }

  heard(event: ServerEvent, atMs: number): readonly Finding[] {
    switch (event.type) {
      case 'response.output_audio.delta':
        this.#received(event.item_id, event.delta);
        break;
      case 'response.created':
        // Out of the conversation: it may run beside another.
        if (event.response.conversation_id === null) break;
        this.#active = event.response.id ?? null;
        return this.#overdue(Number.POSITIVE_INFINITY, 'the next response began without it');
      case 'response.done':
        if (event.response.id === this.#active) this.#active = null;
        // What is inside a list is not looked at when an event is parsed.
        for (const item of (event.response.output ?? []) as readonly (WireItem | null)[]) {
          if (item?.type !== 'function_call' || item.status === 'incomplete') continue;
          const { call_id: callId, name, id: itemId = '' } = item;
          if (typeof callId === 'string' && !this.#answeredEarly.delete(callId))
            this.#calls.set(callId, { name, itemId, sinceMs: atMs });
        }
        break;
      case 'conversation.item.deleted':
        this.#receivedMs.delete(event.item_id);
        break;
      default:
        break;
    }
    if (this.#calls.size === 0) return NOTHING;
    return this.#overdue(atMs - PATIENCE_MS, 'it has waited for half a minute');
  }

  #received(itemId: string, audioBase64: string): void {
    const ms = (base64Bytes(audioBase64) * 1000) / BYTES_PER_SECOND[this.#format];
    this.#receivedMs.set(itemId, (this.#receivedMs.get(itemId) ?? 0) + ms);
    if (this.#receivedMs.size <= MOST_ITEMS) return;
    const oldest = this.#receivedMs.keys().next();
    if (!oldest.done) this.#receivedMs.delete(oldest.value);
  }

  #overdue(before: number, what: string): readonly Finding[] {
    const findings: Finding[] = [];
    for (const [callId, call] of this.#calls) {
      if (call.sinceMs > before) break;
      this.#calls.delete(callId);
      findings.push(unanswered(callId, call, what));
    }
    return findings;
  }

  #answered(callId: string): void {
    if (this.#calls.delete(callId)) return;
    this.#answeredEarly.add(callId);
    const [oldest] = this.#answeredEarly;
    if (this.#answeredEarly.size > MOST_ITEMS && oldest !== undefined) this.#answeredEarly.delete(oldest);
  }

  #truncated(itemId: string, endMs: number): readonly Finding[] {
    const receivedMs = this.#receivedMs.get(itemId) ?? 0;
    // The last sample may fall within a millisecond that is rounded up.
    if (!(endMs > Math.ceil(receivedMs))) return NOTHING;
    return [
      {
        rule: 'truncate-past-received',
        summary:
          receivedMs === 0
            ? `truncated at ${endMs} ms, but no audio of this item was received`
            : `truncated at ${endMs} ms, but only ${Math.round(receivedMs)} ms of audio were received`,
        why: 'audio_end_ms is the place in this item’s audio up to which the person heard it. Past the end the server refuses, and remembers more of the answer than anybody heard.',
        fix: 'Count the samples of this item that were really played, from its own beginning, and send at most what was received.',
        itemId,
      },
    ];
  }
}

function createWhileActive(responseId: string): Finding {
  return {
    rule: 'response-active',
    summary: `response.create while ${responseId} is still running`,
    why: 'A conversation has one response at a time. The server refuses the second with conversation_already_has_active_response, and nobody answers what you wanted answered.',
    fix: 'Wait for response.done, or send response.cancel first. With turn detection the server creates responses by itself; set create_response to false if you want to do that. For one beside the conversation set conversation to "none".',
  };
}

function unanswered(callId: string, { name, itemId }: OpenCall, what: string): Finding {
  const finding: Finding = {
    rule: 'tool-call-unanswered',
    summary: `${name} (${callId}) got no output: ${what}`,
    why: 'The model called this tool and waits for its result. Without one it makes something up, or says that it will look and never comes back to it.',
    fix: 'Send conversation.item.create with an item of type function_call_output and this call_id, then response.create. Send an output also when the tool failed: say so in it.',
  };
  if (itemId !== '') finding.itemId = itemId;
  return finding;
}
