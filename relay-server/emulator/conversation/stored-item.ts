/** One item of the conversation as the emulator keeps it: the wire's object without audio, and the audio beside it. */

import type * as Wire from 'openai/resources/realtime/realtime';
import { bytesPerMs, encodeAll } from '../audio/wire-audio.ts';
import type { WireFormat } from '../config/session-config.ts';

export type ItemObject = (
  | Wire.RealtimeConversationItemSystemMessage
  | Wire.RealtimeConversationItemUserMessage
  | Wire.RealtimeConversationItemAssistantMessage
  | Wire.RealtimeConversationItemFunctionCall
  | Wire.RealtimeConversationItemFunctionCallOutput
) & { id: string };

export type AssistantMessage = Wire.RealtimeConversationItemAssistantMessage & { id: string };

/** What a person said. */
export interface UserAudio {
  /** 24 kHz, with the padding and the silence around the speech. */
  pcm16: Int16Array;
  /** Length of the speech itself; that of all the audio when nobody detected it. */
  speechMs: number;
  format: WireFormat;
}

export interface StoredItem {
  id: string;
  object: ItemObject;
  userAudio: UserAudio | null;
  spoken: SpokenAudio | null;
}

/** The assistant's audio of one item, as it was sent. */
export class SpokenAudio {
  readonly format: WireFormat;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #truncated = false;

  constructor(format: WireFormat) {
    this.format = format;
  }

  get ms(): number {
    return this.#bytes / bytesPerMs(this.format);
  }

  get truncated(): boolean {
    return this.#truncated;
  }

  /** Keeps the bytes, unless the item was truncated: what is generated later was not heard either. */
  append(bytes: Uint8Array): void {
    if (this.#truncated) return;
    this.#chunks.push(bytes);
    this.#bytes += bytes.length;
  }

  truncate(endMs: number): void {
    const all = this.#joined().slice(0, Math.floor(endMs * bytesPerMs(this.format)));
    this.#chunks = [all];
    this.#bytes = all.length;
    this.#truncated = true;
  }

  toBase64(): string {
    return this.#joined().toString('base64');
  }

  #joined(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

export function plainItem(object: ItemObject): StoredItem {
  return { id: object.id, object, userAudio: null, spoken: null };
}

/** A committed turn. It has no `transcript` until a transcription has run. */
export function userAudioItem(id: string, audio: UserAudio): StoredItem {
  return {
    id,
    object: {
      id,
      object: 'realtime.item',
      type: 'message',
      role: 'user',
      status: 'completed',
      content: [{ type: 'input_audio' }],
    },
    userAudio: audio,
    spoken: null,
  };
}

/** The item with its audio, as `conversation.item.retrieved` carries it. */
export function withAudio(item: StoredItem): ItemObject {
  const { object } = item;
  if (object.type !== 'message') return object;
  if (object.role === 'user' && item.userAudio) {
    const audio = Buffer.from(encodeAll(item.userAudio.pcm16, item.userAudio.format)).toString('base64');
    return {
      ...object,
      content: object.content.map((part) => (part.type === 'input_audio' ? { ...part, audio } : part)),
    };
  }
  if (object.role === 'assistant' && item.spoken) {
    const audio = item.spoken.toBase64();
    return {
      ...object,
      content: object.content.map((part) => (part.type === 'output_audio' ? { ...part, audio } : part)),
    };
  }
  return object;
}

/** What a user or system typed, or what an assistant wrote or said, as one text. */
export function textOf(object: ItemObject): string {
  if (object.type === 'function_call') return `${object.name} ${object.arguments}`;
  if (object.type === 'function_call_output') return object.output;
  return object.content
    .map((part) => ('text' in part ? (part.text ?? '') : 'transcript' in part ? (part.transcript ?? '') : ''))
    .join(' ')
    .trim();
}
