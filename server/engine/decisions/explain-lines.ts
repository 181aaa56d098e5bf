import { sumOf } from './amounts.ts';
import { explainFormula, explainReckoning } from './explain-formula.ts';
import { columns, figure, grouped, indent, money, result } from './explain-text.ts';
import type { FormulaReasoning, Line, LineStep } from './model.ts';

/** All lines in short, under each other, and what they come to for each payee. */
export function explainLines(lines: readonly Line[], currency: string): string[] {
  const rows = lines.map((line) => [titleOf(line), money(currency, line.amount), remarkOf(line)]);
  const totals = totalsOf(lines, currency);
  return [...columns(rows, [1]), ...totals];
}

function titleOf(line: Line): string {
  const kind = line.decides === 'incentive' ? '' : ` (${line.decides})`;
  return `${line.incentive}${kind}${line.item === undefined ? '' : `, item ${line.item + 1}`}`;
}

function remarkOf(line: Line): string {
  switch (line.status) {
    case 'due':
      return `${line.payer === 'vendor' ? '' : 'owed by the partner '}to ${payeeOf(line)}`;
    case 'excluded': {
      const by = line.steps?.find((step) => step.step === 'excluded')?.by;
      return by === undefined ? 'excluded by another incentive' : `excluded by ${by}`;
    }
    case 'outbid': {
      const by = line.steps?.find((step) => step.step === 'outbid')?.by;
      return by === undefined ? 'another incentive counts in its place' : `${by} counts in its place`;
    }
    case 'set-aside':
      return 'set aside until what failed is mended';
  }
}

export function payeeOf({ payee, person }: Line): string {
  switch (payee) {
    case 'partner':
      return 'the partner';
    case 'person':
      return person === undefined ? 'a person at the partner' : `${person} at the partner`;
    case 'vendor-field':
      return 'the vendor’s own field';
    case 'vendor':
      return 'the vendor';
  }
}

function totalsOf(lines: readonly Line[], currency: string): string[] {
  const due = lines.filter(({ status }) => status === 'due');
  const byPayee = grouped(due, payeeOf);
  return [...byPayee]
    .filter(([, group]) => group.length > 1)
    .map(([payee, group]) => `Together to ${payee}: ${money(currency, sumOf(group.map(({ amount }) => amount)))}`);
}

/** How one line came about, step by step. Nothing where the decision was given without reasoning. */
export function explainLine(line: Line, currency: string): string[] {
  if (line.steps === undefined) return [];
  const what = line.status === 'due' ? money(currency, line.amount) : remarkOf(line);
  return [`${titleOf(line)}, by rule ${line.rule}: ${what}`, ...indent(line.steps.flatMap((step) => explainStep(step, currency)))];
}

function explainStep(step: LineStep, currency: string): string[] {
  const amount = (exact: string): string => money(currency, exact);
  switch (step.step) {
    case 'amount':
      return [...under('amount', step.formula), `amount is ${amount(step.exact)}`];
    case 'floor':
      return [
        ...under('at least', step.formula, true),
        `at least ${bound(step.formula, amount)}: ${step.applied ? `raised to ${amount(step.exact)}` : 'is reached'}`,
      ];
    case 'cap': {
      const used = step.used === undefined ? '' : `, of which ${bound(step.used, amount)} is used and ${amount(step.remaining)} remains`;
      return [
        ...under('at most', step.formula, true),
        ...(step.used === undefined ? [] : under('used of it', step.used, true)),
        `at most ${bound(step.formula, amount)}${used}: ${step.applied ? `cut to ${amount(step.exact)}` : 'not exceeded'}`,
      ];
    }
    case 'excluded':
      return [`excluded: ${step.by} comes to more, and only the larger is paid`];
    case 'outbid':
      return [`of ${step.stack} only the best counts: ${step.by}`];
    case 'stack-cap':
      return [
        ...under(`${step.stack}, at most`, step.formula, true),
        `${step.stack} gives at most ${bound(step.formula, amount)}, earlier lines left ${amount(step.remaining)} of it: ${cut(step, amount)}`,
      ];
    case 'budget':
      return [`budget ${step.budget} has ${amount(step.remaining)} left: ${cut(step, amount)}`];
    case 'rounding':
      return sameAmount(step.from, step.to) ? [] : [`rounded once, ${step.mode}: ${amount(step.from)} to ${amount(step.to)}`];
    case 'reversal':
      return [
        ...(step.formula === undefined ? [] : under('share', step.formula, true)),
        `takes back ${figure(step.share)} × ${amount(step.original)}, at most the ${amount(step.remaining)} not taken back yet`,
      ];
    case 'balance':
      return [
        ...under(`balance ${step.balance} moves by`, step.formula, true),
        `balance ${step.balance}: ${result(step.before)} before, ${result(step.after)} after`,
      ];
  }
}

const cut = ({ applied, exact }: { readonly applied: boolean; readonly exact: string }, amount: (exact: string) => string): string =>
  applied ? `cut to ${amount(exact)}` : 'enough';

/** A formula under what it is for; `plainly`: not where it is no more than a number or a fact. */
function under(title: string, formula: FormulaReasoning, plainly = false): string[] {
  const [first, ...rest] = plainly ? explainReckoning(formula) : explainFormula(formula);
  return first === undefined ? [] : [`${title} = ${first}`, ...rest];
}

/** The value of a bound, with the formula where it is only a name. */
function bound(formula: FormulaReasoning, amount: (exact: string) => string): string {
  const shown = formula.value === undefined ? 'no value' : amount(String(formula.value));
  return formula.steps.length === 0 && Object.keys(formula.inputs).length > 0 ? `${formula.formula} = ${shown}` : shown;
}

const sameAmount = (from: string, to: string): boolean => from.replace(/\.?0+$/, '') === to.replace(/\.?0+$/, '');
