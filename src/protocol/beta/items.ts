/**
 * Conversation items: beta ↔ GA. They differ in how the assistant's content is called. Going down, an item gets everything that a beta
 * client reads without asking (a content list, texts, arguments), and nothing that beta has no name for.
 */

import { isObject, pick, stringOr, type WireObject } from './wire-object.ts';

/** Clients also send the assistant's history as `input_text`, which beta let pass. */
const TO_GA: Readonly<Record<string, string>> = {
  text: 'output_text',
  input_text: 'output_text',
  audio: 'output_audio',
};
const TO_BETA: Readonly<Record<string, string>> = { output_text: 'text', output_audio: 'audio' };

/** Anything that is no assistant's message is the same in both and comes back as it is. */
export function toGaItem(item: unknown): unknown {
  if (!isObject(item) || item['role'] !== 'assistant' || !Array.isArray(item['content'])) return item;
  return { ...item, content: (item['content'] as unknown[]).map(toGaPart) };
}

function toGaPart(part: unknown): unknown {
  if (!isObject(part)) return part;
  const type = stringOr(part['type'], '');
  return Object.hasOwn(TO_GA, type) ? { ...part, type: TO_GA[type] } : part;
}

/** Null when beta has no such item: those of MCP, and what came later. */
export function toBetaItem(item: unknown): WireObject | null {
  if (!isObject(item)) return null;
  const base = { object: 'realtime.item', ...pick(item, ['id', 'type', 'status']) };
  switch (item['type']) {
    case 'message': {
      const content: unknown[] = Array.isArray(item['content']) ? item['content'] : [];
      return {
        ...base,
        ...pick(item, ['role']),
        content: content.map((part) => toBetaPart(part, item['role'])),
      };
    }
    case 'function_call':
      return {
        ...base,
        ...pick(item, ['call_id', 'name']),
        arguments: stringOr(item['arguments'], ''),
      };
    case 'function_call_output':
      return { ...base, ...pick(item, ['call_id']), output: stringOr(item['output'], '') };
    default:
      return null;
  }
}

/** A part that beta cannot name (an image) becomes an empty text, so that the others keep their `content_index`. */
function toBetaPart(part: unknown, role: unknown): WireObject {
  const wire = isObject(part) ? part : {};
  const named = stringOr(wire['type'], '');
  const type = TO_BETA[named] ?? named;
  switch (type) {
    case 'text':
    case 'input_text':
      return { type, text: stringOr(wire['text'], '') };
    case 'audio':
      return { type, ...pick(wire, ['audio']), transcript: stringOr(wire['transcript'], '') };
    case 'input_audio':
      return { type, ...pick(wire, ['audio']), transcript: wire['transcript'] ?? null };
    default:
      return { type: role === 'assistant' ? 'text' : 'input_text', text: '' };
  }
}

/** The part of `response.content_part.*`; GA calls it `audio` or `text` as beta does. */
export function toBetaContentPart(part: unknown): WireObject {
  return toBetaPart(part, 'assistant');
}
