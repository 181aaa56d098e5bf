/** Which condition alone bars whom, by segment. */
import type { BarColumns } from '../engine/columns/outcome.ts';
import type { Counting } from './count-lines.ts';
import type { Groups } from './groups.ts';
import { type Cells, sortedCells } from './tally.ts';

/** By what bars are told apart. */
export const BAR_DIMENSIONS = ['all', 'partnerType', 'region', 'segment', 'employees'] as const;

interface Slot {
  activities: number;
  enrollments: number;
  lastRow: number;
  lastEnrollment: number;
}

export function countBars(bars: BarColumns, { names, selected, timeline }: Counting): Cells {
  const slots = new Map<string, Slot>();
  const valuesOf = dimensionsOf(selected);
  for (let n = 0; n < bars.count; n += 1) {
    const row = bars.row[n] ?? -1;
    const e = bars.enrollment[n] ?? 0;
    const version = bars.version[n] ?? 0;
    const rule = bars.rule[n] ?? 0;
    // What a tier asks is asked of the enrollment; a gate's row may be a generated activity.
    const counted = row >= 0 ? selected.rows[row] === 1 : selected.enrollments[e] === 1;
    if (!counted) continue;
    const tier = timeline.versions[version]?.rules[rule]?.decides === 'tier';
    const values = valuesOf(row, e);
    const prefix = `${version}\t${names.rules[version]?.[rule] ?? ''}`;
    for (const leaf of ['', String(bars.leaf[n] ?? -1)]) {
      for (const [place, dimension] of BAR_DIMENSIONS.entries()) {
        const key = `${prefix}\t${leaf}\t${dimension}\t${values[place]}`;
        let slot = slots.get(key);
        if (slot === undefined) {
          slot = { activities: 0, enrollments: 0, lastRow: -2, lastEnrollment: -1 };
          slots.set(key, slot);
        }
        if (!tier && (row < 0 || slot.lastRow !== row)) slot.activities += 1;
        if (slot.lastEnrollment !== e) slot.enrollments += 1;
        slot.lastRow = row;
        slot.lastEnrollment = e;
      }
    }
  }
  return sortedCells(new Map([...slots].map(([key, slot]) => [key, [slot.activities, slot.enrollments]])));
}

/**
 * Enrollments that count, by what bars are told apart by, and their partner type. Who moves from one region to the other, or
 * serves customers in both, is of both: whoever is barred in one is among those that are there.
 */
export function countPopulation({ history, selected, from, to }: Counting): Cells {
  const counts = new Map<string, { enrollments: number; last: number }>();
  const valuesOf = dimensionsOf(selected);
  const groups = [selected.region, selected.segment, selected.employees].map(({ ofRow }) => ofRow);
  const { start } = history.rows;
  const note = (row: number, e: number): void => {
    const type = selected.partnerTypes[selected.partnerTypeOf[e] ?? 0] ?? '';
    for (const [place, value] of valuesOf(row, e).entries()) {
      const key = `${BAR_DIMENSIONS[place]}\t${value}\t${type}`;
      const count = counts.get(key);
      if (count === undefined) counts.set(key, { enrollments: 1, last: e });
      else if (count.last !== e) {
        count.enrollments += 1;
        count.last = e;
      }
    }
  };
  for (let e = from; e < to; e += 1) {
    if (selected.enrollments[e] !== 1) continue;
    note(-1, e);
    let before = -1;
    for (let row = start[e] ?? 0; row < (start[e + 1] ?? 0); row += 1) {
      if (selected.rows[row] !== 1) continue;
      if (before < 0 || groups.some((ofRow) => ofRow[row] !== ofRow[before])) note(row, e);
      before = row;
    }
  }
  return sortedCells(new Map([...counts].map(([key, { enrollments }]) => [key, [enrollments]])));
}

function dimensionsOf(selected: Counting['selected']): (row: number, enrollment: number) => readonly string[] {
  const { stretches, region, segment, employees, partnerTypes, partnerTypeOf } = selected;
  return (row, e) => {
    const last = (stretches.start[e + 1] ?? 0) - 1;
    const group = (groups: Groups): string => groups.values[(row >= 0 ? groups.ofRow[row] : groups.ofStretch[last]) ?? 0] ?? '';
    return ['', partnerTypes[partnerTypeOf[e] ?? 0] ?? '', group(region), group(segment), group(employees)];
  };
}
