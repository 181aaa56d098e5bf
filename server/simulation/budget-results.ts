import type { SideResult } from '../../schemas/types.ts';
import { isoToDay, parseDecimal } from '../engine/facts/render.ts';
import type { Budget, Program, Timeline } from '../engine/program/model.ts';
import type { Money } from './figures.ts';
import type { Cells } from './tally.ts';

/** Budgets against what was paid under them, by window. */
export function budgetResults(cells: Cells, timeline: Timeline, money: Money): SideResult['budgets'] {
  return cells.map(([key, [lines = 0, actual = 0, countedLines = 0, counted = 0]]) => {
    const [budget = '', from = '', scope] = key.split('\t');
    const found = budgetIn(timeline, budget, from);
    const amount = found && amountOf(found.budget, found.program);
    return {
      budget,
      scope: scope === 'enrollment' ? 'enrollment' : 'program',
      from: from === '' ? null : from,
      amount: amount === undefined ? null : money.show(amount),
      formula: found?.budget.amount.source ?? '',
      lines,
      actual: money.show(actual),
      countedLines,
      counted: money.show(counted),
    };
  });
}

/** As the version in force at the window's start has it, or else the first that has it. */
function budgetIn({ versions }: Timeline, name: string, from: string): { readonly budget: Budget; readonly program: Program } | undefined {
  const having = versions.flatMap((program) =>
    program.budgets.filter((budget) => budget.name === name).map((budget) => ({ budget, program })),
  );
  const start = isoToDay(from) ?? Number.POSITIVE_INFINITY;
  return having.findLast(({ program }) => (program.effectiveFrom ?? Number.NEGATIVE_INFINITY) <= start) ?? having[0];
}

/** Where it is written down or a parameter; what is reckoned for each activity has no one amount. */
function amountOf({ amount }: Budget, { parameters, currency }: Program): number | undefined {
  const { root } = amount;
  if (root.kind === 'literal') return parseDecimal(root.text, currency.digits);
  if (root.kind !== 'fact') return undefined;
  const parameter = parameters.get(root.name.replace(/^parameter\./, ''));
  if (parameter?.kind !== 'scalar' || parameter.perAgreement) return undefined;
  return typeof parameter.value === 'number' ? parameter.value : undefined;
}
