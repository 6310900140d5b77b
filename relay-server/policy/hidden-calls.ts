/**
 * Keeps from the client what it must not see of a session: calls of the server's tools with all that belongs to them, and hidden fields.
 * Sees every event of the server and gives the client's version of it, or none. Says which calls have to be run. Owns which items are
 * hidden and what stood before them, so that the client's order of items has no holes.
 */

import { type JsonObject, isObject, objectAt, stringAt } from './json.ts';
import type { Policy } from './policy-config.ts';
import { SecretTexts, stringsIn } from './secret-texts.ts';
import { withoutField } from './session-fields.ts';

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

export class HiddenCalls {
  readonly #toolNames: ReadonlySet<string>;
  readonly #hiddenFields: readonly string[];
  readonly #secrets: SecretTexts;
  /** Hidden item → the item before it. */
  readonly #items = new Map<string, string | null>();
  readonly #calls = new Set<string>();
  /** Response → indices of its hidden output items. */
  readonly #indices = new Map<string, number[]>();

  /** `secrets` are the policy's, made once for all sessions. */
  constructor(policy: Policy, secrets = new SecretTexts(policy)) {
    this.#toolNames = new Set(policy.tools.map(({ name }) => name));
    this.#hiddenFields = policy.hidden;
    this.#secrets = secrets;
  }

  isHidden(itemId: string): boolean {
    return this.#items.has(itemId);
  }

  /** Outputs of a response that is running are numbered anew. */
  get isRenumbering(): boolean {
    return this.#indices.size > 0;
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
      // Pieces of a call whose item was not announced.
      if (
        this.#toolNames.has(stringAt(event, 'name') ?? '') ||
        this.#calls.has(stringAt(event, 'call_id') ?? '')
      )
        return null;
    }
    let seen = this.#withVisiblePrevious(this.#withOwnIndex(event));
    seen = this.#withoutHiddenFields(seen, 'session');
    seen = this.#withVisibleOutput(this.#withoutHiddenFields(seen, 'response'));
    seen = this.#withoutQuotes(seen);
    if (type === 'response.done') this.#indices.delete(stringAt(objectAt(event, 'response'), 'id') ?? '');
    return seen;
  }

  /** True when the item is hidden, or turns out to be. */
  #recognise(event: JsonObject, item: JsonObject): boolean {
    const id = stringAt(item, 'id');
    const callId = stringAt(item, 'call_id');
    const isCall = item.type === 'function_call' && this.#toolNames.has(stringAt(item, 'name') ?? '');
    const isOutput = item.type === 'function_call_output' && callId !== null && this.#calls.has(callId);
    if (!isCall && !isOutput && (id === null || !this.isHidden(id))) return false;
    if (isCall && callId !== null) this.#calls.add(callId);
    if (id === null) return true;
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

  /** A response tells of the session's fields by the same names. */
  #withoutHiddenFields(event: JsonObject, key: 'session' | 'response'): JsonObject {
    let body = objectAt(event, key);
    if (body === null) return event;
    for (const path of this.#hiddenFields) body = withoutField(body, path);
    if (Array.isArray(body.tools)) {
      const tools = body.tools.filter((tool) => !this.#toolNames.has(stringAt(tool, 'name') ?? ''));
      body = { ...body, tools };
    }
    return { ...event, [key]: body };
  }

  /** Whatever failed: the client's event, a response, or the transcription of an item. */
  #withoutQuotes(event: JsonObject): JsonObject {
    const error = this.#unquoted(objectAt(event, 'error'));
    const response = objectAt(event, 'response');
    const details = objectAt(response, 'status_details');
    const failure = this.#unquoted(objectAt(details, 'error'));
    const told = error === null ? event : { ...event, error };
    if (failure === null) return told;
    return { ...told, response: { ...response, status_details: { ...details, error: failure } } };
  }

  /** An error that quotes what is hidden is told by its type and code alone; null when it may stay as it is. */
  #unquoted(error: JsonObject | null): JsonObject | null {
    if (error === null || !stringsIn(error).some((text) => this.#secrets.isQuotedIn(text))) return null;
    const { type, code, event_id } = error;
    const message =
      'The server refused this. What it said concerns settings of this relay; its log has the code.';
    return { type, code, message, param: null, event_id };
  }
}
