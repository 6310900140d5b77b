/**
 * What becomes of a client's event under a policy: it passes (perhaps without what only the server sets), or it is refused with words.
 * Pure. Every event that passes is written anew from what was parsed: JSON with a key twice means one thing here and perhaps another at
 * the upstream, and nobody may slip through between the two.
 */

import { type JsonObject, isObject, objectAt, stringAt, valueAt, without } from './json.ts';
import type { Policy } from './policy-config.ts';

export interface Objection {
  /** OpenAI's `error.code`. */
  code: string;
  message: string;
  param: string | null;
}

export type Ruling = { ok: true; event: JsonObject } | { ok: false; objection: Objection };

/** Fields of a response that stand for fields of the session. A saved prompt brings instructions and tools along. */
const RESPONSE_FIELDS: readonly (readonly [response: string, session: string])[] = [
  ['instructions', 'instructions'],
  ['prompt', 'instructions'],
  ['prompt', 'tools'],
  ['tools', 'tools'],
  ['tool_choice', 'tool_choice'],
  ['output_modalities', 'output_modalities'],
  ['max_output_tokens', 'max_output_tokens'],
  ['parallel_tool_calls', 'parallel_tool_calls'],
  ['reasoning', 'reasoning'],
  ['audio.output.voice', 'audio.output.voice'],
  ['audio.output.format', 'audio.output.format'],
];

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
    const itemId = stringAt(event, 'item_id');
    // The same words as for an id that is nobody's.
    if (itemId !== null && isHidden(itemId)) {
      return refuse('invalid_value', `Item with item_id ${quoted(itemId)} does not exist.`, 'item_id');
    }
    if (type === 'session.update') return this.#session(event);
    if (type === 'response.create') return this.#response(event);
    if (type === 'conversation.item.create') return this.#item(event);
    return { ok: true, event };
  }

  #session(event: JsonObject): Ruling {
    const session = objectAt(event, 'session');
    if (session === null) return { ok: true, event };
    let allowed = session;
    for (const path of Object.keys(this.#policy.locked)) allowed = without(allowed, path);
    if (this.#isLocked('instructions') || this.#isLocked('tools')) allowed = without(allowed, 'prompt');
    const objection = this.#objection(allowed, 'session');
    if (objection !== null) return { ok: false, objection };
    return { ok: true, event: { ...event, session: this.#withServerTools(allowed) } };
  }

  #response(event: JsonObject): Ruling {
    const response = objectAt(event, 'response');
    if (response === null) return { ok: true, event };
    let allowed = response;
    for (const [inResponse, inSession] of RESPONSE_FIELDS) {
      if (this.#isLocked(inSession)) allowed = without(allowed, inResponse);
    }
    const objection = this.#objection(allowed, 'response') ?? this.#inputObjection(allowed);
    if (objection !== null) return { ok: false, objection };
    return { ok: true, event: { ...event, response: this.#withServerTools(allowed) } };
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

  /** Words of the system are instructions by another door. */
  #itemObjection(item: unknown, param: string): Objection | null {
    if (!this.#isLocked('instructions') || !isObject(item)) return null;
    if (item.role !== 'system' && item.role !== 'developer') return null;
    return {
      code: 'not_allowed',
      message: 'Messages of the system are not allowed here: the server sets the instructions.',
      param: `${param}.role`,
    };
  }

  #objection(body: JsonObject, param: string): Objection | null {
    const { voices } = this.#policy;
    const voice = valueAt(body, 'audio.output.voice');
    if (voices !== null && voice !== undefined) {
      if (typeof voice !== 'string' || !voices.includes(voice)) {
        return {
          code: 'invalid_value',
          message: `Invalid value: ${quoted(JSON.stringify(voice))}. Voices that are allowed here: ${voices.join(', ')}.`,
          param: `${param}.audio.output.voice`,
        };
      }
    }
    const tools = Array.isArray(body.tools) ? body.tools : [];
    const clash = tools
      .map((tool) => stringAt(tool, 'name'))
      .find((name) => name !== null && this.#toolNames.has(name));
    const chosen = stringAt(body.tool_choice, 'name');
    const taken = clash ?? (chosen !== null && this.#toolNames.has(chosen) ? chosen : null);
    if (taken === null) return null;
    return {
      code: 'not_allowed',
      message: `The name ${quoted(taken)} is not allowed for a tool here. Choose another.`,
      param: `${param}.tools`,
    };
  }

  /** A list of tools replaces the former one, so the server's own are put back. */
  #withServerTools(body: JsonObject): JsonObject {
    if (this.#policy.tools.length === 0 || !Array.isArray(body.tools)) return body;
    return { ...body, tools: [...body.tools, ...this.#policy.tools.map(toolOnWire)] };
  }

  #isLocked(path: string): boolean {
    return Object.hasOwn(this.#policy.locked, path);
  }
}

export function toolOnWire({ name, description, parameters }: Policy['tools'][number]): JsonObject {
  return { type: 'function', name, description, parameters };
}

function refuse(code: string, message: string, param: string): Ruling {
  return { ok: false, objection: { code, message, param } };
}

/** A client's word, no longer than it helps. */
function quoted(word: string): string {
  return `“${word.length > 60 ? `${word.slice(0, 60)}…` : word}”`;
}
