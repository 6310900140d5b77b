/** What follows from whose session is on the screen. Pure. */

import { type ConsoleUpstream, upstreamOf } from '../lib/console-config.ts';
import type { ShownSession } from '../engine/engine.messages.ts';
import type { ConsoleState } from './console-store.ts';

/** A telephone call that goes on, and can be steered. */
export function steeredCallId({ shown }: Pick<ConsoleState, 'shown'>): string | null {
  return shown.kind === 'call' && shown.state === 'watching' && shown.call?.state === 'talking'
    ? shown.call.id
    : null;
}

/**
 * Whose settings are on the screen: the person's own, those of a telephone call, those that new calls begin with, or of a session that
 * can only be looked at.
 */
export type SettingsForm = 'own' | 'call' | 'new-calls' | 'read-only';

export function settingsForm(state: Pick<ConsoleState, 'shown' | 'isForNewCalls'>): SettingsForm {
  if (state.isForNewCalls) return 'new-calls';
  if (state.shown.kind === 'live') return 'own';
  return steeredCallId(state) === null ? 'read-only' : 'call';
}

/** The assistant on the screen speaks at one's wish, or not: a session that is only looked at goes its own way. */
export function canStop(state: Pick<ConsoleState, 'shown'>): boolean {
  return state.shown.kind === 'live' || steeredCallId(state) !== null;
}

/** The settings on the screen are a telephone call's, or what calls begin with. */
export function isOfCalls(state: Pick<ConsoleState, 'shown' | 'isForNewCalls'>): boolean {
  return state.isForNewCalls || state.shown.kind === 'call';
}

/** The upstream whose models and voices can be chosen; null while the configuration is not read. */
export function offeredUpstream({ config, upstreamId, shown }: ConsoleState): ConsoleUpstream | null {
  const name = shown.kind === 'call' ? upstreamNameOf(shown) : null;
  return config?.upstreams.find((upstream) => upstream.name === name) ?? upstreamOf(config, upstreamId);
}

/** Who speaks with the assistant, as the panels name them. */
export function personOf({ shown }: Pick<ConsoleState, 'shown'>): 'You' | 'Caller' {
  const isCall = shown.kind === 'call' || (shown.kind === 'recorded' && shown.isCall);
  // Who calls from here is both.
  return isCall && !(shown.kind === 'call' && shown.voice === 'handset') ? 'Caller' : 'You';
}

/** What an empty panel asks for; nothing while somebody else's session is on the screen. */
export function invitationTo({ shown }: Pick<ConsoleState, 'shown'>): string {
  return shown.kind === 'live' ? ' Press Connect.' : '';
}

/** Name of the upstream, for people; null where that is not told. */
export function upstreamNameOf(shown: Exclude<ShownSession, { kind: 'live' }>): string | null {
  switch (shown.kind) {
    case 'recorded':
      return shown.upstream;
    case 'watched':
      return shown.session.upstream;
    case 'call':
      return shown.call?.upstream ?? null;
  }
}
