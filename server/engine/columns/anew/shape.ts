/** What a program says, part by part, as text: parts that mean the same are the same text. */
import type { Comparison } from '../../conditions/model.ts';
import { thresholdOf } from '../../conditions/threshold.ts';
import type { Program, Rule } from '../../program/model.ts';

export interface Shape {
  /** All that may differ in nothing. */
  readonly standing: string;
  /** By place: of rules that give no lines all they say, of others what they are. */
  readonly heads: readonly string[];
  /** By place: all that the rule says. */
  readonly rules: readonly string[];
  readonly parameters: ReadonlyMap<string, string>;
  readonly derived: ReadonlyMap<string, string>;
  readonly stacks: ReadonlyMap<string, string>;
  readonly budgets: ReadonlyMap<string, string>;
  readonly excludes: string;
}

const known = new WeakMap<Program, Shape>();

export function shapeOf(program: Program): Shape {
  const before = known.get(program);
  if (before !== undefined) return before;
  const { id, currency, rounding, calendar, effectiveFrom, partnerTypes, balances, promises, protections, measures, document } = program;
  const parameters = [...program.parameters.values()].map((each) => ({ ...each, value: 0, bands: 0, rows: 0, min: 0, max: 0 }));
  const derived = [...program.derived.values()].map(({ name, type }) => [name, type]);
  const { attributes } = document;
  const made: Shape = {
    standing: textOf([
      { id, currency, rounding, calendar, effectiveFrom, partnerTypes, balances, promises, protections, measures, attributes },
      parameters,
      derived,
    ]),
    heads: program.rules.map((rule) => textOf(givesLines(rule) ? headOf(rule) : rule)),
    rules: program.rules.map((rule) => textOf(rule)),
    parameters: byName(program.parameters.values()),
    derived: byName(program.derived.values()),
    stacks: byName(program.stacks),
    budgets: byName(program.budgets),
    excludes: textOf(program.excludes),
  };
  known.set(program, made);
  return made;
}

/** Rules whose decision is a line, and nothing else reads. */
export const givesLines = ({ decides }: Rule): boolean => decides === 'incentive' || decides === 'obligation' || decides === 'reversal';

function headOf(rule: Rule): object {
  const { name, decides, on, from, to } = rule;
  const incentive = 'incentive' in rule ? rule.incentive : undefined;
  const perItem = 'perItem' in rule && rule.perItem;
  return { name, decides, for: rule.for, on, from, to, incentive, perItem };
}

const byName = (named: Iterable<{ readonly name: string }>): ReadonlyMap<string, string> =>
  new Map([...named].map((each) => [each.name, textOf(each)]));

/** Of a rule, but for the numbers that it compares with. */
export const textWithoutThresholds = (rule: Rule): string =>
  textOf(rule, (part) => (isComparison(part) && thresholdOf(part) === part.pointer ? { ...part, expected: 'a number' } : part));

const isComparison = (part: unknown): part is Comparison =>
  typeof part === 'object' && part !== null && 'kind' in part && part.kind === 'compare';

/** Where something stands in the document means nothing, and of formulas the text is all. */
function textOf(value: unknown, seen: (part: unknown) => unknown = (part) => part): string {
  return JSON.stringify(value, (key, whole: unknown) => {
    const part = seen(whole);
    if (key === 'pointer' || key === 'root' || key === 'facts') return undefined;
    if (part instanceof Map) return [...part];
    if (part instanceof Set) return [...part];
    return part === Number.POSITIVE_INFINITY ? 'ever' : part;
  });
}
