/** Measures by definition: list the records, keep those that count, aggregate. */

import type { Day, FactType, Value } from '../facts/value.ts';
import type { Measure } from '../measures/model.ts';
import { aggregate, type Reckoned } from './aggregate.ts';
import type { Span } from './calendar.ts';
import type { RefValue } from './exact.ts';
import { keyOfParty, type RecordOf, recordedFact, recordedKey } from './records.ts';
import type { VersionRun } from './run.ts';
import { typeOf } from './shown.ts';
import type { EnrollmentState, PostedLine, Remembered, RememberedParty } from './state.ts';
import { whatCounts } from './where.ts';
import { windowSpan } from './windows.ts';

/** From where a measure is looked at. */
export interface Viewpoint {
  readonly run: VersionRun;
  readonly history: readonly Remembered[];
  readonly lines: readonly PostedLine[];
  /** The activity at hand. */
  readonly entry: Remembered;
  readonly party: number;
  readonly enrollment: EnrollmentState;
  readonly termStart: number | undefined;
}

/** Kinds that close their day: what was valid through it is valid no more. */
const CLOSING: ReadonlySet<string> = new Set(['validity-expired', 'grace-ended', 'tier-reviewed']);

/** A measure in the key that the activity (or one of its items) names: before it, and with it. */
interface Both {
  readonly before: Reckoned;
  readonly with: Reckoned;
}

async function reckon(view: Viewpoint, measure: Measure, item: number | undefined): Promise<Both> {
  const here: RecordOf = { entry: view.entry, party: view.party, ...(item === undefined ? {} : { item }) };
  const key = recordedKey(here, measure.readBy);
  const span = windowSpan(measure.window, view.entry.day, view.run.program.calendar, view.termStart);
  if (key === undefined || span === undefined) return { before: { value: undefined }, with: { value: undefined } };
  const { history, entry } = view;
  const values = (of: readonly Remembered[], among: readonly Remembered[]): Promise<readonly Value[]> =>
    measure.lines.length > 0
      ? valuesOf(view, measure, key, lineRecords(view, measure, span), among)
      : valuesOf(view, measure, key, activityRecords(view, measure, span, of), among);
  const aggregated = (of: readonly Value[]): Reckoned =>
    aggregate(measure.aggregate, of, factType(view, measure), view.run.program.currency.digits);
  const allOf = (entries: readonly Remembered[]): Promise<readonly Value[]> => values(entries, entries);
  const before = await allOf(history);
  // its own lines aren't there yet, and what it ends ends with it
  if (measure.lines.length > 0 && measure.window.kind !== 'valid') return twice(aggregated(before));
  const after = measure.window.kind === 'valid' ? await allOf([...history, entry]) : [...before, ...(await values([entry], history))];
  return { before: aggregated(before), with: aggregated(after) };
}

const twice = (reckoned: Reckoned): Both => ({ before: reckoned, with: reckoned });

/** Of the records those that count. `among`: the activities that there are. */
async function valuesOf(
  view: Viewpoint,
  measure: Measure,
  key: string,
  records: readonly RecordOf[],
  among: readonly Remembered[],
): Promise<readonly Value[]> {
  const values: Value[] = [];
  for (const record of records) {
    const value = measure.fact === undefined ? 0 : recordedFact(record, measure.fact);
    if (value === undefined || recordedKey(record, measure.by) !== key) continue;
    if (measure.window.kind === 'valid' && !isValid(view, record, among)) continue;
    const counts = whatCounts(view.run, record, measure);
    if (counts === true || (counts !== false && (await counts))) values.push(value);
  }
  return values;
}

function factType(view: Viewpoint, measure: Measure): FactType {
  return measure.fact === undefined ? 'count' : typeOf(view.run.program, measure.fact);
}

function activityRecords(view: Viewpoint, measure: Measure, span: Span, entries: readonly Remembered[]): readonly RecordOf[] {
  const records: RecordOf[] = [];
  for (const entry of entries) {
    if (!isWithin(span, entry.day) || !measure.kinds.includes(entry.kind)) continue;
    entry.parties.forEach((each, party) => {
      // an enrollment's records are its own; wider scopes take an activity once, with its first party
      const counts = measure.scope === 'enrollment' ? isOf(view.enrollment, each) : party === 0;
      if (!counts) return;
      if (!measure.itemised) records.push({ entry, party });
      else for (const item of entry.items.keys()) records.push({ entry, party, item });
    });
  }
  return records;
}

function lineRecords(view: Viewpoint, measure: Measure, span: Span): readonly RecordOf[] {
  const records: RecordOf[] = [];
  for (const line of view.lines) {
    if (!measure.lines.includes(line.incentive)) continue;
    const entry = view.history[line.entry];
    const party = entry?.parties[line.party];
    if (entry === undefined || party === undefined) throw new Error('a line of an activity that is not remembered');
    if (!isWithin(span, entry.day) || (measure.scope === 'enrollment' && !isOf(view.enrollment, party))) continue;
    records.push({ entry, party: line.party, ...(line.item === undefined ? {} : { item: line.item }), line });
  }
  return records;
}

const isWithin = (span: Span, day: Day): boolean => span.from <= day && day <= span.to;

const isOf = (enrollment: EnrollmentState, party: RememberedParty): boolean =>
  party.partner === enrollment.partner && party.partnerType === enrollment.partnerType;

/** Valid on the day, and not ended by a later activity of the same enrollment. */
function isValid(view: Viewpoint, record: RecordOf, entries: readonly Remembered[]): boolean {
  const { entry } = record;
  const validity = view.run.program.catalogue.kinds.get(entry.kind)?.valid;
  if (validity === undefined) return true;
  const until = entry.facts.get(validity.until);
  const today = view.entry.day;
  if (typeof until === 'number' && (CLOSING.has(view.entry.kind) ? until <= today : until < today)) return false;
  const holder = entry.parties[record.party];
  if (holder === undefined) return false;
  return !endedLater(entry, keyOfParty(holder), entries, validity.endedBy);
}

/** Whether a later activity of the enrollment ends what the entry began: one of an ending kind whose facts equal. */
export function endedLater(
  entry: Remembered,
  enrollment: string,
  entries: readonly Remembered[],
  endedBy: ReadonlyMap<string, readonly (readonly [here: string, there: string])[]>,
): boolean {
  if (endedBy.size === 0) return false;
  return entries.slice(entries.indexOf(entry) + 1).some((later) => {
    const pairs = endedBy.get(later.kind);
    if (pairs === undefined || !later.parties.some((party) => keyOfParty(party) === enrollment)) return false;
    return pairs.every(([here, there]) => entry.facts.has(here) && entry.facts.get(here) === later.facts.get(there));
  });
}

/** All measures of the version, at the activity and at its items. */
export interface ReckonedMeasures {
  /** Of an item where the measure is keyed by the item. Missing: undefined. */
  read(name: string, which: 'before' | 'with', item: number | undefined): RefValue | undefined;
  /** In document order. */
  readonly tooLarge: readonly Measure[];
}

export async function reckonAll(view: Viewpoint): Promise<ReckonedMeasures> {
  const values = new Map<string, RefValue | undefined>();
  const tooLarge = new Set<Measure>();
  for (const measure of view.run.program.measures.values()) {
    for (const item of keyedByItem(measure) ? [undefined, ...view.entry.items.keys()] : [undefined]) {
      const both = await reckon(view, measure, item);
      for (const which of ['before', 'with'] as const) {
        const reckoned = both[which];
        if (reckoned === 'too-large') tooLarge.add(measure);
        else values.set(`${which} ${measure.name} ${item ?? ''}`, reckoned.value);
      }
    }
  }
  return {
    tooLarge: [...tooLarge],
    read: (name, which, item) => {
      const measure = view.run.program.measures.get(name);
      const at = measure !== undefined && keyedByItem(measure) ? item : undefined;
      return values.get(`${which} ${name} ${at ?? ''}`);
    },
  };
}

const keyedByItem = (measure: Measure): boolean => measure.readBy.some((fact) => fact.startsWith('item.'));
