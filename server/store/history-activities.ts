import { sql } from 'kysely';
import type { ActivityDocument, PartnerDocument } from '../../schemas/types.ts';
import type { Store } from './open-store.ts';

export interface ActivityVersion {
  readonly source: string;
  readonly id: string;
  readonly revision: number;
}

/** Activities of a history as they were accepted, in the order asked for; each has to be there. */
export async function activityDocuments(
  store: Store,
  history: string,
  names: readonly ActivityVersion[],
): Promise<readonly ActivityDocument[]> {
  if (names.length === 0) return [];
  const asked = JSON.stringify(names.map(({ source, id, revision }) => [source, id, revision]));
  const { rows } = await sql<{ readonly place: number; readonly document: ActivityDocument }>`
    select n.place::int as place, a.document
    from jsonb_array_elements(${asked}::jsonb) with ordinality as n(name, place)
    join history_activities a on a.history = ${history}::uuid
      and a.source = n.name->>0 and a.id = n.name->>1 and a.revision = (n.name->>2)::int
    order by n.place`.execute(store.db);
  if (rows.length !== names.length) throw new Error(`of ${names.length} activities of history ${history} ${rows.length} are there`);
  return rows.map(({ document }) => document);
}

/** A partner with one enrollment as it was accepted; undefined: it was enrolled by its first activity. */
export async function enrollmentDocument(
  store: Store,
  history: string,
  partner: string,
  partnerType: string,
): Promise<PartnerDocument | undefined> {
  const row = await store.db
    .selectFrom('history_enrollments')
    .select('document')
    .where('history', '=', history)
    .where('partner', '=', partner)
    .where('partner_type', '=', partnerType)
    .executeTakeFirst();
  return row?.document as PartnerDocument | undefined;
}
