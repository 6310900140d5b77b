/** The relay's list of live sessions as it changes, from its event stream. The browser reconnects by itself; a refusal is told in words. */

import { Scope } from '../lib/scope.ts';
import type { LiveSession, SessionList } from '../lib/watch-messages.ts';
import type { LiveSessions } from '../store/actions.ts';

const LIST = '/api/sessions';
/** Sessions shown that have ended. */
const MOST_ENDED = 20;

/** The returned function stops. */
export function followLiveSessions(listener: (sessions: LiveSessions) => void): () => void {
  const scope = new Scope();
  const source = new EventSource(`${LIST}/events`);
  scope.add(() => source.close());
  let live: LiveSession[] = [];
  let ended: LiveSession[] = [];
  const tell = () => {
    if (!scope.disposed) listener({ status: 'open', live, ended });
  };
  const tellRefusal = async () => {
    const words = await whyRefused();
    if (!scope.disposed) listener({ status: 'failed', words });
  };
  scope.listen<MessageEvent<string>>(source, 'list', ({ data }) => {
    const list = JSON.parse(data) as SessionList;
    live = list.live;
    ended = list.ended.slice(0, MOST_ENDED);
    tell();
  });
  scope.listen<MessageEvent<string>>(source, 'session', ({ data }) => {
    const session = JSON.parse(data) as LiveSession;
    const others = live.filter(({ id }) => id !== session.id);
    if (session.state === 'ended') {
      ended = [session, ...ended.filter(({ id }) => id !== session.id)].slice(0, MOST_ENDED);
      live = others;
    } else {
      live = [...others, session].toSorted((a, b) => a.startedAtEpochMs - b.startedAtEpochMs);
    }
    tell();
  });
  scope.listen(source, 'error', () => {
    // Otherwise it tries again by itself.
    if (source.readyState !== EventSource.CLOSED) return;
    void tellRefusal();
  });
  return () => scope.dispose();
}

/** An event stream does not say why it was refused. */
async function whyRefused(): Promise<string> {
  try {
    const response = await fetch(LIST, { headers: { accept: 'application/json' } });
    if (response.ok) return 'The relay does not keep the list of sessions open. Try again.';
    const body = (await response.json()) as { error?: { message?: unknown } };
    const message = body.error?.message;
    return typeof message === 'string' ? message : `The relay answered ${response.status}.`;
  } catch {
    return 'The relay does not answer. See that it is running (npm start), then try again.';
  }
}
