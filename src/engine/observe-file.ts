/** A session file through the core: how it is observed by what its header says, and how its lines are told. */

import { fromSession } from '../protocol/realtime/session-body.ts';
import type { FileHeader, FileLine } from '../recording/session-file.ts';
import { restoreLengths } from '../recording/restore-lengths.ts';
import { ObservedSession, type ObservedSessionOptions } from '../session/observed/observed-session.ts';
import { UNKNOWN_SETTINGS } from '../session/observed/unknown-settings.ts';
import type { SessionSettings } from '../session/types.ts';

export function observeFile(
  header: FileHeader,
  handlers: Pick<ObservedSessionOptions, 'onPlayback' | 'onMicrophone'>,
): ObservedSession {
  return new ObservedSession({
    settings: settingsOf(header),
    playback: header.recordedBy === 'watcher' ? 'assumed' : 'reported',
    ...handlers,
  });
}

export function tellLine(session: ObservedSession, line: FileLine): void {
  const { t, dir, text, event, at } = restoreLengths(line);
  if (dir === 'server') session.server(text, t);
  else if (dir === 'client') session.client(text, t, at ?? null);
  else if (event) session.note(text, JSON.parse(text) as Record<string, unknown>, t);
}

/** What the header says was asked for; null when it does not say. */
function settingsOf({ session, model }: FileHeader): SessionSettings | null {
  return session === undefined ? null : { ...UNKNOWN_SETTINGS, ...fromSession(session), model };
}
