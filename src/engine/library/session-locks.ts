/**
 * Who has a session in hand. A lock is held for as long as a session is being written and ends with the tab, however that ends, so no
 * other tab takes a running session for one that was left behind.
 */

export interface SessionLocks {
  /** Held until the returned function is called or the tab is gone; null: another has it. */
  hold(id: string): Promise<(() => void) | null>;
  /** Sessions in hand anywhere in this browser, this tab included. */
  held(): Promise<ReadonlySet<string>>;
  /** Runs `work` while no other tab does such work. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

const SESSION_PREFIX = 'sidetone-session:';
const WORK_NAME = 'sidetone-library';

export function webLocks(locks: LockManager): SessionLocks {
  return {
    hold: (id) =>
      new Promise((resolve, reject) => {
        locks
          .request(`${SESSION_PREFIX}${id}`, { ifAvailable: true }, (lock) => {
            if (lock === null) {
              resolve(null);
              return undefined;
            }
            return new Promise<void>((release) => resolve(() => release()));
          })
          .catch(reject);
      }),
    async held() {
      const { held = [] } = await locks.query();
      const names = held.map(({ name }) => name ?? '');
      return new Set(
        names
          .filter((name) => name.startsWith(SESSION_PREFIX))
          .map((name) => name.slice(SESSION_PREFIX.length)),
      );
    },
    exclusively: (work) => locks.request(WORK_NAME, work),
  };
}

/** Where the browser has none. */
export const NO_LOCKS: SessionLocks = {
  hold: () => Promise.resolve(() => {}),
  held: () => Promise.resolve(new Set()),
  exclusively: (work) => work(),
};
