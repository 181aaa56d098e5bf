/**
 * The registry follows what is decided: enrollments, cases and protections are what the decisions say, in the
 * transaction that keeps them.
 */
import { SERVER } from '../access/principal.ts';
import type { CompiledState } from '../engine/compiled/state.ts';
import { enrollmentKey } from '../engine/facts/activity.ts';
import type { Timeline } from '../engine/program/model.ts';
import type { Transaction } from '../store/database.ts';
import { coSellNamesOf, insertCaseEvents, lockCases, lockRegistrations, updateCase } from '../store/registry/cases.ts';
import type { EnrollmentName } from '../store/registry/enrollments.ts';
import type { RegistrationName } from '../store/registry/protections.ts';
import { emit } from '../webhooks/emit.ts';
import { caseEvents } from './case-events.ts';
import { type CaseStep, type Followed, type FollowedShard, stepsOf } from './case-steps.ts';
import { caseKey, changesOf, keepCases, settle, type Walk } from './keep-cases.ts';
import { keepEnrollments, restateEnrollments } from './keep-enrollments.ts';
import { keepProtections, namesIn } from './keep-protections.ts';
import { versionOn } from './version-on.ts';

export type { Followed, FollowedShard } from './case-steps.ts';

/**
 * To be called once decisions are kept, with the rows of their shards locked. `today`: where the program is. Throws
 * StoreError `taken` where a leaf that is granted here was granted to somebody else meanwhile: then nothing of the
 * transaction may stay.
 */
export async function followDecisions(tx: Transaction, timeline: Timeline, shards: readonly FollowedShard[], today: string): Promise<void> {
  const version = versionOn(timeline, today);
  const walk: Walk = { program: timeline.id, calendar: version.calendar, stateOf: statesOf(shards), today };
  await keepEnrollments(tx, version, shards);
  const followed = shards.flatMap(({ decisions }) => decisions);
  const closing = await opportunitySteps(tx, timeline.id, followed);
  const steps = [...followed.flatMap(stepsOf), ...closing];
  await keepCases(tx, walk, steps);
  const ended =
    closing.length === 0
      ? []
      : await lockCases(
          tx,
          walk.program,
          closing.map(({ name }) => name),
        );
  await emit(
    tx,
    ended.flatMap((row) => caseEvents(row, { on: row.decided_on })),
    new Date(),
  );
  const registrations = new Map(
    steps.filter(({ name }) => name.kind === 'registration').map(({ name }) => [caseKey(name), { ...name, registration: name.reference }]),
  );
  await keepTakenOver(tx, walk, await keepProtections(tx, walk, [...registrations.values()]));
}

/** Each enrollment is of one shard. */
function statesOf(shards: readonly FollowedShard[]): Walk['stateOf'] {
  const [first, ...rest] = shards;
  if (first === undefined) throw new Error('decisions of no shard are followed');
  if (rest.length === 0) return () => first.state;
  const states = new Map(
    shards.flatMap(({ state }) =>
      state.enrollments.map(({ partner, partnerType }) => [enrollmentKey(partner, partnerType), state] as const),
    ),
  );
  return ({ partner, partnerType }) => {
    const state = states.get(enrollmentKey(partner, partnerType));
    if (state === undefined) throw new Error(`${partnerType} ${partner} is of none of the shards that are followed`);
    return state;
  };
}

/** After a reconcile, and after its decisions were followed: all of a shard, or some enrollments of it, as they stand now. */
export async function restateShard(
  tx: Transaction,
  timeline: Timeline,
  enrollments: readonly EnrollmentName[] | 'all',
  state: CompiledState,
  today: string,
): Promise<void> {
  const version = versionOn(timeline, today);
  const walk: Walk = { program: timeline.id, calendar: version.calendar, stateOf: () => state, today };
  await restateEnrollments(tx, version, enrollments === 'all' ? state.enrollments : enrollments, state, today);
  // whom a protection passes to, and from, may be others
  const rows = await lockRegistrations(tx, timeline.id, enrollments);
  for (const row of rows) {
    const settled = settle(walk, row, row);
    if (JSON.stringify(changesOf(settled)) === JSON.stringify(changesOf(row))) continue;
    if (settled.status !== row.status) await restated(tx, walk, { ...settled, step: 'reconciled', events: row.events + 1 }, []);
    else await updateCase(tx, row.id, changesOf(settled));
  }
  const names = rows.map((row) => ({ partner: row.partner, partnerType: row.partner_type, registration: row.reference }));
  await keepProtections(tx, walk, enrollments === 'all' ? namesIn(state) : names, enrollments === 'all');
}

/** Co-sell requests end with their opportunity. */
async function opportunitySteps(tx: Transaction, program: string, followed: readonly Followed[]): Promise<readonly CaseStep[]> {
  const steps: CaseStep[] = [];
  for (const { id, decision, document } of followed) {
    const { 'opportunity.id': opportunity, 'opportunity.stage': stage } = document?.facts ?? {};
    if (decision.kind !== 'opportunity-closed' || typeof opportunity !== 'string' || (stage !== 'won' && stage !== 'lost')) continue;
    for (const { partner } of decision.parties)
      for (const name of await coSellNamesOf(tx, program, partner, opportunity))
        steps.push({ name, step: decision.kind, on: decision.on, decision: id, currency: decision.currency, status: stage, reasons: [] });
  }
  return steps;
}

/** Registrations whose protection passed to a newer one of the same partner. */
async function keepTakenOver(tx: Transaction, walk: Walk, lost: readonly RegistrationName[]): Promise<void> {
  const names = lost.map(({ partner, partnerType, registration }) => ({
    kind: 'registration' as const,
    partner,
    partnerType,
    reference: registration,
  }));
  for (const row of await lockCases(tx, walk.program, names)) {
    const settled = settle(walk, row, row);
    await restated(tx, walk, { ...settled, step: 'taken-over', events: row.events + 1 }, ['the protection passed to a newer registration']);
  }
}

async function restated(tx: Transaction, { today }: Walk, row: Parameters<typeof changesOf>[0], reasons: readonly string[]): Promise<void> {
  const told = reasons.length === 0 ? row.reasons : reasons;
  await updateCase(tx, row.id, changesOf({ ...row, reasons: told }));
  await insertCaseEvents(tx, [
    {
      case_id: row.id,
      place: row.events,
      step: row.step,
      status: row.status,
      reasons: JSON.stringify(told),
      decision: null,
      note: null,
      on_day: today,
      by_id: SERVER.id,
      by_name: SERVER.name,
      at: new Date(),
    },
  ]);
}
