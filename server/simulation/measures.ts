/** What of a tally one number says: what a goal is set on, and what stands in a sweep's columns. */

import { REGISTRATION_OUTCOMES } from '../engine/columns/outcome.ts';
import { outcomeNames } from '../engine/columns/outcome-names.ts';
import { isRefusal, readValue, refusalMessage } from '../engine/facts/read.ts';
import { showValue } from '../engine/facts/render.ts';
import type { Timeline } from '../engine/program/model.ts';
import { nameHint, quote } from '../engine/program/wording.ts';
import { refuse } from './refusal.ts';
import type { Cells, Tally } from './tally.ts';

export interface TallyMeasure {
  /**
   * - paid, paid.INCENTIVE: what the vendor pays to partners, persons at partners and its own field;
   * - owed, owed.OBLIGATION: what partners owe;
   * - tier.TYPE.LEVEL: enrollments that stand at the level at the end;
   * - closed.GATE: how often it was found closed;
   * - registrations.OUTCOME: registrations decided so.
   */
  readonly name: string;
  readonly unit: 'money' | 'count';
  /** Smallest units, or a count. */
  readonly of: (tally: Tally) => number;
}

/** Places of the sums in a cell of lines. */
const PAID = { partner: 1, person: 2, field: 3, owed: 4 } as const;

const paidIn = (sums: readonly number[]): number => (sums[PAID.partner] ?? 0) + (sums[PAID.person] ?? 0) + (sums[PAID.field] ?? 0);
const owedIn = (sums: readonly number[]): number => sums[PAID.owed] ?? 0;
const countIn = (sums: readonly number[]): number => sums[0] ?? 0;

function sumOf(cells: Cells, counts: (key: readonly string[]) => boolean, value: (sums: readonly number[]) => number): number {
  let sum = 0;
  for (const [key, sums] of cells) if (counts(key.split('\t'))) sum += value(sums);
  return sum;
}

/** All measures that these programs have, in the order of the document. */
export function tallyMeasures(timelines: readonly Timeline[]): readonly TallyMeasure[] {
  const names = timelines.map(outcomeNames);
  const incentives = [...new Set(names.flatMap((each) => each.incentives))];
  const gates = [...new Set(names.flatMap((each) => each.gates))];
  const levels = new Set(
    names.flatMap((each) =>
      (each.levels.at(-1) ? [...(each.levels.at(-1) ?? [])] : []).flatMap(([type, of]) => of.map((level) => `${type}\t${level}`)),
    ),
  );
  const money = (name: string, value: (sums: readonly number[]) => number, incentive?: string): TallyMeasure => ({
    name,
    unit: 'money',
    of: ({ tables }) => sumOf(tables.rule, ([, , of]) => incentive === undefined || of === incentive, value),
  });
  return [
    money('paid', paidIn),
    money('owed', owedIn),
    ...incentives.map((incentive) => money(`paid.${incentive}`, paidIn, incentive)),
    ...incentives.map((incentive) => money(`owed.${incentive}`, owedIn, incentive)),
    ...[...levels].map(
      (level): TallyMeasure => ({
        name: `tier.${level.replace('\t', '.')}`,
        unit: 'count',
        of: ({ tables }) => sumOf(tables.standing, (key) => key.join('\t') === level, countIn),
      }),
    ),
    ...gates.map(
      (gate): TallyMeasure => ({
        name: `closed.${gate}`,
        unit: 'count',
        of: ({ tables }) => sumOf(tables.closed, ([, of]) => of === gate, countIn),
      }),
    ),
    ...REGISTRATION_OUTCOMES.map(
      (outcome): TallyMeasure => ({
        name: `registrations.${outcome}`,
        unit: 'count',
        of: ({ tables }) => sumOf(tables.registrations, ([, of]) => of === outcome, countIn),
      }),
    ),
  ];
}

export function measureNamed(name: string, measures: readonly TallyMeasure[], pointer: string): TallyMeasure {
  const found = measures.find((measure) => measure.name === name);
  if (found !== undefined) return found;
  const near = nameHint(
    name,
    measures.map((measure) => measure.name),
  );
  const hint =
    near ??
    `Such as ${measures
      .slice(0, 6)
      .map((measure) => measure.name)
      .join(', ')}.`;
  return refuse('unknown-measure', `There is no measure ${quote(name)} of a simulation.`, pointer, hint);
}

/** A target as text: money as in 500000.00, a count as in 40. */
export function readTarget(measure: TallyMeasure, text: string, digits: number, pointer: string): number {
  const json = measure.unit === 'count' && /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  const read = readValue(measure.unit, json, digits);
  if (typeof read === 'number') return read;
  const message = isRefusal(read) ? refusalMessage(measure.name, text, read) : `${measure.name} is no ${quote(text)}.`;
  return refuse('bad-target', message, pointer);
}

export const showMeasure = ({ unit }: TallyMeasure, value: number, digits: number): string => String(showValue(unit, value, digits));
