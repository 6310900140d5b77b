/** The relay's socket for watching something of somebody else: what it says, and why it says no more, in words. Owns the socket. */

import { messageOf } from '../lib/errors.ts';
import type { Scope } from '../lib/scope.ts';

/** The relay itself waits five seconds for a call that begins, and a busy one takes its time. */
const FIRST_WORD_MS = 20_000;
/** Close code of the relay for what is not there. */
const NOT_FOUND = 4404;

export interface RelayWatchDeps<Message> {
  url: string;
  /** `call`, `session`: for people. */
  what: string;
  /** What to say when the relay knows none of that id. */
  gone: string;
  scope: Scope;
  openSocket: (url: string) => WebSocket;
  onMessage: (message: Message) => void;
  /** What happened and what to do. May be called again when it is over. */
  onFailure: (words: string) => void;
}

/** `Message`: an object with a `kind`; what has none is passed over. */
export function watchRelay<Message>(deps: RelayWatchDeps<Message>): void {
  const { url, what, gone, scope, openSocket, onMessage, onFailure } = deps;
  let socket: WebSocket;
  try {
    socket = openSocket(url);
  } catch (error) {
    return onFailure(`The relay’s address cannot be opened: ${messageOf(error)}`);
  }
  scope.add(() => socket.close());
  const heard = scope.after(FIRST_WORD_MS, () =>
    onFailure(`The relay took the watch but shows nothing of the ${what}.`),
  );
  scope.listen<MessageEvent<unknown>>(socket, 'message', ({ data }) => {
    const message = parsed(data);
    if (message === null) return;
    heard();
    onMessage(message as Message);
  });
  scope.listen<CloseEvent>(socket, 'close', ({ code, reason }) => {
    if (code === NOT_FOUND) return onFailure(gone);
    if (code === 1001) return onFailure('The relay is shutting down. Watch again once it is back.');
    const why = reason === '' ? `close code ${code}` : reason;
    onFailure(
      `The relay stopped showing the ${what} (${why}). Watch it again; if that fails, see the relay’s log.`,
    );
  });
}

/** Null for what is no message of the relay. */
function parsed(data: unknown): object | null {
  if (typeof data !== 'string') return null;
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null && 'kind' in value ? value : null;
  } catch {
    return null;
  }
}
