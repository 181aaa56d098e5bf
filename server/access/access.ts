import type { Trail } from '../audit/trail.ts';
import type { Store } from '../store/open-store.ts';
import { type Bearers, openBearers } from './bearer.ts';
import type { AccessContext } from './people.ts';
import { openSessions, type Sessions } from './sessions.ts';

/** Who may do what, for as long as the server runs. */
export interface Access extends AccessContext, Bearers {
  readonly store: Store;
  readonly trail: Trail;
  readonly sessions: Sessions;
  /** What is remembered of keys and sessions no longer holds. */
  forget(): void;
}

export interface AccessOptions {
  readonly store: Store;
  readonly trail: Trail;
  /** Missing: the clock of this machine. */
  readonly now?: () => Date;
}

export function openAccess({ store, trail, now = () => new Date() }: AccessOptions): Access {
  const bearers = openBearers(store, now);
  const sessions = openSessions({ store, trail, now });
  const forget = (): void => {
    bearers.forget();
    sessions.forget();
  };
  return { store, trail, now, ...bearers, sessions, forget };
}
