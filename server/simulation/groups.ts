import { textCount, textOf } from '../engine/columns/read-history.ts';
import { isOfPartner, type RecordedFacts, type Values } from './recorded-facts.ts';

/** Groups of rows by a fact: places in `values`, of which the first is '', for where it is missing. */
export interface Groups {
  readonly fact: string | null;
  readonly values: readonly string[];
  readonly ofRow: Int32Array;
  /** For generated activities and for enrollments; a fact of the activity is missing there. */
  readonly ofStretch: Int32Array;
}

/** Classes of people at the partner, by the least number in each. */
const SIZES = [0, 10, 50, 250, 1000] as const;
const SIZE_NAMES = SIZES.map((from, index) =>
  index === SIZES.length - 1 ? `${from} and more` : `${from} to ${(SIZES[index + 1] ?? 0) - 1}`,
);

const EMPLOYEES = 'partner.employees';
const cache = new WeakMap<RecordedFacts, Map<string | null, Groups>>();

/** By the values of text or a choice. They are the history's, whatever is counted of it, and made once. */
export const groupsBy = (facts: RecordedFacts, fact: string | null): Groups => remembered(facts, fact, () => textGroups(facts, fact));

/** By how many people there are at the partner. */
export const groupsBySize = (facts: RecordedFacts): Groups =>
  remembered(facts, EMPLOYEES, () => {
    const of = (employees: number): number => SIZES.findLastIndex((from) => employees >= from) + 1;
    return grouped(facts, EMPLOYEES, ['', ...SIZE_NAMES], of);
  });

function remembered(facts: RecordedFacts, fact: string | null, make: () => Groups): Groups {
  let known = cache.get(facts);
  if (known === undefined) {
    known = new Map();
    cache.set(facts, known);
  }
  let groups = known.get(fact);
  if (groups === undefined) {
    groups = make();
    known.set(fact, groups);
  }
  return groups;
}

function textGroups(facts: RecordedFacts, fact: string | null): Groups {
  const values = [''];
  const places = new Int32Array(textCount(facts.history.texts));
  return grouped(facts, fact, values, (code) => {
    if (places[code] === 0) places[code] = values.push(textOf(facts.history, code)) - 1;
    return places[code] ?? 0;
  });
}

function grouped(facts: RecordedFacts, fact: string | null, values: readonly string[], placeOf: (value: number) => number): Groups {
  const { rows } = facts.history;
  const { stretches } = facts;
  if (fact === null || !facts.carries(fact)) {
    return { fact, values, ofRow: new Int32Array(rows.count), ofStretch: new Int32Array(stretches.count) };
  }
  if (!isOfPartner(fact)) {
    return { fact, values, ofRow: placed(facts.rows(fact), placeOf), ofStretch: new Int32Array(stretches.count) };
  }
  const ofStretch = placed(facts.ofStretches(fact), placeOf);
  const ofRow = new Int32Array(rows.count);
  for (let stretch = 0; stretch < stretches.count; stretch += 1) {
    const e = stretches.enrollment[stretch] ?? 0;
    const own = stretches.row[stretch] ?? -1;
    const next = stretch + 1 < (stretches.start[e + 1] ?? 0) ? stretches.row[stretch + 1] : rows.start[e + 1];
    ofRow.fill(ofStretch[stretch] ?? 0, own < 0 ? rows.start[e] : own, next);
  }
  return { fact, values, ofRow, ofStretch };
}

function placed(values: Values, placeOf: (value: number) => number): Int32Array {
  const places = new Int32Array(values.length);
  for (let at = 0; at < places.length; at += 1) {
    const value = values[at];
    if (typeof value === 'number' && !Number.isNaN(value)) places[at] = placeOf(value);
  }
  return places;
}
