import type { Bar, BarCount } from '../../schemas/types.ts';
import type { Comparison, Condition } from '../engine/conditions/model.ts';
import { operators } from '../engine/conditions/operators/index.ts';
import { showValue } from '../engine/facts/render.ts';
import type { Program, Rule, Timeline } from '../engine/program/model.ts';
import type { Cells } from './tally.ts';

const DIMENSIONS = ['partnerType', 'region', 'segment', 'employees'] as const;

interface Leaf {
  readonly comparison: Comparison;
  readonly negated: boolean;
}

/** By version, rule, leaf and dimension: its values, each with its counts. */
type Counts = ReadonlyMap<string, readonly (readonly [value: string, counts: readonly number[]])[]>;

function countsOf(bars: Cells): Counts {
  const counts = new Map<string, (readonly [string, readonly number[]])[]>();
  for (const [key, sums] of bars) {
    const at = key.lastIndexOf('\t');
    const of = key.slice(0, at);
    const known = counts.get(of);
    if (known === undefined) counts.set(of, [[key.slice(at + 1), sums]]);
    else known.push([key.slice(at + 1), sums]);
  }
  return counts;
}

/** What tiers and gates ask for, and whom each condition alone keeps out; the rules in order, the highest bar first. */
export function barResults(bars: Cells, population: Cells, { versions }: Timeline): Bar[] {
  if (bars.length === 0) return [];
  const counts = countsOf(bars);
  const people = populationOf(population);
  return versions.flatMap((program, version) =>
    program.rules.flatMap((rule) => {
      if (rule.decides !== 'tier' && rule.decides !== 'gate') return [];
      const prefix = `${version}\t${rule.name}`;
      const barred = counts.get(`${prefix}\t\tall`);
      if (barred === undefined) return [];
      return [
        {
          decides: rule.decides,
          of: rule.decides === 'tier' ? rule.level : rule.gate,
          rule: rule.name,
          version,
          partnerTypes: [...rule.for],
          barred: countOf(barred),
          together: countOf(counts.get(`${prefix}\t-1\tall`)),
          conditions: conditionsOf(rule, prefix, program, counts, people),
        },
      ];
    }),
  );
}

function countOf(all: readonly (readonly [string, readonly number[]])[] = []): BarCount {
  const [activities = 0, enrollments = 0] = all[0]?.[1] ?? [];
  return { enrollments, activities };
}

function conditionsOf(rule: Rule, prefix: string, program: Program, counts: Counts, people: Population): Bar['conditions'] {
  const leaves = leavesOf(rule.conditions, false);
  const conditions = leaves.flatMap((leaf, index) => {
    const alone = counts.get(`${prefix}\t${index}\tall`);
    if (alone === undefined) return [];
    const segments = DIMENSIONS.flatMap((by) =>
      (counts.get(`${prefix}\t${index}\t${by}`) ?? []).map((segment) => {
        const [value] = segment;
        return { by, value: value === '' ? null : value, alone: countOf([segment]), of: people(by, value, rule.for) };
      }),
    );
    const { fact, operator } = leaf.comparison;
    return [{ text: wordsOf(leaf, program), fact, operator, negated: leaf.negated, alone: countOf(alone), segments }];
  });
  return conditions.sort((a, b) => b.alone.enrollments - a.alone.enrollments || b.alone.activities - a.alone.activities);
}

type Population = (by: string, value: string, types: ReadonlySet<string>) => number;

function populationOf(cells: Cells): Population {
  const counts = new Map(cells);
  return (by, value, types) => [...types].reduce((sum, type) => sum + (counts.get(`${by}\t${value}\t${type}`)?.[0] ?? 0), 0);
}

/** Comparisons in document order, named conditions in place. */
function leavesOf(condition: Condition, negated: boolean): readonly Leaf[] {
  switch (condition.kind) {
    case 'compare':
      return [{ comparison: condition, negated }];
    case 'not':
      return leavesOf(condition.of, !negated);
    case 'named':
      return leavesOf(condition.of, negated);
    default:
      return condition.of.flatMap((part) => leavesOf(part, negated));
  }
}

/** “measure.revenueYtd is at least parameter.goldRevenue (500000.00)” */
function wordsOf({ comparison: { fact, operator, expected, type }, negated }: Leaf, { parameters, currency }: Program): string {
  const not = negated ? 'not: ' : '';
  if (operator === 'exists') return `${not}${fact} is ${expected.kind === 'literal' && expected.value === false ? 'not ' : ''}there`;
  const says = `${not}${fact} ${operators[operator].says}`;
  if (expected.kind === 'fact') {
    const parameter = expected.fact.startsWith('parameter.') ? parameters.get(expected.fact.slice('parameter.'.length)) : undefined;
    const value =
      parameter?.kind === 'scalar' && !parameter.perAgreement ? ` (${showValue(parameter.type, parameter.value, currency.digits)})` : '';
    return `${says} ${expected.fact}${value}`;
  }
  if (expected.kind === 'set') return `${says} ${expected.values.map((value) => showValue(type, value, currency.digits)).join(', ')}`;
  return `${says} ${showValue(type, expected.value, currency.digits)}`;
}
