import { sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';

/*
 * Records that somebody tells: opportunities, investments and the like. Told again under the same name, one is what it was
 * told last; what was reckoned of it is made anew.
 */

/** Columns with their types, by field of the record. */
interface Table {
  readonly table: string;
  readonly columns: Readonly<Record<string, readonly [column: string, type: string]>>;
  readonly key: readonly string[];
  readonly origin: boolean;
}

const text = (column: string) => [column, 'text'] as const;
const day = (column: string) => [column, 'date'] as const;
const minor = (column: string) => [column, 'bigint'] as const;
const flag = (column: string) => [column, 'boolean'] as const;

const TABLES = {
  opportunity: {
    table: 'opportunities',
    columns: {
      id: text('id'),
      customer: text('customer'),
      newCustomer: flag('customer_new'),
      createdOn: day('created_on'),
      stage: text('stage'),
      outcome: text('outcome'),
      closedOn: day('closed_on'),
      amount: minor('amount'),
      grossMargin: minor('margin'),
      region: text('region'),
      segment: text('segment'),
      competitor: flag('competitor'),
      integration: text('integration'),
      campaigns: ['campaigns', 'text[]'],
      partner: text('said_partner'),
      partnerType: text('said_partner_type'),
      registration: text('registration'),
      registrationApprovedOn: day('registration_approved_on'),
    },
    key: ['program', 'id'],
    origin: true,
  },
  action: {
    table: 'partner_actions',
    columns: {
      id: text('activity'),
      opportunity: text('opportunity'),
      partner: text('partner'),
      partnerType: text('partner_type'),
      kind: text('kind'),
      doneOn: day('done_on'),
      customer: text('customer'),
      campaign: text('campaign'),
    },
    key: ['program', 'source', 'activity', 'partner', 'partner_type'],
    origin: true,
  },
  investment: {
    table: 'investments',
    columns: {
      id: text('id'),
      kind: text('kind'),
      spentOn: day('spent_on'),
      amount: minor('amount'),
      partnerType: text('partner_type'),
      partner: text('partner'),
      integration: text('integration'),
      incentive: text('incentive'),
      campaign: text('campaign'),
      activity: text('activity'),
      moves: text('moves'),
    },
    key: ['program', 'id'],
    origin: false,
  },
  'integration-use': {
    table: 'integration_uses',
    columns: {
      integration: text('integration'),
      customer: text('customer'),
      partner: text('partner'),
      partnerType: text('partner_type'),
      since: day('since'),
      adoptedOn: day('adopted_on'),
      endedOn: day('ended_on'),
      region: text('region'),
      segment: text('segment'),
    },
    key: ['program', 'integration', 'customer'],
    origin: true,
  },
  renewal: {
    table: 'renewals',
    columns: {
      id: text('id'),
      customer: text('customer'),
      dueOn: day('due_on'),
      due: minor('due'),
      renewed: flag('renewed'),
      amount: minor('amount'),
      partner: text('partner'),
      partnerType: text('partner_type'),
      region: text('region'),
      segment: text('segment'),
    },
    key: ['program', 'id'],
    origin: true,
  },
  departure: {
    table: 'departures',
    columns: { partner: text('partner'), partnerType: text('partner_type'), endedOn: day('ended_on') },
    key: ['program', 'partner', 'partner_type'],
    origin: false,
  },
  'tier-change': {
    table: 'tier_changes',
    columns: { partner: text('partner'), partnerType: text('partner_type'), since: day('since'), tier: text('tier') },
    key: ['program', 'partner', 'partner_type', 'since'],
    origin: false,
  },
} as const satisfies Readonly<Record<string, Table>>;

export type ToldKind = keyof typeof TABLES;

/** Values as they are kept: amounts in smallest units, days as text. */
export type ToldRecord = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** The source of actions that were told. */
const TOLD = 'told';

/** No two of them by one name. */
export async function tell(tx: Transaction, program: string, kind: ToldKind, records: readonly ToldRecord[]): Promise<void> {
  if (records.length === 0) return;
  const { table, columns, key, origin }: Table = TABLES[kind];
  const fields = Object.entries(columns);
  const names = fields.map(([, [column]]) => column);
  const fixed = ['program', ...(origin ? ['origin'] : []), ...(kind === 'action' ? ['source', 'commercial'] : [])];
  const values = [
    sql`${program}::text`,
    ...(origin ? [sql`'told'`] : []),
    ...(kind === 'action' ? [sql.lit(TOLD), sql`true`] : []),
    ...names.map((column) => (column === 'campaigns' ? sql`coalesce(r.campaigns, '{}')` : sql.ref(`r.${column}`))),
  ];
  const rows = records.map((record) => Object.fromEntries(fields.map(([field, [column]]) => [column, record[field] ?? null])));
  const shape = fields.map(([, [column, type]]) => `${column} ${type}`).join(', ');
  const changed = [...(origin ? ['origin'] : []), ...names].filter((column) => !key.includes(column));
  await sql`
    insert into ${sql.table(table)} (${sql.raw([...fixed, ...names].join(', '))})
    select ${sql.join(values)} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (${sql.raw(shape)})
    on conflict (${sql.raw(key.join(', '))}) do update set ${sql.raw(
      [...changed, ...(kind === 'opportunity' ? ['stale_on'] : [])].map((column) => `${column} = excluded.${column}`).join(', '),
    )}`.execute(tx);
}

/** Something was told: sums are to be made anew. */
export async function countTold(tx: Transaction, program: string): Promise<void> {
  await tx
    .insertInto('analytics_programs')
    .values({ program, history: null, read_history: null, told: 1 })
    .onConflict((conflict) => conflict.column('program').doUpdateSet({ told: sql<number>`analytics_programs.told + 1` }))
    .execute();
}

/** Which history is read where the program has no live one; null: none. */
export async function chooseHistory(tx: Transaction, program: string, history: string | null): Promise<void> {
  if (history !== null) {
    const found = await tx.selectFrom('histories').select('id').where('id', '=', history).executeTakeFirst();
    if (found === undefined) throw new StoreError('not-found', `There is no history ${history}.`);
  }
  await tx
    .insertInto('analytics_programs')
    .values({ program, history, read_history: null })
    .onConflict((conflict) => conflict.column('program').doUpdateSet({ history }))
    .execute();
}
