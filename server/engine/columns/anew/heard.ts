/**
 * Whose turn an activity is, when only some enrollments are decided. Measures that customers or all share count the
 * activities of others too: those that rest on nothing but what stands in the record are told by the activities themselves.
 */
import type { Measure } from '../../measures/model.ts';
import type { Program } from '../../program/model.ts';
import type { Column, HistoryColumns } from '../history.ts';
import { isPresent } from '../read-history.ts';
import { readByMeasure } from './reach.ts';

export const NOBODYS = 0;
export const OWN = 1;
const HEARD = 2;

const CUSTOMER = 'customer.id';

/** Indexes of such measures. */
export function heardMeasures(program: Program): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [index, measure] of [...program.measures.values()].entries()) if (isHeard(program, measure)) found.add(index);
  return found;
}

function isHeard({ catalogue }: Program, measure: Measure): boolean {
  if (measure.scope === 'enrollment' || measure.lines.length > 0) return false;
  return measure.kinds.every((kind) => {
    const facts = catalogue.kinds.get(kind)?.facts;
    return readByMeasure(measure).every((fact) => fact.startsWith('item.') || facts?.has(fact) === true);
  });
}

/** By recorded activity: NOBODYS, OWN of those decided, HEARD of others; of customers only those that they have. */
export function turnsOf(program: Program, history: HistoryColumns, isMember: Uint8Array): Uint8Array {
  const turns = new Uint8Array(history.activities);
  const heard = [...program.measures.values()].filter((measure) => isHeard(program, measure));
  let customers: Uint8Array | undefined;
  for (const { kind, count, facts, order } of history.kinds) {
    const counting = heard.filter(({ kinds }) => kinds.includes(kind));
    if (counting.length === 0) continue;
    const column = facts[CUSTOMER];
    const isByCustomer = counting.every(({ scope }) => scope === 'customer') && column?.holds === 'codes';
    if (isByCustomer) customers ??= customersOf(history, isMember);
    for (let place = 0; place < count; place += 1) {
      if (!isByCustomer || customers?.[column.codes[place] ?? 0] === 1) turns[order[place] ?? 0] = HEARD;
    }
  }
  forEachRow(history, isMember, (kind, place) => {
    turns[history.kinds[kind]?.order[place] ?? 0] = OWN;
  });
  return turns;
}

/** By text: whether it is a customer of theirs. */
function customersOf(history: HistoryColumns, isMember: Uint8Array): Uint8Array {
  const found = new Uint8Array(history.texts.offsets.length);
  const columns: readonly (Column | undefined)[] = history.kinds.map(({ facts }) => facts[CUSTOMER]);
  forEachRow(history, isMember, (kind, place) => {
    const column = columns[kind];
    if (column?.holds === 'codes' && isPresent(column.present, place)) found[column.codes[place] ?? 0] = 1;
  });
  return found;
}

function forEachRow({ rows, enrollments }: HistoryColumns, isMember: Uint8Array, tell: (kind: number, place: number) => void): void {
  for (let enrollment = 0; enrollment < enrollments.count; enrollment += 1) {
    if (isMember[enrollment] !== 1) continue;
    const end = rows.start[enrollment + 1] ?? 0;
    for (let row = rows.start[enrollment] ?? 0; row < end; row += 1) tell(rows.kind[row] ?? 0, rows.place[row] ?? 0);
  }
}
