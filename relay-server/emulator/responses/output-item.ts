/**
 * One output item of a response while it is made: its wire object, and the events that open, fill and close it, in the order of the
 * service. Decides nothing about time.
 */

import type { ServerEvent } from '../../../src/protocol/realtime/events.ts';
import type { WireFormat } from '../config/session-config.ts';
import {
  type AssistantMessage,
  type ItemObject,
  plainItem,
  SpokenAudio,
  type StoredItem,
} from '../conversation/stored-item.ts';
import { newId } from '../wire/ids.ts';

export interface OutputPlace {
  responseId: string;
  outputIndex: number;
  /** Sends one event. */
  send: (event: ServerEvent) => void;
  /** Puts the item into the conversation and returns the id before it; null when the response is out of band. */
  join: (item: StoredItem) => { previousItemId: string | null } | null;
}

export interface OutputItem {
  readonly stored: StoredItem;
  /** Sends the events that end it. Called once. */
  close(status: 'completed' | 'incomplete'): void;
}

function openItem(place: OutputPlace, stored: StoredItem): (object: ItemObject) => void {
  const { responseId, outputIndex, send } = place;
  const about = { response_id: responseId, output_index: outputIndex };
  send({ type: 'response.output_item.added', event_id: newId('event'), ...about, item: stored.object });
  const joined = place.join(stored);
  const previous = joined && { previous_item_id: joined.previousItemId };
  if (previous) {
    send({ type: 'conversation.item.added', event_id: newId('event'), item: stored.object, ...previous });
  }
  return (object) => {
    if (previous)
      send({ type: 'conversation.item.done', event_id: newId('event'), item: object, ...previous });
    send({ type: 'response.output_item.done', event_id: newId('event'), ...about, item: object });
  };
}

/** A message of the assistant with one part, spoken or written. */
export class MessageOutput implements OutputItem {
  readonly stored: StoredItem;
  readonly #place: OutputPlace;
  readonly #message: AssistantMessage;
  readonly #spoken: SpokenAudio | null;
  readonly #part: { response_id: string; item_id: string; output_index: number; content_index: number };
  readonly #closeItem: (object: ItemObject) => void;
  #text = '';

  /** `format`: of the audio; null for a written message. */
  constructor(place: OutputPlace, format: WireFormat | null) {
    this.#place = place;
    this.#message = {
      id: newId('item'),
      object: 'realtime.item',
      type: 'message',
      status: 'in_progress',
      role: 'assistant',
      content: [],
    };
    this.stored = plainItem(this.#message);
    this.#spoken = format && new SpokenAudio(format);
    this.stored.spoken = this.#spoken;
    this.#part = {
      response_id: place.responseId,
      item_id: this.#message.id,
      output_index: place.outputIndex,
      content_index: 0,
    };
    this.#closeItem = openItem(place, this.stored);
    place.send({
      type: 'response.content_part.added',
      event_id: newId('event'),
      ...this.#part,
      part: format ? { type: 'audio', transcript: '' } : { type: 'text', text: '' },
    });
  }

  /** Milliseconds of audio sent so far. */
  get audioMs(): number {
    return this.#spoken?.ms ?? 0;
  }

  get text(): string {
    return this.#text;
  }

  sendText(delta: string): void {
    this.#text += delta;
    const type = this.#spoken ? 'response.output_audio_transcript.delta' : 'response.output_text.delta';
    this.#place.send({ type, event_id: newId('event'), ...this.#part, delta });
  }

  sendAudio(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#spoken?.append(bytes);
    const delta = Buffer.from(bytes).toString('base64');
    this.#place.send({ type: 'response.output_audio.delta', event_id: newId('event'), ...this.#part, delta });
  }

  close(status: 'completed' | 'incomplete'): void {
    const { send } = this.#place;
    const text = this.#text;
    const part = this.#part;
    if (this.#spoken) {
      send({ type: 'response.output_audio.done', event_id: newId('event'), ...part });
      send({
        type: 'response.output_audio_transcript.done',
        event_id: newId('event'),
        ...part,
        transcript: text,
      });
      const whole = { type: 'audio', transcript: text } as const;
      send({ type: 'response.content_part.done', event_id: newId('event'), ...part, part: whole });
    } else {
      send({ type: 'response.output_text.done', event_id: newId('event'), ...part, text });
      send({
        type: 'response.content_part.done',
        event_id: newId('event'),
        ...part,
        part: { type: 'text', text },
      });
    }
    const content: AssistantMessage['content'] = [
      this.#spoken ? { type: 'output_audio', transcript: text } : { type: 'output_text', text },
    ];
    const object: AssistantMessage = { ...this.#message, status, content };
    // A client that truncated the item while it was made has had its transcript deleted for good.
    this.stored.object = this.#spoken?.truncated
      ? { ...object, content: [{ type: 'output_audio', transcript: '' }] }
      : object;
    this.#closeItem(object);
  }
}

/** A call of one of the client's functions. */
export class CallOutput implements OutputItem {
  readonly stored: StoredItem;
  readonly #place: OutputPlace;
  readonly #about: { response_id: string; item_id: string; output_index: number; call_id: string };
  readonly #closeItem: (object: ItemObject) => void;
  readonly #name: string;
  #arguments = '';

  constructor(place: OutputPlace, name: string) {
    this.#place = place;
    this.#name = name;
    const id = newId('item');
    const callId = newId('call');
    this.#about = {
      response_id: place.responseId,
      item_id: id,
      output_index: place.outputIndex,
      call_id: callId,
    };
    this.stored = plainItem({
      id,
      object: 'realtime.item',
      type: 'function_call',
      status: 'in_progress',
      name,
      call_id: callId,
      arguments: '',
    });
    this.#closeItem = openItem(place, this.stored);
  }

  get text(): string {
    return this.#arguments;
  }

  sendArguments(delta: string): void {
    this.#arguments += delta;
    this.#place.send({
      type: 'response.function_call_arguments.delta',
      event_id: newId('event'),
      ...this.#about,
      delta,
    });
  }

  close(status: 'completed' | 'incomplete'): void {
    this.#place.send({
      type: 'response.function_call_arguments.done',
      event_id: newId('event'),
      ...this.#about,
      name: this.#name,
      arguments: this.#arguments,
    });
    this.stored.object = {
      id: this.#about.item_id,
      object: 'realtime.item',
      type: 'function_call',
      status,
      name: this.#name,
      call_id: this.#about.call_id,
      arguments: this.#arguments,
    };
    this.#closeItem(this.stored.object);
  }
}
