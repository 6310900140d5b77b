/**
 * Being served by the relay at all: reading its configuration, giving it its access token when it wants one, and noticing when it wants
 * it again. The token passes through and is kept nowhere.
 */

import type { ConsoleConfig } from '../lib/console-config.ts';
import { messageOf } from '../lib/errors.ts';
import type { ConsoleActions } from '../store/actions.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import { AccessNeededError } from './load-config.ts';

export interface AccessDeps {
  store: ConsoleStore;
  /** Rejects with an `AccessNeededError` when the relay wants its token first. */
  loadConfig: () => Promise<ConsoleConfig>;
  /** Rejects with words when the token is not taken. */
  giveToken: (token: string) => Promise<void>;
  /** Called once for each configuration that was read. */
  onConfig: (config: ConsoleConfig) => void;
}

/** What the relay's `error` event says to a page that it does not serve. */
const REFUSED = 'invalid_access_token';
const COOKIE_LOST =
  'The token is right, but this browser did not keep the cookie. Allow cookies for this page, then continue.';

export function createAccessActions(deps: AccessDeps): Pick<ConsoleActions, 'grantAccess' | 'reloadConfig'> {
  const { store } = deps;

  const reloadConfig = async () => {
    try {
      const config = await deps.loadConfig();
      store.setState({ config, configError: null, access: { status: 'granted' } });
      deps.onConfig(config);
    } catch (error) {
      if (error instanceof AccessNeededError) ask(store, null);
      else store.setState({ configError: messageOf(error) });
    }
  };

  return {
    reloadConfig,

    async grantAccess(token) {
      try {
        await deps.giveToken(token);
      } catch (error) {
        ask(store, messageOf(error));
        return;
      }
      store.setState({ access: { status: 'granted' } });
      await reloadConfig();
      if (store.getState().access.status === 'needed') ask(store, COOKIE_LOST);
    },
  };
}

/** Asks for the token when a connection was refused for want of it: the cookie has ended, or the token was changed. */
export function askAgainWhenRefused(store: ConsoleStore): () => void {
  return store.subscribe(({ connection }, before) => {
    if (connection === before.connection || connection.status !== 'failed') return;
    if (connection.code === REFUSED) ask(store, null);
  });
}

function ask(store: ConsoleStore, problem: string | null): void {
  store.setState({
    access: { status: 'needed', problem },
    ...(problem === null ? { configError: null } : {}),
  });
}
