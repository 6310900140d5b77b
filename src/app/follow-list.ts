/** A list of the relay as it changes, from its event stream. The browser reconnects by itself; a refusal is told in words. */

import { Scope } from '../lib/scope.ts';
import type { Followed } from '../store/followed.ts';
import { wordsOf } from './relay-answer.ts';

/** Ended entries that are shown. */
const MOST_ENDED = 20;

export interface Listed {
  id: string;
  state: string;
  startedAtEpochMs: number;
}

/** `path` answers with the list, and `path/events` with its stream, whose entries come as `entryEvent`. The returned function stops. */
export function followList<Entry extends Listed>(
  { path, entryEvent }: { path: string; entryEvent: string },
  listener: (list: Followed<Entry>) => void,
): () => void {
  const scope = new Scope();
  const source = new EventSource(`${path}/events`);
  scope.add(() => source.close());
  let live: Entry[] = [];
  let ended: Entry[] = [];
  const tell = () => {
    if (!scope.disposed) listener({ status: 'open', live, ended });
  };
  const tellRefusal = async () => {
    const words = await whyRefused(path);
    if (!scope.disposed) listener({ status: 'failed', words });
  };
  scope.listen<MessageEvent<string>>(source, 'list', ({ data }) => {
    const list = JSON.parse(data) as { live: Entry[]; ended: Entry[] };
    live = list.live;
    ended = list.ended.slice(0, MOST_ENDED);
    tell();
  });
  scope.listen<MessageEvent<string>>(source, entryEvent, ({ data }) => {
    const entry = JSON.parse(data) as Entry;
    const others = live.filter(({ id }) => id !== entry.id);
    if (entry.state === 'ended') {
      ended = [entry, ...ended.filter(({ id }) => id !== entry.id)].slice(0, MOST_ENDED);
      live = others;
    } else {
      live = [...others, entry].toSorted((a, b) => a.startedAtEpochMs - b.startedAtEpochMs);
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
async function whyRefused(path: string): Promise<string> {
  try {
    const response = await fetch(path, { headers: { accept: 'application/json' } });
    return response.ok ? 'The relay does not keep the list open. Try again.' : await wordsOf(response);
  } catch {
    return 'The relay does not answer. See that it is running (npm start), then try again.';
  }
}
