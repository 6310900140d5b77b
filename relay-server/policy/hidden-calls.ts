/**
 * Keeps from the client what it must not see of a session: calls of the server's tools with all that belongs to them, and hidden fields.
 * Sees every event of the server and gives the client's version of it, or none. Says which calls have to be run. Owns which items are
 * hidden and what stood before them, so that the client's order of items has no holes.
 */

import { type JsonObject, isObject, objectAt, stringAt, without } from './json.ts';
import type { Policy } from './policy-config.ts';

export interface HiddenCall {
  itemId: string;
  callId: string;
  responseId: string;
  name: string;
  argumentsText: string;
}

export interface Seen {
  /** What the client gets; null: nothing. */
  event: JsonObject | null;
  /** Calls that are complete now. */
  calls: HiddenCall[];
}

/** Long enough not to occur by chance. */
const QUOTE_CHARS = 24;

export class HiddenCalls {
  readonly #toolNames: ReadonlySet<string>;
  readonly #hiddenFields: readonly string[];
  readonly #secretWords: readonly string[];
  /** Hidden item → the item before it. */
  readonly #items = new Map<string, string | null>();
  readonly #calls = new Set<string>();
  /** Response → indices of its hidden output items. */
  readonly #indices = new Map<string, number[]>();

  constructor(policy: Policy) {
    this.#toolNames = new Set(policy.tools.map(({ name }) => name));
    this.#hiddenFields = policy.hidden;
    this.#secretWords = secretWords(policy);
  }

  isHidden(itemId: string): boolean {
    return this.#items.has(itemId);
  }

  /** An item that the server's side adds by itself. */
  hide(itemId: string): void {
    if (!this.#items.has(itemId)) this.#items.set(itemId, null);
  }

  see(event: JsonObject): Seen {
    const type = stringAt(event, 'type') ?? '';
    const calls = type === 'response.output_item.done' ? this.#completed(event) : [];
    return { event: this.#view(type, event), calls };
  }

  #view(type: string, event: JsonObject): JsonObject | null {
    const item = objectAt(event, 'item');
    if (item !== null) {
      if (this.#recognise(event, item)) return null;
    } else {
      const itemId = stringAt(event, 'item_id');
      if (itemId !== null && this.isHidden(itemId)) return null;
    }
    let seen = this.#withVisiblePrevious(this.#withOwnIndex(event));
    if (type === 'session.created' || type === 'session.updated') seen = this.#withoutHiddenFields(seen);
    if (type === 'response.created' || type === 'response.done') seen = this.#withVisibleOutput(seen);
    if (type === 'error') seen = this.#withoutQuotes(seen);
    if (type === 'response.done') this.#indices.delete(stringAt(objectAt(event, 'response'), 'id') ?? '');
    return seen;
  }

  /** True when the item is hidden, or turns out to be. */
  #recognise(event: JsonObject, item: JsonObject): boolean {
    const id = stringAt(item, 'id');
    if (id === null) return false;
    const callId = stringAt(item, 'call_id');
    const isCall = item.type === 'function_call' && this.#toolNames.has(stringAt(item, 'name') ?? '');
    const isOutput = item.type === 'function_call_output' && callId !== null && this.#calls.has(callId);
    if (!this.isHidden(id) && !isCall && !isOutput) return false;
    if (isCall && callId !== null) this.#calls.add(callId);
    if ('previous_item_id' in event) this.#items.set(id, stringAt(event, 'previous_item_id'));
    else this.hide(id);
    const responseId = stringAt(event, 'response_id');
    const index = event.output_index;
    if (event.type === 'response.output_item.added' && responseId !== null && typeof index === 'number') {
      this.#indices.set(responseId, [...(this.#indices.get(responseId) ?? []), index]);
    }
    return true;
  }

  #completed(event: JsonObject): HiddenCall[] {
    const item = objectAt(event, 'item');
    const name = stringAt(item, 'name');
    const itemId = stringAt(item, 'id');
    const callId = stringAt(item, 'call_id');
    const responseId = stringAt(event, 'response_id');
    if (item?.type !== 'function_call' || item.status === 'incomplete') return [];
    if (
      name === null ||
      !this.#toolNames.has(name) ||
      itemId === null ||
      callId === null ||
      responseId === null
    )
      return [];
    return [{ itemId, callId, responseId, name, argumentsText: stringAt(item, 'arguments') ?? '' }];
  }

  /** An item before is the nearest one that the client knows. */
  #withVisiblePrevious(event: JsonObject): JsonObject {
    const previous = stringAt(event, 'previous_item_id');
    if (previous === null || !this.isHidden(previous)) return event;
    let visible: string | null = previous;
    // The chain is as long as hidden items follow one another; the count keeps a broken one from going round for ever.
    for (let left = this.#items.size; visible !== null && this.isHidden(visible) && left > 0; left -= 1) {
      visible = this.#items.get(visible) ?? null;
    }
    return { ...event, previous_item_id: visible };
  }

  #withOwnIndex(event: JsonObject): JsonObject {
    const { output_index: index, response_id: responseId } = event;
    if (typeof index !== 'number' || typeof responseId !== 'string') return event;
    const before = (this.#indices.get(responseId) ?? []).filter((hidden) => hidden < index).length;
    return before === 0 ? event : { ...event, output_index: index - before };
  }

  #withVisibleOutput(event: JsonObject): JsonObject {
    const response = objectAt(event, 'response');
    if (response === null || !Array.isArray(response.output)) return event;
    const isCall = (item: unknown) =>
      isObject(item) && item.type === 'function_call' && this.#toolNames.has(stringAt(item, 'name') ?? '');
    const output = response.output.filter(
      (item) => !isCall(item) && !this.isHidden(stringAt(item, 'id') ?? ''),
    );
    return { ...event, response: { ...response, output } };
  }

  #withoutHiddenFields(event: JsonObject): JsonObject {
    let session = objectAt(event, 'session');
    if (session === null) return event;
    for (const path of this.#hiddenFields) session = without(session, path);
    if (Array.isArray(session.tools)) {
      const tools = session.tools.filter((tool) => !this.#toolNames.has(stringAt(tool, 'name') ?? ''));
      session = { ...session, tools };
    }
    return { ...event, session };
  }

  /** A message that quotes what is hidden is replaced as a whole. */
  #withoutQuotes(event: JsonObject): JsonObject {
    const error = objectAt(event, 'error');
    const message = stringAt(error, 'message') ?? '';
    if (error === null || !this.#secretWords.some((word) => message.includes(word))) return event;
    const words =
      'The server refused this. What it said concerns settings of this relay; its log has the code.';
    return { ...event, error: { ...error, message: words, param: null } };
  }
}

/** What must not be quoted: names of hidden tools, and the beginnings of hidden texts. */
function secretWords({ tools, hidden, locked, filled }: Policy): string[] {
  const texts = hidden.flatMap((path) => [locked[path], filled[path]]);
  const beginnings = texts.flatMap((text) => (typeof text === 'string' ? text.slice(0, QUOTE_CHARS) : []));
  return [...tools.map(({ name }) => name), ...beginnings].filter((word) => word.length > 3);
}
