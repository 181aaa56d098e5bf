import { sql } from 'kysely';
import type { Transaction } from '../database.ts';

/* What is known under names that come: recorded in the history, or waiting in the inbox. */

export interface KnownActivity {
  readonly source: string;
  readonly id: string;
  readonly revision: number;
  readonly recorded: number;
  readonly document: unknown;
  /** Hexadecimal. */
  readonly hash: string;
}

/** A document that waits in the inbox for another activity. */
export interface WaitingDocument {
  /** Of its row. */
  readonly row: string;
  readonly source: string;
  readonly id: string;
  readonly revision: number;
  readonly document: unknown;
  /** Hexadecimal. */
  readonly hash: string;
  readonly waitsFor: string;
}

export interface UnderNames {
  /** All that is recorded under one of the names, whatever the revision; in the order recorded. */
  readonly known: readonly KnownActivity[];
  /** What waits under one of the names itself. */
  readonly waiting: readonly WaitingDocument[];
  /** What waits for one of them. */
  readonly waitingFor: readonly WaitingDocument[];
}

export interface ActivityName {
  readonly source: string;
  readonly id: string;
}

interface Row extends Omit<WaitingDocument, 'row' | 'waitsFor'> {
  readonly what: 'known' | 'waiting' | 'waiting-for';
  readonly recorded: number | null;
  readonly row: string | null;
  readonly waits_for: string | null;
}

/**
 * `others`: names of which only what is recorded is asked for. They are looked up one by one (`offset 0` says so): PostgreSQL takes a list
 * for a hundred names, whatever its length, and would read the whole history for them.
 */
export async function underNames(
  tx: Transaction,
  { program, history }: { readonly program: string; readonly history: string },
  names: readonly ActivityName[],
  others: readonly ActivityName[] = [],
): Promise<UnderNames> {
  if (names.length === 0) return { known: [], waiting: [], waitingFor: [] };
  const asked = JSON.stringify([
    ...names.map(({ source, id }) => ({ source, id, own: true })),
    ...others.map(({ source, id }) => ({ source, id, own: false })),
  ]);
  const { rows } = await sql<Row>`
    with n as (
      select source, id, bool_or(own) as own from jsonb_to_recordset(${asked}::jsonb) as n(source text, id text, own boolean) group by source, id
    )
    select 'known' as what, a.source, a.id, a.revision, a.recorded, a.document, encode(a.hash, 'hex') as hash, null::uuid as row, null as waits_for
    from n cross join lateral (
      select * from history_activities h where h.history = ${history}::uuid and h.source = n.source and h.id = n.id offset 0
    ) a
    union all
    select 'waiting', i.source, i.activity, i.revision, null, i.document, encode(i.hash, 'hex'), i.id, i.waits_for
    from n cross join lateral (
      select * from inbox b where n.own and b.program = ${program} and b.source = n.source and b.activity = n.id
        and b.settled_at is null and b.document is not null offset 0
    ) i
    union all
    select 'waiting-for', i.source, i.activity, i.revision, null, i.document, encode(i.hash, 'hex'), i.id, i.waits_for
    from n cross join lateral (
      select * from inbox b where n.own and b.program = ${program} and b.source = n.source and b.waits_for = n.id
        and b.settled_at is null and b.document is not null offset 0
    ) i
    order by recorded, row`.execute(tx);
  return {
    known: rows.flatMap(({ what, row: _, waits_for: __, recorded, ...each }) =>
      what === 'known' && recorded !== null ? [{ ...each, recorded }] : [],
    ),
    waiting: rows.flatMap((each) => waitingIn(each, 'waiting')),
    waitingFor: rows.flatMap((each) => waitingIn(each, 'waiting-for')),
  };
}

function waitingIn({ what, row, source, id, revision, document, hash, waits_for }: Row, wanted: Row['what']): readonly WaitingDocument[] {
  if (what !== wanted || row === null || waits_for === null) return [];
  return [{ row, source, id, revision, document, hash, waitsFor: waits_for }];
}
