import { sql } from 'kysely';
import { createCompiled } from '../../server/engine/compiled/evaluator.ts';
import type { Decision, Shown } from '../../server/engine/decisions/model.ts';
import { isoToDay, parseDecimal } from '../../server/engine/facts/render.ts';
import { orderHistory } from '../../server/engine/fold/order.ts';
import { readActivities, readPartners } from '../../server/engine/fold/read.ts';
import { timelineOf } from '../../server/lifecycle/dated-documents.ts';
import { documentsOf, entriesByProgram } from '../../server/lifecycle/in-force.ts';
import type { Store } from '../../server/store/open-store.ts';

/** What a fold of the whole of a live history says, in one go: promises and protections are given, nothing else is known. */
export async function oneFold(store: Store, program: string, today: number): Promise<readonly Decision[]> {
  const { db } = store;
  const entries = (await entriesByProgram(db)).get(program) ?? [];
  const loaded = timelineOf(await documentsOf(db, entries));
  if (!loaded.ok) throw new Error('the timeline is not accepted');
  const live = await db.selectFrom('live_programs').selectAll().where('program', '=', program).executeTakeFirstOrThrow();
  const enrollments = await db
    .selectFrom('history_enrollments')
    .select('document')
    .where('history', '=', live.history)
    .orderBy('recorded')
    .execute();
  const activities = await db
    .selectFrom('history_activities')
    .select('document')
    .where('history', '=', live.history)
    .orderBy('recorded')
    .execute();
  const promises = await db.selectFrom('promises_kept').selectAll().where('program', '=', program).execute();
  const { timeline } = loaded;
  const evaluator = createCompiled(timeline);
  const given = promises.map(({ promise, key, value }) => ({
    promise,
    key: JSON.parse(key) as readonly Shown[],
    value: JSON.parse(value) as Shown,
  }));
  const granted = await db.selectFrom('protections_granted').selectAll().where('program', '=', program).orderBy('step').execute();
  const protections = granted.map(({ granted_on, partner_type: partnerType, leaves, ...rest }) => ({
    ...rest,
    partnerType,
    from: isoToDay(granted_on) ?? 0,
    leaves: leaves.map(({ values, until }) => ({ values, until: isoToDay(until) ?? 0 })),
  }));
  const state = evaluator.begin(
    enrollments.flatMap(({ document }) => readPartners(timeline, [document]).enrollments),
    { promises: given, protections },
  );
  const read = readActivities(
    timeline,
    activities.map(({ document }) => document),
  );
  const decisions = orderHistory(read.activities).ordered.flatMap((activity) => evaluator.step(state, activity));
  return [...decisions, ...evaluator.advance(state, today - 1), ...evaluator.open(state, today)];
}

/** Lines that are due, key by key, in smallest units; keys that come to 0 are left out. */
export function totalsOf(decisions: readonly Decision[], digits: number): Readonly<Record<string, number>> {
  const totals = new Map<string, number>();
  for (const { activity, parties } of decisions) {
    for (const { partner, partnerType, lines } of parties) {
      for (const { incentive, payee, person, amount, status } of lines) {
        if (status !== 'due') continue;
        const key = [partnerType, partner, activity.source, activity.id, incentive, payee, ...(person === undefined ? [] : [person])].join(
          ' ',
        );
        totals.set(key, (totals.get(key) ?? 0) + (parseDecimal(amount, digits) ?? Number.NaN));
      }
    }
  }
  return Object.fromEntries([...totals].filter(([, total]) => total !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the ledger holds of a program, likewise. */
export async function ledgerOf({ db }: Store, program: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ key: string; total: number }>`
    select concat_ws(' ', partner_type, partner, source, activity, incentive, payee, person) as key, sum(amount)::bigint as total
    from ledger_lines where program = ${program} group by 1 having sum(amount) <> 0`.execute(db);
  return Object.fromEntries(rows.map(({ key, total }) => [key, Number(total)] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}
