import type { Trail } from '../audit/trail.ts';
import type { Store } from '../store/open-store.ts';
import type { HeldShards } from './held-shards.ts';
import type { Documents } from './members.ts';
import type { SecondThreads } from './second-threads.ts';
import type { Timelines } from './timelines.ts';

/** What the functions of this folder work with. */
export interface Core {
  readonly store: Store;
  readonly trail: Pick<Trail, 'record'>;
  /** Which day it is hangs on it. */
  readonly now: () => Date;
  readonly timelines: Timelines;
  readonly documents: Documents;
  readonly held: HeldShards;
  /** Where the second evaluator decides what is decided while somebody waits; missing: here. */
  readonly threads?: SecondThreads;
  /** Told of what failed where nobody waits for an answer. */
  readonly onError: (error: unknown) => void;
}
