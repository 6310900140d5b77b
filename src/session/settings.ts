/**
 * What was asked of the session and what the server made of it. Owns asked, accepted, pending and refused; sends nothing.
 * Only what changed is sent, because one field that the server refuses takes the whole update with it.
 */

import type { SessionSettings, SettingsField, SettingsState } from './types.ts';

interface Update {
  commandId: string;
  fields: SettingsField[];
}

const VOICE_LOCKED =
  'The voice cannot change once the assistant has spoken. Disconnect and connect again to use the new voice.';

export class SettingsLedger {
  #asked: SessionSettings;
  #accepted: Partial<SessionSettings> | null = null;
  #refused: SettingsState['refused'] = {};
  #voiceLocked = false;
  /** Sent and not yet answered, oldest first: the server answers in order and names only what it refuses. */
  readonly #updates: Update[] = [];

  constructor(asked: SessionSettings) {
    this.#asked = asked;
  }

  get state(): SettingsState {
    return {
      asked: this.#asked,
      accepted: this.#accepted,
      pending: [...new Set(this.#updates.flatMap((update) => update.fields))],
      refused: this.#refused,
      voiceLocked: this.#voiceLocked,
    };
  }

  /** Everything but the model, which is chosen by connecting: the first update of a session. */
  all(): Partial<SessionSettings> {
    const { model: _model, ...rest } = this.#asked;
    return rest;
  }

  /**
   * Notes what is asked for and returns what has to be sent: fields that differ from what was asked before, that were
   * refused, or that the server holds otherwise. A locked voice is refused here. Null when there is nothing to send.
   */
  ask(patch: Partial<SessionSettings>): Partial<SessionSettings> | null {
    const changed: Partial<SessionSettings> = {};
    const refused = { ...this.#refused };
    for (const field of fieldsOf(patch)) {
      if (field === 'model' || !this.#differs(field, patch)) continue;
      delete refused[field];
      if (field === 'voice' && this.#voiceLocked) {
        if (!same(patch.voice, this.#accepted?.voice ?? this.#asked.voice)) refused.voice = VOICE_LOCKED;
        continue;
      }
      copyField(changed, patch, field);
    }
    this.#refused = refused;
    this.#asked = { ...this.#asked, ...withoutUndefined(patch) };
    return fieldsOf(changed).length > 0 ? changed : null;
  }

  /** An update is on its way. */
  sent(commandId: string, patch: Partial<SessionSettings>): void {
    this.#updates.push({ commandId, fields: fieldsOf(patch) });
  }

  /** What the server holds before it has read any update. */
  began(accepted: Partial<SessionSettings>): void {
    this.#accepted = accepted;
  }

  /** The server's answer to the oldest update: the session whole. */
  accepted(accepted: Partial<SessionSettings>): void {
    this.#accepted = accepted;
    this.#updates.shift();
  }

  /**
   * The server refused an update, which then changed nothing. Returns null when the command was no update of ours. `retry`
   * is the rest of it, when the server objects to one field and the others have to be asked again; null = nothing left.
   */
  refused(
    commandId: string | null,
    words: string,
    field: SettingsField | null,
  ): { fields: SettingsField[]; retry: Partial<SessionSettings> | null } | null {
    const index = this.#updates.findIndex((update) => update.commandId === commandId);
    const update = index < 0 ? undefined : this.#updates.splice(index, 1)[0];
    if (!update) return null;
    const culprit = field !== null && update.fields.includes(field) ? field : null;
    const fields = culprit === null ? update.fields : [culprit];
    const refused = { ...this.#refused };
    for (const refusedField of fields) refused[refusedField] = words;
    this.#refused = refused;
    const rest = update.fields.filter((other) => !fields.includes(other));
    const retry: Partial<SessionSettings> = {};
    for (const other of rest) copyField(retry, this.#asked, other);
    return { fields, retry: rest.length > 0 ? retry : null };
  }

  /** The assistant has spoken. True when that is news. */
  lockVoice(): boolean {
    if (this.#voiceLocked) return false;
    this.#voiceLocked = true;
    return true;
  }

  /** The session is over, and its refusals with it. The next one has said nothing, so the voice is free again. */
  lineLost(): void {
    this.#accepted = null;
    this.#refused = {};
    this.#voiceLocked = false;
    this.#updates.length = 0;
  }

  /** What counts for a field now: an update on its way is believed until the server says otherwise. */
  inForce<F extends SettingsField>(field: F): SessionSettings[F] {
    if (this.#updates.some((update) => update.fields.includes(field))) return this.#asked[field];
    const accepted: SessionSettings[F] | undefined = this.#accepted?.[field];
    return accepted === undefined ? this.#asked[field] : accepted;
  }

  #differs(field: SettingsField, patch: Partial<SessionSettings>): boolean {
    if (patch[field] === undefined) return false;
    if (!same(patch[field], this.#asked[field]) || this.#refused[field] !== undefined) return true;
    if (this.#updates.some((update) => update.fields.includes(field))) return false;
    const accepted = this.#accepted?.[field];
    return accepted !== undefined && !same(patch[field], accepted);
  }
}

function fieldsOf(patch: Partial<SessionSettings>): SettingsField[] {
  return (Object.keys(patch) as SettingsField[]).filter((field) => patch[field] !== undefined);
}

function withoutUndefined(patch: Partial<SessionSettings>): Partial<SessionSettings> {
  const given: Partial<SessionSettings> = {};
  for (const field of fieldsOf(patch)) copyField(given, patch, field);
  return given;
}

function copyField<F extends SettingsField>(
  to: Partial<SessionSettings>,
  from: Partial<SessionSettings>,
  field: F,
): void {
  to[field] = from[field];
}

/** Equal as JSON values, whatever the order of keys. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  return keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]));
}
