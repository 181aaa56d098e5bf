import type { Trail } from '../audit/trail.ts';
import type { Store } from '../store/open-store.ts';
import type { Reach } from './reach.ts';
import type { Sealing } from './seal.ts';

/** What it takes to send events. */
export interface Sending {
  readonly store: Store;
  readonly trail: Pick<Trail, 'record'>;
  readonly sealing: Sealing;
  readonly reach: Reach;
  readonly now: () => Date;
}

/** What it takes to say who is told of what. */
export interface Webhooks extends Sending {
  /** Something is due: whoever delivers needn't wait until it looks. */
  readonly wake: () => void;
}
