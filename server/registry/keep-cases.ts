import { type RegistrationStanding, registrationOf } from '../engine/compiled/standing.ts';
import type { CompiledState } from '../engine/compiled/state.ts';
import type { Calendar } from '../engine/program/model.ts';
import type { Transaction } from '../store/database.ts';
import { newId } from '../store/id.ts';
import {
  type CaseName,
  type CaseRow,
  insertCase,
  insertCaseEvents,
  lockCases,
  madeBy,
  type NewCaseEvent,
  updateCase,
} from '../store/registry/cases.ts';
import type { EnrollmentName } from '../store/registry/enrollments.ts';
import type { CaseStep } from './case-steps.ts';
import { dueOn } from './due.ts';
import { settledStatus, standOf } from './registration-stand.ts';

/** What the steps are taken in. */
export interface Walk {
  readonly program: string;
  readonly calendar: Calendar;
  /** Of the shard of an enrollment. */
  readonly stateOf: (enrollment: EnrollmentName) => CompiledState;
  readonly today: string;
}

export const caseKey = ({ kind, partner, partnerType, reference }: CaseName): string =>
  JSON.stringify([kind, partner, partnerType, reference]);

/** Takes the steps, in their order, each an event of its case. */
export async function keepCases(tx: Transaction, walk: Walk, steps: readonly CaseStep[]): Promise<void> {
  if (steps.length === 0) return;
  const byCase = new Map<string, CaseStep[]>();
  for (const step of steps) byCase.set(caseKey(step.name), [...(byCase.get(caseKey(step.name)) ?? []), step]);
  const names = [...byCase.values()].flatMap(([step]) => (step === undefined ? [] : [step.name]));
  const rows = new Map((await lockCases(tx, walk.program, names)).map((row) => [caseKey(nameOf(row)), row]));
  const taken = [...byCase].filter(([key, [first]]) => rows.has(key) || first?.asked !== undefined);
  const made = await madeBy(
    tx,
    taken.flatMap(([, some]) => some.map(({ decision }) => decision)),
  );
  const events: NewCaseEvent[] = [];
  for (const [key, some] of taken) {
    const before = rows.get(key);
    const { row, told } = walked(walk, before, some);
    for (const { step, status, place } of told) {
      const by = made.get(step.decision);
      if (by === undefined) throw new Error(`decision ${step.decision} is followed before it is kept`);
      const event = {
        case_id: row.id,
        place,
        step: step.step,
        status,
        decision: step.decision,
        note: step.note ?? null,
        on_day: step.on,
        ...by,
      };
      events.push({ ...event, reasons: JSON.stringify(step.reasons) });
    }
    if (before === undefined) await insertCase(tx, row);
    else await updateCase(tx, row.id, changesOf(row));
  }
  await insertCaseEvents(tx, events);
}

export const nameOf = (row: CaseRow): CaseName => ({
  kind: row.kind,
  partner: row.partner,
  partnerType: row.partner_type,
  reference: row.reference,
});

interface Told {
  readonly step: CaseStep;
  readonly status: CaseRow['status'];
  readonly place: number;
}

function walked(
  walk: Walk,
  before: CaseRow | undefined,
  steps: readonly CaseStep[],
): { readonly row: CaseRow; readonly told: readonly Told[] } {
  let row = before;
  const told: Told[] = [];
  for (const step of steps) {
    row = taken(walk, row, step);
    told.push({ step, status: step.status ?? row.status, place: row.events });
  }
  if (row === undefined) throw new Error('a case without steps');
  const settled = settle(walk, before, row);
  const last = told.at(-1);
  // what the state says of it is what the last step led to
  return { row: settled, told: last === undefined ? told : [...told.slice(0, -1), { ...last, status: settled.status }] };
}

function taken({ program }: Walk, row: CaseRow | undefined, step: CaseStep): CaseRow {
  const { name, asked } = step;
  const said = {
    step: step.step,
    reasons: step.reasons,
    decision: step.decision,
    decided_on: step.on,
    ...(step.status !== undefined && { status: step.status }),
    ...(step.amount !== undefined && { amount: step.amount }),
    ...(step.routedTo !== undefined && { routed_to: step.routedTo }),
    ...(step.urgency !== undefined && { urgency: step.urgency }),
    ...(step.deadline !== undefined && { deadline: step.deadline }),
    ...(asked !== undefined && { asked, customer: textOf(asked['customer.id']) }),
    changed_at: new Date(),
  };
  if (row !== undefined) {
    const events = row.events + 1;
    // what was decided of an earlier day, late, is told and changes nothing
    return step.on < row.decided_on ? { ...row, events } : { ...row, ...said, events };
  }
  return {
    id: newId(),
    program,
    kind: name.kind,
    partner: name.partner,
    partner_type: name.partnerType,
    reference: name.reference,
    status: 'waiting',
    customer: null,
    asked: {},
    amount: null,
    currency: step.currency,
    stage: null,
    protection: null,
    protected_from: null,
    protected_until: null,
    submitted: null,
    waits: null,
    routed_to: null,
    urgency: null,
    deadline: null,
    due_on: null,
    assigned_to: null,
    assigned_name: null,
    opened_on: step.on,
    events: 1,
    ...said,
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What the state says of a registration; and by when somebody has to decide what waits. */
export function settle(walk: Walk, before: CaseRow | undefined, row: CaseRow): CaseRow {
  const standing = row.kind === 'registration' ? standingOfCase(walk, row) : undefined;
  const status = standing === undefined ? row.status : settledStatus(standing, row.status);
  const stood = standing === undefined ? { ...row, status } : { ...row, status, ...standOf(standing, status, row) };
  const same = before !== undefined && before.status === status && before.stage === stood.stage && before.step === row.step;
  if (same) return stood;
  const due = dueOn(walk.calendar, stood, walk.today);
  return { ...stood, due_on: due ?? null, assigned_to: null, assigned_name: null };
}

const standingOfCase = ({ stateOf }: Walk, { partner, partner_type: partnerType, reference }: CaseRow): RegistrationStanding | undefined =>
  registrationOf(stateOf({ partner, partnerType }), partner, partnerType, reference);

/** A case's columns that may have changed, as they go into the database. */
export function changesOf({
  id: _,
  program: _p,
  kind: _k,
  partner: _n,
  partner_type: _t,
  reference: _r,
  opened_on: _o,
  currency: _c,
  ...row
}: CaseRow) {
  return { ...row, reasons: JSON.stringify(row.reasons), asked: JSON.stringify(row.asked), waits: row.waits && JSON.stringify(row.waits) };
}
