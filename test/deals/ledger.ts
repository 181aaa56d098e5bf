import { sql } from 'kysely';
import type { Store } from '../../server/store/open-store.ts';

/** What the ledger holds, key by key; keys that come to 0 are left out. */
export async function ledgerTotals({ db }: Store): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ key: string; total: number }>`
    select concat_ws(' ', partner_type, partner, source, activity, incentive, payee, person) as key, sum(amount)::bigint as total
    from ledger_lines group by 1 having sum(amount) <> 0 order by 1`.execute(db);
  return Object.fromEntries(rows.map(({ key, total }) => [key, Number(total)]));
}
