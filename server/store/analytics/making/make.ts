import { sql } from 'kysely';
import type { Transaction } from '../../database.ts';
import type { Reader } from '../../life/contents.ts';
import type { Store } from '../../open-store.ts';
import { attribute } from './attribute.ts';
import { makeCosts, makeEnrollmentQuarters } from './derive.ts';
import type { Making } from './setting.ts';
import { makeSums } from './sums.ts';
import { takeHistory } from './take-history.ts';
import { makeTiersHeld } from './tiers.ts';

export interface Made {
  /** The day up to which quarters are reckoned. */
  readonly asOf: string;
  readonly month: number;
  /** The last day of a quarter that is over by then, of which sales are known; where there is none, of the quarter that runs. */
  readonly through: string;
  readonly at: Date;
}

/** What the sums were last made of; undefined: they never were. */
export async function lastMade(db: Reader, program: string): Promise<Made | undefined> {
  const row = await db.selectFrom('analytics_made').selectAll().where('program', '=', program).executeTakeFirst();
  return row && { asOf: row.as_of, month: row.month, through: row.through, at: row.at };
}

/** What there is to make sums of: where it says the same as before, they are those. */
async function sourcesOf(db: Reader, { program, month, asOf }: Making): Promise<string> {
  const { rows } = await sql<{ of: string }>`
    select concat_ws(' ', ${month}::int, ${asOf}::text,
      (select told from analytics_programs where program = ${program}),
      (select coalesce(a.history, l.history)::text || ':' || h.last_recorded
        from (select ${program}::text as program) p
        left join live_programs l on l.program = p.program left join analytics_programs a on a.program = p.program
        join histories h on h.id = coalesce(a.history, l.history)),
      (select max(id::text) from ledger_lines where program = ${program}),
      (select max(changed_at)::text from cases where program = ${program}),
      (select max(changed_at)::text from enrollments where program = ${program}),
      (select max(id::text) from decisions where program = ${program})) as of`.execute(db);
  return rows[0]?.of ?? '';
}

/** Makes all that is reckoned of a program anew, where there is something new. Gives whether there was. */
export async function makeAnalytics(store: Store, making: Making): Promise<boolean> {
  const { program, month, asOf } = making;
  const was = await store.db.selectFrom('analytics_made').select('of').where('program', '=', program).executeTakeFirst();
  if (was !== undefined && was.of === (await sourcesOf(store.db, making))) return false;
  await store.transaction((tx) => makeIn(tx, making, month, asOf), { patient: true });
  return true;
}

/** The same of a program of which anything is known; of the others nothing is made until somebody asks. */
export async function makeKnown(store: Store, making: Making): Promise<boolean> {
  const isKnown = (await sourcesOf(store.db, making)) !== `${making.month} ${making.asOf}`;
  return isKnown && makeAnalytics(store, making);
}

async function makeIn(tx: Transaction, making: Making, month: number, asOf: string): Promise<void> {
  const { program } = making;
  // one at a time; the next finds it done
  await sql`select pg_advisory_xact_lock(hashtext(${`analytics ${program}`}))`.execute(tx);
  const of = await sourcesOf(tx, making);
  await takeHistory(tx, making);
  // much of it may be new, of which the planner knows nothing
  await sql`analyze opportunities, partner_actions, integration_uses, renewals`.execute(tx);
  await makeTiersHeld(tx, making);
  await sql`analyze tiers_held`.execute(tx);
  await attribute(tx, making);
  await makeCosts(tx, making);
  await sql`analyze program_costs`.execute(tx);
  await makeEnrollmentQuarters(tx, making);
  await makeSums(tx, making);
  await sql`analyze opportunity_sums, deal_sizes, enrollment_quarters, cost_sums`.execute(tx);
  const made = { of, month, as_of: asOf, through: await lastKnown(tx, making), at: new Date() };
  await tx
    .insertInto('analytics_made')
    .values({ program, ...made })
    .onConflict((conflict) => conflict.column('program').doUpdateSet(made))
    .execute();
}

/** The last day of quarters that are over by the end of today, of which sales are known; where there is none, up to today. */
async function lastKnown(tx: Transaction, { program, asOf, month }: Making): Promise<string> {
  const { rows } = await sql<{ before: string }>`select (fiscal_quarter(${asOf}::date + 1, ${month}) - 1) as before`.execute(tx);
  return (await lastKnownBy(tx, program, rows[0]?.before ?? asOf)) ?? (await lastKnownBy(tx, program, asOf)) ?? asOf;
}

async function lastKnownBy(tx: Transaction, program: string, asOf: string): Promise<string | undefined> {
  const { rows } = await sql<{ day: string | null }>`
    select greatest(
      (select max(closed_on) from opportunities where program = ${program} and closed_on <= ${asOf}::date),
      (select max(created_on) from opportunities where program = ${program} and created_on <= ${asOf}::date),
      (select max(done_on) from partner_actions where program = ${program} and done_on <= ${asOf}::date)) as day`.execute(tx);
  return rows[0]?.day ?? undefined;
}
