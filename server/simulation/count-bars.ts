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

/** Enrollments that count, by what bars are told apart by, and their partner type. */
export function countPopulation({ selected, from, to }: Counting): Cells {
  const counts = new Map<string, number[]>();
  const valuesOf = dimensionsOf(selected);
  for (let e = from; e < to; e += 1) {
    if (selected.enrollments[e] !== 1) continue;
    const values = valuesOf(-1, e);
    for (const [place, dimension] of BAR_DIMENSIONS.entries()) {
      const key = `${dimension}\t${values[place]}\t${selected.partnerTypes[selected.partnerTypeOf[e] ?? 0] ?? ''}`;
      const count = counts.get(key);
      if (count === undefined) counts.set(key, [1]);
      else count[0] = (count[0] ?? 0) + 1;
    }
  }
  return sortedCells(counts);
}

function dimensionsOf(selected: Counting['selected']): (row: number, enrollment: number) => readonly string[] {
  const { stretches, region, segment, employees, partnerTypes, partnerTypeOf } = selected;
  return (row, e) => {
    const last = (stretches.start[e + 1] ?? 0) - 1;
    const group = (groups: Groups): string => groups.values[(row >= 0 ? groups.ofRow[row] : groups.ofStretch[last]) ?? 0] ?? '';
    return ['', partnerTypes[partnerTypeOf[e] ?? 0] ?? '', group(region), group(segment), group(employees)];
  };
}
