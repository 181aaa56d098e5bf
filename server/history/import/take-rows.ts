import type { Activity } from '../../engine/facts/activity.ts';
import { readActivities } from '../../engine/fold/read.ts';
import type { Timeline } from '../../engine/program/model.ts';
import type { Refusal, Taken, Unit } from './grouping.ts';
import type { PartnerRead, Partners } from './partners.ts';
import { placed } from './placed.ts';
import type { ActivityRule, Built, Placed, SourcePlan } from './plan.ts';
import { type Fault, isFields, type Row } from './row.ts';

/** What a row comes to before lines are grouped. */
export type Classified =
  | { readonly as: 'activity'; readonly taken: Taken; readonly key: string | undefined; readonly partner?: SoundPartner }
  /** It says of a partner who that is, and nothing else. */
  | { readonly as: 'partner'; readonly partner: SoundPartner }
  | { readonly as: 'left-out' };

type SoundPartner = Extract<PartnerRead, { readonly ok: true }>;

/** Which rule takes a row, and the partner that it names. */
export function classify(plan: SourcePlan, row: Row, partners: Partners): Classified {
  const unread = row.fault ?? wrongWidth(plan, row);
  if (unread !== undefined) return { as: 'activity', taken: { row, faults: [unread] }, key: roughKey(plan, row) };
  const { activities } = plan;
  const rule = activities.findIndex(({ takes }) => takes(row));
  const group = activities[rule]?.group;
  const key = group?.key(row);
  const refuse = (faults: readonly Fault[]): Classified => ({ as: 'activity', taken: { row, faults, ...(rule >= 0 && { rule }) }, key });
  const by = plan.partners.find(({ takes }) => takes(row));
  const partner = by && partners.read(by, row, plan.file.name);
  if (partner?.ok === false) return refuse(partner.faults);
  if (rule < 0) {
    if (partner !== undefined) return { as: 'partner', partner };
    return plan.leaveOut ? { as: 'left-out' } : refuse([NO_RULE]);
  }
  if (group !== undefined && key === undefined) return refuse([NO_KEY]);
  return { as: 'activity', taken: { row, rule }, key, ...(partner && { partner }) };
}

export const NO_RULE: Fault = {
  code: 'no-rule',
  message: 'No rule of the mapping takes the row: its "when" holds of none. Write "otherRows": "leave-out" if it is not meant to.',
};
const NO_KEY: Fault = { code: 'no-group', message: 'Nothing stands in the column that the lines are grouped by.' };

/** Fields that the header has no names for, or too few of them. Empty ones at the end are nothing. */
export function wrongWidth({ file }: Pick<SourcePlan, 'file'>, { cells }: Row): Fault | undefined {
  if (cells === undefined || !isFields(cells)) return undefined;
  const wanted = file.columns.length;
  if (cells.length === wanted || (cells.length > wanted && cells.slice(wanted).every((cell) => cell.trim() === ''))) return undefined;
  const hint = cells.length < wanted ? ' It may be cut off, or broken in two.' : ' A field with the delimiter in it has to be quoted.';
  return { code: 'wrong-width', message: `The row has ${cells.length} fields; ${wanted} were expected.${hint}` };
}

/** The group that a row which can't be read seems to belong to. */
function roughKey({ activities }: SourcePlan, row: Row): string | undefined {
  for (const { group } of activities) {
    if (group === undefined) continue;
    const key = row.cells === undefined ? group.rough(row) : group.key(row);
    if (key !== undefined) return key;
  }
  return undefined;
}

export type Read = { readonly activity: Activity; readonly document: unknown; readonly rows: readonly Row[] } | undefined;

/** Tries of a group without its bad lines. */
const TRIES = 10;

/** The activity of some rows, by the engine's own intake; rows that it goes without, or all of them, with the reasons. */
export function readUnit(
  rule: ActivityRule,
  { rows }: Pick<Unit, 'rows'>,
  timeline: Timeline,
): { readonly read: Read; readonly refused: readonly Refusal[] } {
  const refused: Refusal[] = [];
  let left = rows;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const built = rule.build(left);
    const { activity, faults } = built.faults.length > 0 ? { activity: undefined, faults: built.faults } : intake(built, timeline);
    if (activity !== undefined) return { read: { activity, document: built.document, rows: left }, refused };
    const whole = faults.filter((fault) => fault.whole).map(({ fault }) => fault);
    const bad = byRow(faults.filter((fault) => !fault.whole));
    if (rule.group?.leaveOut !== true || whole.length > 0 || attempt === TRIES) {
      for (const row of left) refused.push({ row, faults: [...(bad.get(row) ?? []), ...whole, ...spoiled(bad, row, whole)] });
      return { read: undefined, refused };
    }
    for (const [row, own] of bad) refused.push({ row, faults: own });
    left = left.filter((row) => !bad.has(row));
  }
  return { read: undefined, refused };
}

/** What is said of a line in which nothing is wrong. */
function spoiled(bad: ReadonlyMap<Row, unknown>, row: Row, whole: readonly Fault[]): readonly Fault[] {
  const [first] = bad.keys();
  if (first === undefined || whole.length > 0 || bad.has(row)) return [];
  return [{ code: 'group-refused', message: `Its group has a line that is refused: line ${first.line}.` }];
}

function intake(built: Built, timeline: Timeline): { readonly activity?: Activity; readonly faults: readonly Placed[] } {
  const { activities, refused } = readActivities(timeline, [built.document]);
  const [activity] = activities;
  if (activity !== undefined) return { activity, faults: [] };
  return {
    faults: placed(
      built,
      refused.flatMap(({ findings }) => findings),
    ),
  };
}

function byRow(faults: readonly Placed[]): ReadonlyMap<Row, readonly Fault[]> {
  const rows = new Map<Row, Fault[]>();
  for (const { row, fault } of faults) {
    const own = rows.get(row);
    if (own === undefined) rows.set(row, [fault]);
    else own.push(fault);
  }
  return rows;
}
