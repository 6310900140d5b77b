/**
 * What becomes of a client's event under a policy: it passes (perhaps without what only the server sets), or it is refused with words.
 * Pure. Every event that passes is written anew from what was parsed: JSON with a key twice means one thing here and perhaps another at
 * the upstream, and nobody may slip through between the two.
 */

import { type JsonObject, isObject, objectAt, stringAt, without } from './json.ts';
import type { Policy } from './policy-config.ts';
import { oddName, valuesOf, withoutField } from './session-fields.ts';

export interface Objection {
  /** OpenAI's `error.code`. */
  code: string;
  message: string;
  param: string | null;
}

export type Ruling = { ok: true; event: JsonObject } | { ok: false; objection: Objection };

export class ClientRules {
  readonly #policy: Policy;
  readonly #toolNames: ReadonlySet<string>;

  constructor(policy: Policy) {
    this.#policy = policy;
    this.#toolNames = new Set(policy.tools.map(({ name }) => name));
  }

  /** `isHidden`: an item that the client does not know of. */
  judge(event: JsonObject, isHidden: (itemId: string) => boolean): Ruling {
    const { clientEvents } = this.#policy;
    const type = stringAt(event, 'type') ?? '';
    if (clientEvents !== null && !clientEvents.includes(type)) {
      return refuse('not_allowed', `Events of the type ${quoted(type)} are not allowed here.`, 'type');
    }
    const odd = oddNameOf(event);
    if (odd !== null)
      return refuse('unknown_parameter', `Unknown parameter: ${quoted(odd)}.`, odd.slice(0, 200));
    const itemId = stringAt(event, 'item_id');
    // The same words as for an id that is nobody's.
    if (itemId !== null && isHidden(itemId)) {
      return refuse('invalid_value', `Item with item_id ${quoted(itemId)} does not exist.`, 'item_id');
    }
    // Not of GA, but some servers still take it.
    if (type === 'session.update' || type === 'transcription_session.update') return this.#session(event);
    if (type === 'response.create') return this.#response(event);
    if (type === 'conversation.item.create') return this.#item(event);
    return { ok: true, event };
  }

  #session(event: JsonObject): Ruling {
    const session = objectAt(event, 'session');
    if (session === null) return { ok: true, event };
    return this.#body(event, 'session', this.#withoutLocked(session));
  }

  #response(event: JsonObject): Ruling {
    const response = objectAt(event, 'response');
    if (response === null) return { ok: true, event };
    const allowed = this.#withoutLocked(response);
    const objection = this.#inputObjection(allowed);
    return objection === null ? this.#body(event, 'response', allowed) : { ok: false, objection };
  }

  #body(event: JsonObject, key: 'session' | 'response', body: JsonObject): Ruling {
    const objection = this.#objection(body, key);
    if (objection !== null) return { ok: false, objection };
    return { ok: true, event: { ...event, [key]: this.#withServerTools(body) } };
  }

  /** A response can set for itself what the session sets, by the same names. A saved prompt brings instructions and tools along. */
  #withoutLocked(body: JsonObject): JsonObject {
    let allowed = body;
    for (const path of Object.keys(this.#policy.locked)) allowed = withoutField(allowed, path);
    return this.#isLocked('instructions') || this.#isLocked('tools') ? without(allowed, 'prompt') : allowed;
  }

  #item(event: JsonObject): Ruling {
    const objection = this.#itemObjection(event.item, 'item');
    return objection === null ? { ok: true, event } : { ok: false, objection };
  }

  #inputObjection(response: JsonObject): Objection | null {
    const input = Array.isArray(response.input) ? response.input : [];
    for (const [index, item] of input.entries()) {
      const objection = this.#itemObjection(item, `response.input[${index}]`);
      if (objection !== null) return objection;
    }
    return null;
  }

  /** Words of the system are instructions by another door; a call of the server's tool is not the client's to invent. */
  #itemObjection(item: unknown, param: string): Objection | null {
    if (!isObject(item)) return null;
    if (item.type === 'function_call' && this.#toolNames.has(stringAt(item, 'name') ?? ''))
      return nameTaken(stringAt(item, 'name') ?? '', `${param}.name`);
    if (!this.#isLocked('instructions')) return null;
    if (item.role !== 'system' && item.role !== 'developer') return null;
    return {
      code: 'not_allowed',
      message: 'Messages of the system are not allowed here: the server sets the instructions.',
      param: `${param}.role`,
    };
  }

  #objection(body: JsonObject, param: string): Objection | null {
    const { voices, models } = this.#policy;
    // OpenAI does not let a session change its model; others do.
    if (models !== null && body.model !== undefined && !isListed(body.model, models))
      return notListed(body.model, `Models that are allowed here: ${models.join(', ')}`, `${param}.model`);
    const voice = valuesOf(body, 'audio.output.voice').find(
      (each) => voices !== null && !isListed(each, voices),
    );
    if (voices !== null && voice !== undefined) {
      const words = `Voices that are allowed here: ${voices.join(', ')}`;
      return notListed(voice, words, `${param}.audio.output.voice`);
    }
    const tools = Array.isArray(body.tools) ? body.tools : [];
    const taken = [...tools, body.tool_choice].flatMap(namesOf).find((name) => this.#toolNames.has(name));
    return taken === undefined ? null : nameTaken(taken, `${param}.tools`);
  }

  /** A list of tools replaces the former one, so the server's own are put back. */
  #withServerTools(body: JsonObject): JsonObject {
    const tools = body.tools === null ? [] : body.tools;
    if (this.#policy.tools.length === 0 || !Array.isArray(tools)) return body;
    return { ...body, tools: [...tools, ...this.#policy.tools.map(toolOnWire)] };
  }

  #isLocked(path: string): boolean {
    return Object.hasOwn(this.#policy.locked, path);
  }
}

export function toolOnWire({ name, description, parameters }: Policy['tools'][number]): JsonObject {
  return { type: 'function', name, description, parameters };
}

/** In the events and items themselves too: a `Session` beside the `session` would be read by some. */
function oddNameOf(event: JsonObject): string | null {
  const own = oddName(event);
  if (own !== null) return own;
  for (const key of ['session', 'response', 'item']) {
    const body = objectAt(event, key);
    const odd = body === null ? null : oddName(body);
    if (odd !== null) return `${key}.${odd}`;
  }
  const input = objectAt(event, 'response')?.input;
  for (const [index, item] of (Array.isArray(input) ? input : []).entries()) {
    const odd = isObject(item) ? oddName(item) : null;
    if (odd !== null) return `response.input[${index}].${odd}`;
  }
  return null;
}

/** The second form is that of other APIs, which some servers take as well. */
function namesOf(tool: unknown): string[] {
  return [stringAt(tool, 'name'), stringAt(objectAt(tool, 'function'), 'name')].filter(
    (name) => name !== null,
  );
}

function isListed(value: unknown, list: readonly string[]): boolean {
  return typeof value === 'string' && list.includes(value);
}

function notListed(value: unknown, words: string, param: string): Objection {
  return {
    code: 'invalid_value',
    message: `Invalid value: ${quoted(JSON.stringify(value))}. ${words}.`,
    param,
  };
}

function nameTaken(name: string, param: string): Objection {
  const message = `The name ${quoted(name)} is not allowed for a tool here. Choose another.`;
  return { code: 'not_allowed', message, param };
}

function refuse(code: string, message: string, param: string): Ruling {
  return { ok: false, objection: { code, message, param } };
}

/** A client's word, no longer than it helps. */
function quoted(word: string): string {
  return `“${word.length > 60 ? `${word.slice(0, 60)}…` : word}”`;
}
