import type { Trail } from '../audit/trail.ts';
import type { Deals } from '../deals/model.ts';
import type { Store } from '../store/open-store.ts';

/** What is recorded and decided as it happens, and where it is kept. */
export interface DealTime {
  readonly deals: Deals;
  readonly store: Store;
  readonly trail: Trail;
}
