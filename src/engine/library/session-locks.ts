/**
 * Who has a session in hand. A lock is held for as long as a session is being written and ends with the tab, however that ends, so no
 * other tab takes a running session for one that was left behind.
 */

export interface SessionLocks {
  /** Held until the returned function is called or the tab is gone; null: another has it. */
  hold(id: string): Promise<(() => void) | null>;
  /** Sessions in hand anywhere in this browser, this tab included. */
  held(): Promise<ReadonlySet<string>>;
  /** Runs `work` while nobody else does such work, in whatever tab. Notes may be written within work on the library, not the other way round. */
  exclusively<T>(what: SharedWork, work: () => Promise<T>): Promise<T>;
}

/** `library`: files come and go. `notes`: one is written. */
export type SharedWork = 'library' | 'notes';

const SESSION_PREFIX = 'sidetone-session:';
const WORK_PREFIX = 'sidetone-work:';

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
    exclusively: (what, work) => locks.request(`${WORK_PREFIX}${what}`, work),
  };
}

/** Where the browser has none. */
export const NO_LOCKS: SessionLocks = {
  hold: () => Promise.resolve(() => {}),
  held: () => Promise.resolve(new Set()),
  exclusively: (_what, work) => work(),
};
