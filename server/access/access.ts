import type { Trail } from '../audit/trail.ts';
import type { Store } from '../store/open-store.ts';
import { type Bearers, openBearers } from './bearer.ts';
import type { AccessContext } from './people.ts';

/** Who may do what, for as long as the server runs. */
export interface Access extends AccessContext, Bearers {
  readonly store: Store;
}

export interface AccessOptions {
  readonly store: Store;
  readonly trail: Pick<Trail, 'record'>;
  /** Missing: the clock of this machine. */
  readonly now?: () => Date;
}

export function openAccess({ store, trail, now = () => new Date() }: AccessOptions): Access {
  return { store, trail, now, ...openBearers(store, now) };
}
