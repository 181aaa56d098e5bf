import type { Principal } from '../access/principal.ts';
import type { Changed } from '../lifecycle/life.ts';
import { findPerson } from '../store/access/people.ts';
import type { Transaction } from '../store/database.ts';
import { StoreError } from '../store/errors.ts';
import { newId } from '../store/id.ts';
import type { Reader } from '../store/life/contents.ts';
import { type CaseEventRow, type CaseRow, insertCaseEvents, updateCase } from '../store/registry/cases.ts';
import { type CaseSeen, eventsOf, findCase, lockCase } from '../store/registry/list-cases.ts';
import { emit } from '../webhooks/emit.ts';
import { type Action, actionOf, actionsFor, type CaseAction, REASONED } from './case-actions.ts';
import { caseEvents } from './case-events.ts';
import { DESK } from './case-steps.ts';
import { dueOn, waitsForPerson } from './due.ts';
import type { Seen } from './firm.ts';
import { freeFunds } from './free-funds.ts';
import { type Registry, todayOf } from './live.ts';
import { RegistryError, type RegistryFinding } from './registry-error.ts';
import { laterOf, versionOn } from './version-on.ts';

export interface CaseTold {
  readonly row: CaseSeen;
  readonly events: readonly CaseEventRow[];
}

/** Text of a fact has 200 characters, and a reason may begin with a word of ours. */
const MAX_NOTE = 180;

/** Throws `not-found` where there is none, or none that who asks may see. */
export async function getCase(db: Reader, id: string, { own, programs }: Seen): Promise<CaseTold> {
  const row = await findCase(db, id);
  if (row === undefined || (own !== undefined && row.partner !== own) || (programs !== undefined && !programs.includes(row.program)))
    throw new RegistryError('not-found', `There is no case ${id.slice(0, 100)}.`);
  return { row, events: await eventsOf(db, id) };
}

export interface CaseDecision {
  readonly decision: CaseAction;
  readonly note?: string;
  /** Of route: the desk. */
  readonly to?: string;
}

/** Decides what waits, or ends what runs: by an activity that rules decide on, where they have to do with it. */
export async function decideCase(
  registry: Registry,
  tx: Transaction,
  by: Principal,
  id: string,
  given: CaseDecision,
  seen: Seen,
): Promise<Changed<CaseTold>> {
  // whoever records locks the case after what is decided together
  const before = await getCase(tx, id, seen);
  const action = permitted(before.row, given, seen.own !== undefined);
  checkNote(given);
  if (before.row.kind === 'mdf' && given.decision === 'withdraw') await freeFunds(registry, tx, by, before.row);
  await (action.activity === undefined
    ? takeStep(registry, tx, by, id, given, action)
    : recordActivity(registry, tx, by, before.row, given, { ...action, activity: action.activity }));
  const value = await getCase(tx, id, seen);
  refuseUntaken(before, value, action);
  const { status } = value.row;
  const head = await registry.trail.record(tx, by, {
    action: 'case-decided',
    subject: { kind: 'case', id },
    before: { status: before.row.status, stage: before.row.stage },
    after: { ...given, status, stage: value.row.stage },
  });
  return { value, head };
}

function permitted({ kind, status }: CaseRow, { decision }: CaseDecision, own: boolean): Action {
  const action = actionOf(kind, decision);
  const possible = actionsFor({ kind, status }, own);
  if (action !== undefined && possible.includes(decision)) return action;
  const what = possible.length === 0 ? 'nothing is to be decided of it' : `what can be decided is ${possible.join(', ')}`;
  throw new RegistryError('state', `This ${named(kind)} is ${status}: ${what}.`);
}

const named = (kind: CaseRow['kind']): string =>
  ({ registration: 'registration', enrollment: 'application', mdf: 'MDF request', 'co-sell': 'co-sell request' })[kind];

function checkNote({ decision, note = '', to }: CaseDecision): void {
  const findings: RegistryFinding[] = [];
  if (note.length > MAX_NOTE || /[\p{Cc}\p{Surrogate}]/u.test(note))
    findings.push({ pointer: '/note', message: `A note has at most ${MAX_NOTE} characters, on one line.` });
  if (REASONED.has(decision) && note.trim() === '')
    findings.push({ pointer: '/note', message: `Whoever decides ${decision} says why.`, hint: 'Give a note: the partner reads it.' });
  if ((decision === 'route') !== (to !== undefined))
    findings.push({
      pointer: '/to',
      message: decision === 'route' ? 'A desk is missing that it goes to.' : 'Only what is routed goes to a desk.',
    });
  if (findings.length > 0) throw new RegistryError('refused', 'The decision can not be taken as it is.', { findings });
}

async function recordActivity(
  registry: Registry,
  tx: Transaction,
  by: Principal,
  row: CaseRow,
  { note }: CaseDecision,
  { activity, reason = '' }: Action & { readonly activity: string },
): Promise<void> {
  const today = todayOf(registry, row.program);
  const told = note === undefined ? undefined : `${reason}${note.trim()}`;
  const document = {
    source: DESK,
    id: newId(),
    kind: activity,
    // what was submitted for a day to come isn't decided before it
    occurredOn: laterOf(row.decided_on, today),
    partner: row.partner,
    partnerType: row.partner_type,
    facts: { 'registration.id': row.reference, ...(told !== undefined && told !== '' && { 'registration.reason': told }) },
  };
  const [recorded] = await registry.live.record(tx, by, row.program, [document]);
  if (recorded?.status === 'refused' || recorded?.status === 'conflict')
    throw new RegistryError('refused', 'The decision can not be recorded as it is.', { findings: recorded.findings });
}

/** Where the rules found it elsewhere than this decision presumed, nothing of it stays. */
function refuseUntaken(before: CaseTold, { row, events }: CaseTold, { activity, from }: Action): void {
  if (activity === undefined || events.length === before.events.length) return;
  const last = events.at(-1);
  const untaken = last?.reasons.find((reason) => UNTAKEN[reason] !== undefined);
  if (untaken !== undefined && from.includes(row.status)) throw new RegistryError('state', `This registration ${UNTAKEN[untaken]}.`);
}

const UNTAKEN: Readonly<Record<string, string>> = {
  'not-in-review': 'is no longer in review',
  'unknown-registration': 'is not known to what was decided so far',
  'not-extendable': 'can not be extended: its protection has ended, or all extensions are used',
};

/** A step that only people take. */
async function takeStep(
  registry: Registry,
  tx: Transaction,
  by: Principal,
  id: string,
  { decision, note, to }: CaseDecision,
  { from, becomes }: Action,
): Promise<void> {
  const row = await lockCase(tx, id);
  if (!from.includes(row.status)) throw new RegistryError('state', `It is ${row.status} by now.`);
  const status = becomes ?? row.status;
  const today = todayOf(registry, row.program);
  const timeline = registry.book.timeline(row.program);
  const due = timeline === undefined ? undefined : dueOn(versionOn(timeline, today).calendar, { ...row, status }, today);
  const at = registry.now();
  const step = STEPS[decision] ?? status;
  const reasons = JSON.stringify(note === undefined ? [] : [note.trim()]);
  const events = row.events + 1;
  await updateCase(tx, id, {
    status,
    step,
    reasons,
    events,
    due_on: due ?? null,
    ...(!waitsForPerson(status) && { assigned_to: null, assigned_name: null }),
    ...(to !== undefined && { routed_to: to }),
    changed_at: at,
  });
  await insertCaseEvents(tx, [
    {
      case_id: id,
      place: events,
      step,
      status,
      reasons,
      decision: null,
      note: note ?? null,
      on_day: today,
      by_id: by.id,
      by_name: by.name,
      at,
    },
  ]);
  await emit(
    tx,
    caseEvents({ ...row, status }, { on: today, ...(note !== undefined && { reasons: [note.trim()] }), ...(to !== undefined && { to }) }),
    at,
  );
}

const STEPS: Readonly<Partial<Record<CaseAction, string>>> = { route: 'routed', accept: 'accepted', lose: 'lost' };

/** Gives what waits to a person, or to nobody. */
export async function assignCase(
  registry: Registry,
  tx: Transaction,
  by: Principal,
  id: string,
  person: string | null,
  seen: Seen,
): Promise<Changed<CaseTold>> {
  await getCase(tx, id, seen);
  const row = await lockCase(tx, id);
  if (row.due_on === null) throw new RegistryError('state', `It is ${row.status}: nothing of it waits for a person.`);
  const found = person === null ? null : await findPerson(tx, person);
  if (found === undefined || found?.active === false)
    throw new StoreError('not-found', `There is no person ${person?.slice(0, 100)} who may decide.`);
  if (row.assigned_to === (found?.id ?? null)) return { value: await getCase(tx, id, seen), head: undefined };
  const at = registry.now();
  const events = row.events + 1;
  const today = todayOf(registry, row.program);
  await updateCase(tx, id, { assigned_to: found?.id ?? null, assigned_name: found?.name ?? null, events, changed_at: at });
  await insertCaseEvents(tx, [
    {
      case_id: id,
      place: events,
      step: 'assigned',
      status: row.status,
      reasons: '[]',
      decision: null,
      note: found?.name ?? null,
      on_day: today,
      by_id: by.id,
      by_name: by.name,
      at,
    },
  ]);
  const head = await registry.trail.record(tx, by, {
    action: 'case-assigned',
    subject: { kind: 'case', id },
    before: { person: row.assigned_to },
    after: { person: found?.id ?? null },
  });
  return { value: await getCase(tx, id, seen), head };
}
