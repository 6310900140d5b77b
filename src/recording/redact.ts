/**
 * Takes the sound, the words or both out of a session file before it is given away. What passes is chosen by a list of what is harmless
 * (types, ids, numbers, named choices), so that a field nobody thought of does not. Times and sizes stay: beside each string that was
 * taken stands `sidetone_removed`, from which `restore-lengths.ts` makes sound of the same length.
 */

import { base64ByteLength } from '../dsp/base64.ts';
import type { FileHeader, FileLine } from './session-file.ts';

export interface Redaction {
  audio: boolean;
  text: boolean;
}

/** Under this name an object tells what was taken out of it, field by field. No event of the API has it. */
export const REMOVED_FIELD = 'sidetone_removed';

/** Of a field: bytes of sound, or characters of text. */
export type Removed = Record<string, { bytes: number } | { chars: number }>;

/** Objects and lists that are looked into. What is in any other is not given away, names of fields included: tools' parameters, metadata. */
const CONTAINERS = new Set(
  `audio cached_tokens_details content error facts format formats input input_token_details input_tokens_details item items itemIds
  modalities noise_reduction output output_modalities output_token_details output_tokens_details part rate_limits reasoning response
  session status_details tool_choice tools transcription truncation turn_detection usage voice`.split(/\s+/),
);

/** Strings that are names of choices or of things, as long as they look like one. */
const KEPT_STRINGS = new Set(
  `call_id cause code conversation_id effort eagerness event_id id itemId itemIds item_id kind language level max_output_tokens modalities
  model object output_modalities param previous_item_id reason response_id role seamId status tool_choice truncation type
  voice`.split(/\s+/),
);
const NAME = /^[\w.:/+-]{1,128}$/;
const FIELD_NAME = /^[A-Za-z]\w{0,63}$/;
/** Names that somebody chose are kept where they are a tool's, and those of sessions and limits where only they can stand. */
const NAMED_BY_PLACE: Record<string, (holder: Fields) => boolean> = {
  name: ({ type, call_id, limit }) =>
    type === 'function' || type === 'function_call' || call_id !== undefined || limit !== undefined,
  from: ({ crossing, gapMs }) => crossing !== undefined || gapMs !== undefined,
  to: ({ crossing, gapMs }) => crossing !== undefined || gapMs !== undefined,
};

const AUDIO_DELTA = /(^|[._])audio\.delta$/;
/** Sound or a picture under a name that is not known here: too long for a word, and nothing but base64, with or without a data URL's head. */
const LOOKS_BINARY = /^(data:[\w/;=.+-]*,)?[A-Za-z0-9+/_-]{200,}={0,2}$/;

type Fields = Record<string, unknown>;

/** The header of a file without what `redaction` says, and with a word that it is missing. A title is words too. */
export function redactHeader(header: FileHeader, redaction: Redaction): FileHeader {
  const redacted = (['audio', 'text'] as const).filter(
    (what) => redaction[what] || header.redacted?.includes(what),
  );
  const { title, session, ...rest } = header;
  const kept: FileHeader = { ...rest, redacted };
  if (title !== undefined && !redaction.text) kept.title = title;
  if (session !== undefined) kept.session = new Redactor(redaction, false).fields(session as Fields);
  return kept;
}

/** A line without what `redaction` says. What is no JSON cannot be looked into, and is emptied: it may be half a delta. */
export function redactLine(line: FileLine, redaction: Redaction): FileLine {
  if (!line.event) return { ...line, text: '' };
  const event = JSON.parse(line.text) as Fields;
  const { type } = event;
  const redactor = new Redactor(redaction, typeof type === 'string' && AUDIO_DELTA.test(type));
  return { ...line, text: JSON.stringify(redactor.fields(event)) };
}

/** Of one event. */
class Redactor {
  readonly #redaction: Redaction;
  readonly #deltaIsAudio: boolean;

  constructor(redaction: Redaction, deltaIsAudio: boolean) {
    this.#redaction = redaction;
    this.#deltaIsAudio = deltaIsAudio;
  }

  fields(holder: Fields): Fields {
    const kept: [string, unknown][] = [];
    const removed: Removed = readRemoved(holder[REMOVED_FIELD]);
    for (const [name, value] of Object.entries(holder)) {
      if (name === REMOVED_FIELD || (this.#redaction.text && !FIELD_NAME.test(name))) continue;
      const left = typeof value === 'string' ? this.#string(name, value, holder) : this.#value(name, value);
      if (typeof value === 'string' && left === '' && value !== '') {
        const bytes = Math.max(0, base64ByteLength(value));
        removed[name] = this.#isAudio(name, value) ? { bytes } : { chars: value.length };
      }
      kept.push([name, left]);
    }
    if (Object.keys(removed).length > 0) kept.push([REMOVED_FIELD, removed]);
    // Defines, so that a field named as part of every object is nothing but a field.
    return Object.fromEntries(kept);
  }

  #value(name: string, value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const isOpen = !this.#redaction.text || CONTAINERS.has(name);
    if (!Array.isArray(value)) return isOpen ? this.fields(value as Fields) : {};
    if (!isOpen) return [];
    return value.map((each) =>
      typeof each === 'string' ? this.#string(name, each, {}) : this.#value(name, each),
    );
  }

  #string(name: string, value: string, holder: Fields): string {
    if (this.#isAudio(name, value)) return this.#redaction.audio ? '' : value;
    if (!this.#redaction.text) return value;
    const isNamed = KEPT_STRINGS.has(name) || (NAMED_BY_PLACE[name]?.(holder) ?? false);
    return isNamed && NAME.test(value) ? value : '';
  }

  #isAudio(name: string, value: string): boolean {
    if (name === 'audio' || (name === 'delta' && this.#deltaIsAudio)) return true;
    return this.#redaction.audio && LOOKS_BINARY.test(value);
  }
}

/** What was taken out before. It may come from anybody: only sizes are believed. */
export function readRemoved(value: unknown): Removed {
  if (typeof value !== 'object' || value === null) return {};
  const sizes = Object.entries(value as Fields).flatMap(([name, size]): [string, Removed[string]][] => {
    if (typeof size !== 'object' || size === null || !FIELD_NAME.test(name)) return [];
    const { bytes, chars } = size as Fields;
    if (isCount(bytes)) return [[name, { bytes }]];
    return isCount(chars) ? [[name, { chars }]] : [];
  });
  return Object.fromEntries(sizes);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
