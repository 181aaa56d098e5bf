import { StoreError } from './errors.ts';
import { getHistory, HISTORY_LIMITS, type Page, type PageOptions } from './histories.ts';
import type { Store } from './open-store.ts';

export interface StoredEnrollment {
  readonly recorded: number;
  /** The partner with this enrollment alone, as it was accepted. */
  readonly partner: unknown;
}

/** Whose enrollments somebody sees: a partner its own. */
export type EnrollmentsOf = 'all' | { readonly partner: string };

/** Enrollments of a history, in the order recorded. */
export async function listEnrollments(
  store: Store,
  name: string,
  of: EnrollmentsOf,
  { limit = 50, after }: PageOptions = {},
): Promise<Page<StoredEnrollment>> {
  const { id, lastRecorded } = await getHistory(store, name);
  const size = Math.min(Math.max(1, limit), HISTORY_LIMITS.pageSize);
  if (after !== undefined && !/^\d{1,9}$/.test(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  const rows = await store.db
    .selectFrom('history_enrollments')
    .select(['recorded', 'document'])
    .where('history', '=', id)
    .where('recorded', '<=', lastRecorded)
    .where('recorded', '>', Number(after ?? 0))
    .$if(of !== 'all', (query) => query.where('partner', '=', of === 'all' ? '' : of.partner))
    .orderBy('recorded')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size).map(({ recorded, document }) => ({ recorded, partner: document }));
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: String(last.recorded) }) };
}
