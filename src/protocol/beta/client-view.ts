/**
 * What the client has been told of: responses, items, and the parts of each. Beta clients look up whatever an event refers to and
 * throw when they do not find it, so this puts in what is missing (an item of an out-of-band response is never announced in GA), holds
 * what came too early, and drops what refers to nothing and what would announce an item twice. Events in and out are in beta's shape.
 */

import { isObject, stringOr, type WireObject } from './wire-object.ts';

/** Transcriptions that wait for their item, in all; past that the oldest is given up. */
const MAX_WAITING = 256;
const TRANSCRIPTION = 'conversation.item.input_audio_transcription.';

interface KnownItem {
  isCall: boolean;
  isAssistants: boolean;
  /** Length of the content list as the client has it; -1 when the item has none, as calls. */
  parts: number;
  /** Some of the call's arguments have come as deltas. */
  hasArguments: boolean;
}

export class ClientView {
  readonly #newEventId: () => string;
  readonly #items = new Map<string, KnownItem>();
  readonly #responses = new Set<string>();
  readonly #outOfBand = new Set<string>();
  /** Items of running responses that were announced as output and not yet as items. */
  readonly #announced = new Map<string, WireObject>();
  #waiting: WireObject[] = [];
  #hasConversation = false;

  constructor(newEventId: () => string) {
    this.#newEventId = newEventId;
  }

  /** What the client gets for one event, in order: the event itself, nothing, or more than it. */
  admit(event: WireObject): WireObject[] {
    const type = stringOr(event['type'], '');
    switch (type) {
      case 'conversation.created':
        if (this.#hasConversation) return [];
        this.#hasConversation = true;
        return [event];
      case 'conversation.item.created':
        return isObject(event['item']) ? this.#create(event['item'], event) : [];
      case 'conversation.item.truncated':
        return this.#items.get(itemId(event))?.isAssistants === true ? [event] : [];
      case 'conversation.item.deleted':
        return this.#items.delete(itemId(event)) ? [event] : [];
      case 'response.created':
        return this.#begin(event);
      case 'response.output_item.added':
        return this.#announce(event);
      case 'response.output_item.done':
        return this.#withArguments(event, isObject(event['item']) ? event['item'] : {});
      case 'response.function_call_arguments.delta':
      case 'response.function_call_arguments.done':
        return this.#withArguments(event, event);
      case 'response.content_part.added':
        return this.#openPart(event);
      case 'response.audio.delta':
      case 'response.audio_transcript.delta':
      case 'response.text.delta':
        return this.#inPart(event, type === 'response.text.delta' ? TEXT_PART : AUDIO_PART);
      case 'response.content_part.done':
      case 'response.audio.done':
      case 'response.audio_transcript.done':
      case 'response.text.done':
        return this.#inItem(event, itemId(event));
      default:
        return type.startsWith(TRANSCRIPTION) ? this.#transcription(event) : [event];
    }
  }

  #create(item: WireObject, event: WireObject): WireObject[] {
    const id = stringOr(item['id'], '');
    if (id === '' || this.#items.has(id)) return [];
    this.#announced.delete(id);
    this.#items.set(id, {
      isCall: item['type'] === 'function_call',
      isAssistants: item['role'] === 'assistant',
      parts: Array.isArray(item['content']) ? item['content'].length : -1,
      hasArguments: false,
    });
    const early = this.#waiting.filter((held) => held['item_id'] === id);
    if (early.length === 0) return [event];
    this.#waiting = this.#waiting.filter((held) => held['item_id'] !== id);
    return [event, ...early.flatMap((held) => this.#transcription(held))];
  }

  #begin(event: WireObject): WireObject[] {
    const response = isObject(event['response']) ? event['response'] : {};
    const id = stringOr(response['id'], '');
    if (id === '') return [];
    this.#responses.add(id);
    if (response['conversation_id'] === null) this.#outOfBand.add(id);
    return [event];
  }

  #announce(event: WireObject): WireObject[] {
    const responseId = stringOr(event['response_id'], '');
    const item = isObject(event['item']) ? event['item'] : {};
    const id = stringOr(item['id'], '');
    if (id === '' || !this.#responses.has(responseId)) return [];
    if (this.#items.has(id)) return [event];
    this.#announced.set(id, item);
    return this.#outOfBand.has(responseId) ? [event, ...this.#createNow(id)] : [event];
  }

  /** The item's `created`, from what was announced; nothing when it is known, or nothing was announced. */
  #createNow(id: string): WireObject[] {
    const item = this.#announced.get(id);
    if (item === undefined) return [];
    return this.#create(item, {
      type: 'conversation.item.created',
      event_id: this.#newEventId(),
      previous_item_id: null,
      item,
    });
  }

  /** The event after whatever makes its item known; nothing when the item cannot be. */
  #inItem(event: WireObject, id: string): WireObject[] {
    const before = this.#createNow(id);
    return this.#items.has(id) ? [...before, event] : [];
  }

  #openPart(event: WireObject): WireObject[] {
    const admitted = this.#inItem(event, itemId(event));
    const item = this.#items.get(itemId(event));
    if (item === undefined || event['content_index'] !== item.parts) return admitted.slice(0, -1);
    item.parts += 1;
    return admitted;
  }

  #inPart(event: WireObject, part: WireObject): WireObject[] {
    const admitted = this.#inItem(event, itemId(event));
    const item = this.#items.get(itemId(event));
    const { content_index: index } = event;
    if (item === undefined || typeof index !== 'number' || index > item.parts || index < 0) {
      return admitted.slice(0, -1);
    }
    if (index < item.parts) return admitted;
    const { delta: _delta, ...place } = event;
    const opened = { ...place, type: 'response.content_part.added', event_id: this.#newEventId(), part };
    item.parts += 1;
    return [...admitted.slice(0, -1), opened, event];
  }

  /** `source` holds the call's arguments, or a delta of them. Clients read deltas alone, so without any they get one with everything. */
  #withArguments(event: WireObject, source: WireObject): WireObject[] {
    const id = event['type'] === 'response.output_item.done' ? stringOr(source['id'], '') : itemId(event);
    const admitted = this.#inItem(event, id);
    const item = this.#items.get(id);
    if (item === undefined || (!item.isCall && event['type'] !== 'response.output_item.done')) {
      return admitted.slice(0, -1);
    }
    const whole = stringOr(source['arguments'], '');
    const isWhole = event['type'] !== 'response.function_call_arguments.delta';
    if (!item.isCall || item.hasArguments || (isWhole && whole === '')) return admitted;
    item.hasArguments = true;
    if (!isWhole) return admitted;
    const { response_id, output_index } = event;
    const delta = {
      type: 'response.function_call_arguments.delta',
      event_id: this.#newEventId(),
      ...{ response_id, item_id: id, output_index, call_id: source['call_id'], delta: whole },
    };
    return [...admitted.slice(0, -1), delta, event];
  }

  /** Held until the item is known: a client that hears of the text first loses it. */
  #transcription(event: WireObject): WireObject[] {
    const item = this.#items.get(itemId(event));
    if (item === undefined) {
      this.#waiting.push(event);
      if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
      return [];
    }
    const { content_index: index = 0 } = event;
    return typeof index === 'number' && index >= 0 && index < item.parts ? [event] : [];
  }
}

const AUDIO_PART: WireObject = { type: 'audio', transcript: '' };
const TEXT_PART: WireObject = { type: 'text', text: '' };

function itemId(event: WireObject): string {
  return stringOr(event['item_id'], '');
}
