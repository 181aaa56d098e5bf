import type { ProgramDocument } from '../../../schemas/types.ts';
import { DecisionRows } from '../../../server/engine/columns/decision-rows.ts';
import type { HistoryColumns } from '../../../server/engine/columns/history.ts';
import type { Outcome } from '../../../server/engine/columns/outcome.ts';
import { OutcomeBuilder } from '../../../server/engine/columns/outcome-builder.ts';
import { outcomeNames } from '../../../server/engine/columns/outcome-names.ts';
import { activitiesInOrder, enrollmentAt } from '../../../server/engine/columns/read-history.ts';
import { historyPlaces } from '../../../server/engine/columns/rows.ts';
import { createCompiled } from '../../../server/engine/compiled/evaluator.ts';
import type { Decision } from '../../../server/engine/decisions/model.ts';
import type { Timeline } from '../../../server/engine/program/model.ts';
import { buildHistory } from '../../../server/history/builder.ts';
import { settingOf } from '../../../server/history/setting.ts';
import { type Case, load, prepare } from '../../differential/compare.ts';
import { Choices } from '../../differential/generate/choices.ts';
import { aHistory } from '../../differential/generate/history.ts';
import { aProgram } from '../../differential/generate/program.ts';
import { digitsOf } from '../../differential/generate/values.ts';

export interface ColumnCase {
  readonly timeline: Timeline;
  readonly history: HistoryColumns;
  readonly until: number;
}

const NUMBERS_A_CASE = 2500;

/** A random program and history; `shared` false: nothing in the program goes beyond an enrollment. */
export function aColumnCase(seed: number, shared: boolean): ColumnCase {
  const choices = new Choices(randomNumbers(seed));
  const program: ProgramDocument = aProgram(choices, shared);
  return columnCase({ program, ...aHistory(choices, program) });
}

/** The same with a second version of the timeline, and where the first takes effect within the history. */
export function aCaseOfVersions(seed: number, shared: boolean): ColumnCase {
  const choices = new Choices(randomNumbers(seed));
  const first: ProgramDocument = aProgram(choices, shared);
  const second = another(seed, first, shared);
  const versions = [
    choices.oneIn(3) ? { ...first, effectiveFrom: '2024-01-20' } : first,
    { ...second, effectiveFrom: choices.pick(['2024-03-01', '2024-06-15', '2024-02-01']) },
  ];
  return { ...columnCase({ program: first, ...aHistory(choices, first) }), timeline: { id: 'random', versions: versions.map(load) } };
}

/** The same with deals so large, and so many, that sums leave their bounds. */
export function aHugeCase(seed: number, shared: boolean): ColumnCase {
  const choices = new Choices(randomNumbers(seed));
  const random: ProgramDocument = aProgram(choices, shared);
  const own = { sum: 'deal.amount' as const, of: ['deal-closed'], window: 'fiscal-year' as const };
  const program: ProgramDocument = { ...random, measures: { ...random.measures, own } };
  const { activities, ...history } = aHistory(choices, program);
  const large = '9'.repeat(15 - digitsOf(program.currency));
  return columnCase({
    program,
    ...history,
    activities: activities.flatMap(({ currency: _, exchange: __, ...rest }) => {
      if (rest.kind !== 'deal-closed') return [rest];
      const deal = { ...rest, facts: { ...rest.facts, 'deal.amount': large } };
      return Array.from({ length: 5 }, (_, copy) => ({ ...deal, id: `${deal.id}-${copy}` }));
    }),
  });
}

function columnCase(one: Case): ColumnCase {
  const { timeline, enrollments, activities, until } = prepare(one);
  const [version] = timeline.versions;
  if (version === undefined) throw new Error('a timeline without versions');
  return { timeline, history: buildHistory(settingOf(version), enrollments, activities), until };
}

/** The same currency, so that one history suits both. */
function another(seed: number, { currency }: ProgramDocument, shared: boolean): ProgramDocument {
  for (let next = 1; next < 100; next += 1) {
    const second = aProgram(new Choices(randomNumbers(seed + next * 31)), shared);
    if (second.currency === currency) return second;
  }
  throw new Error('no program of that currency');
}

/** Lehmer's numbers, 16 bits of each. */
export function randomNumbers(seed: number): Uint16Array {
  let state = seed;
  return Uint16Array.from({ length: NUMBERS_A_CASE }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state >> 8;
  });
}

/** Decided step by step. */
export function decisionsOf({ timeline, history }: ColumnCase, until: number, explain = false): readonly Decision[] {
  const evaluator = createCompiled(timeline);
  const state = evaluator.begin(Array.from({ length: history.enrollments.count }, (_, index) => enrollmentAt(history, index)));
  const decisions: Decision[] = [];
  for (const activity of activitiesInOrder(history)) {
    if (activity.day <= until) decisions.push(...evaluator.step(state, activity, { explain }));
  }
  return [...decisions, ...evaluator.advance(state, until, { explain })];
}

/** Decisions as rows. How enrollments stand at the end is in none of them. */
export function rowsOf({ timeline, history }: ColumnCase, decisions: readonly Decision[]): Outcome {
  const names = outcomeNames(timeline);
  const into = new OutcomeBuilder(names, { firstEnrollment: 0, enrollments: history.enrollments.count });
  const rows = new DecisionRows(timeline, names, into, historyPlaces(history));
  for (const decision of decisions) rows.addDecision(decision);
  return into.finish(false);
}

type Part = readonly Outcome[];

/** Folds of ranges put together by index. */
export function together(parts: Part): Omit<Outcome, 'firstEnrollment'> {
  const table = <T extends { readonly count: number }>(of: (part: Outcome) => T): T => joined(parts.map(of));
  return {
    lines: table(({ lines }) => lines),
    moves: table(({ moves }) => moves),
    closed: table(({ closed }) => closed),
    registrations: table(({ registrations }) => registrations),
    failures: table(({ failures }) => failures),
    rules: (parts[0]?.rules ?? []).map((counts, version) =>
      Object.fromEntries(
        Object.keys(counts).map((name) => [name, summed(parts.map(({ rules }) => rules[version]?.[name as keyof typeof counts]))]),
      ),
    ) as unknown as Outcome['rules'],
    standing: Uint8Array.from(parts.flatMap(({ standing }) => [...standing])),
    bars: parts.some(({ bars }) => bars === null) ? null : joined(parts.flatMap(({ bars }) => bars ?? [])),
    decisions: parts.reduce((sum, { decisions }) => sum + decisions, 0),
    handedOver: parts.reduce((sum, { handedOver }) => sum + handedOver, 0),
  };
}

function joined<T extends { readonly count: number }>(tables: readonly T[]): T {
  const [first] = tables;
  if (first === undefined) throw new Error('no tables');
  const columns = Object.entries(first).map(([name, column]: [string, number | Int32Array]) => {
    if (typeof column === 'number') return [name, tables.reduce((sum, { count }) => sum + count, 0)];
    const all = tables.map((each) => (each as unknown as Record<string, Int32Array>)[name] ?? new Int32Array(0));
    return [name, (column.constructor as Int32ArrayConstructor).from(all.flatMap((values) => [...values]))];
  });
  return Object.fromEntries(columns) as T;
}

const summed = (columns: readonly (Float64Array | undefined)[]): Float64Array =>
  Float64Array.from(columns[0] ?? [], (_, at) => columns.reduce((sum, column) => sum + (column?.[at] ?? 0), 0));
