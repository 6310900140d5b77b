/**
 * What is changed in the form of a telephone call: shown at once as sent, told to the relay, and what became of it. That it is in force is
 * the wire's to say; what the relay did not take stays in the form, as refused, for whoever wrote it.
 */

import type { SessionSettings, SettingsField, SettingsState } from '../session/types.ts';
import { callPatch } from '../store/call-patch.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import { commandCall } from './calls-actions.ts';
import { notifier } from './notify.ts';

/** Resolves when the relay has answered; never rejects. */
export async function changeCallSettings(
  store: ConsoleStore,
  callId: string,
  patch: Partial<SessionSettings>,
): Promise<void> {
  const fields = Object.keys(patch) as SettingsField[];
  store.setState(({ settings }) => ({ settings: sent(settings, patch, fields) }));
  const problem = await commandCall(callId, { kind: 'settings', patch: callPatch(patch) });
  if (problem === null) return;
  const { shown } = store.getState();
  if (shown.kind === 'call' && shown.call?.id === callId) {
    store.setState(({ settings }) => ({ settings: notTaken(settings, fields, problem) }));
  } else {
    // By now another session is on the screen.
    notifier(store)({ key: 'device-call-settings', level: 'warning', text: problem, nextStep: null });
  }
}

function sent(
  settings: SettingsState,
  patch: Partial<SessionSettings>,
  fields: SettingsField[],
): SettingsState {
  const refused = { ...settings.refused };
  for (const field of fields) delete refused[field];
  const asked = { ...settings.asked, ...patch };
  return { ...settings, asked, pending: [...new Set([...settings.pending, ...fields])], refused };
}

function notTaken(settings: SettingsState, fields: SettingsField[], words: string): SettingsState {
  const refused = { ...settings.refused };
  for (const field of fields) refused[field] = words;
  return { ...settings, pending: settings.pending.filter((field) => !fields.includes(field)), refused };
}
