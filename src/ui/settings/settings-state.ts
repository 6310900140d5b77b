/** Compares what was asked with what the server runs with, field by field. Pure. */

import type { SessionSettings, SettingsField, SettingsState } from '../../session/types.ts';
import { type FieldState, unknownState } from '../kit/field-state.ts';

/**
 * The state of one field, or of one part of it. `show` gives the value in words; null = this value has no such part (another kind of turn
 * detection), so there is nothing to compare. `part` leaves refusals to the field as a whole.
 */
export function fieldState<F extends SettingsField>(
  settings: SettingsState,
  connected: boolean,
  field: F,
  show: (value: SessionSettings[F]) => string | null,
  part = false,
): FieldState {
  if (!connected) return unknownState;
  const words = settings.refused[field];
  if (words !== undefined && !part) return { status: 'refused', words: asSentence(words) };
  const inForce = settings.accepted?.[field];
  const asked = show(settings.asked[field]);
  const accepted = inForce === undefined ? null : show(inForce);
  if (settings.pending.includes(field) && asked !== accepted) return { status: 'pending' };
  if (asked === null || accepted === null) return unknownState;
  return asked === accepted ? { status: 'accepted' } : { status: 'differs', asked, accepted };
}

/** The state of a field that the relay sets: with its value, where the server has told one that is not what the field shows. */
export function setByServerState<F extends SettingsField>(
  settings: SettingsState,
  connected: boolean,
  field: F,
  show: (value: SessionSettings[F]) => string | null,
): FieldState {
  const inForce = connected ? settings.accepted?.[field] : undefined;
  const value = inForce === undefined ? null : show(inForce);
  return { status: 'set-by-server', value: value === show(settings.asked[field]) ? null : value };
}

/** True when a session that runs with `running` is what asking for `asked` gives: servers answer an alias with its dated name. */
export function sameModel(asked: string, running: string): boolean {
  return (
    running === asked ||
    (running.startsWith(`${asked}-`) && /^-\d{4}-\d{2}-\d{2}$/.test(running.slice(asked.length)))
  );
}

function asSentence(words: string): string {
  return /[.?]$/.test(words) ? words : `${words}.`;
}
