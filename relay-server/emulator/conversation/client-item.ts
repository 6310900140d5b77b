/** Turns an item that a client wrote into one that the emulator keeps: ids are given, audio is decoded. */

import { decodeBase64 } from '../../../src/dsp/base64.ts';
import { SAMPLES_PER_MS } from '../audio/input-buffer.ts';
import { createDecoder } from '../audio/wire-audio.ts';
import type { WireFormat } from '../config/session-config.ts';
import { type ApiError, refuse } from '../wire/api-error.ts';
import type { ClientItem } from '../wire/client-events.ts';
import { newId } from '../wire/ids.ts';
import { plainItem, type StoredItem } from './stored-item.ts';

/** Base64 audio → PCM16 at 24 kHz, or why not. `param` names the field. */
export function decodeClientAudio(
  base64: string,
  format: WireFormat,
  param: string,
  decoder = createDecoder(format),
): Int16Array | ApiError {
  const bytes = decodeBase64(base64);
  if (bytes === null) return refuse('invalid_value', `Invalid '${param}': expected base64.`, param);
  if (format.type === 'audio/pcm' && bytes.length % 2 === 1) {
    const message = `Invalid '${param}': 16-bit PCM has an even number of bytes, but got ${bytes.length}.`;
    return refuse('invalid_value', message, param);
  }
  return decoder.decode(bytes);
}

/** `format`: the session's input format, in which `input_audio` parts come. */
export function itemFromClient(item: ClientItem, format: WireFormat): StoredItem | ApiError {
  const base = { id: item.id ?? newId('item'), object: 'realtime.item', status: 'completed' } as const;
  if (item.type === 'function_call') {
    const { name, arguments: args, call_id = newId('call') } = item;
    return plainItem({ ...base, type: 'function_call', name, call_id, arguments: args });
  }
  if (item.type === 'function_call_output') {
    const { call_id, output } = item;
    return plainItem({ ...base, type: 'function_call_output', call_id, output });
  }
  if (item.role === 'user') return userItem(base, item.content, format);
  return item.role === 'system'
    ? plainItem({ ...base, type: 'message', role: 'system', content: item.content })
    : plainItem({ ...base, type: 'message', role: 'assistant', content: item.content });
}

type UserContent = Extract<ClientItem, { role: 'user' }>['content'];

function userItem(
  base: { id: string; object: 'realtime.item'; status: 'completed' },
  content: UserContent,
  format: WireFormat,
): StoredItem | ApiError {
  const blocks: Int16Array[] = [];
  for (const [index, part] of content.entries()) {
    if (part.type !== 'input_audio') continue;
    const block = decodeClientAudio(part.audio, format, `item.content[${index}].audio`);
    if (!(block instanceof Int16Array)) return block;
    blocks.push(block);
  }
  const stored = plainItem({
    ...base,
    type: 'message',
    role: 'user',
    content: content.map((part) =>
      part.type === 'input_audio'
        ? { type: 'input_audio', ...(part.transcript && { transcript: part.transcript }) }
        : part,
    ),
  });
  if (blocks.length > 0) {
    const pcm16 = new Int16Array(blocks.reduce((sum, block) => sum + block.length, 0));
    let at = 0;
    for (const block of blocks) {
      pcm16.set(block, at);
      at += block.length;
    }
    stored.userAudio = { pcm16, speechMs: pcm16.length / SAMPLES_PER_MS, format };
  }
  return stored;
}
