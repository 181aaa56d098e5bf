/**
 * Where two programs part on one activity. Rules are followed in the order in which they were looked at; the first
 * whose verdict differs names the condition that made it so. Where all verdicts are alike, what differs is an amount,
 * and the first value that its formula read otherwise is named.
 */
import { firstDifference } from '../engine/decisions/difference.ts';
import type { ConditionReasoning, Decision, Line, PartyDecision, RuleReasoning, Shown } from '../engine/decisions/model.ts';

type Leaf = Extract<ConditionReasoning, { readonly fact: string }>;

/** A condition as one side saw it; missing where its rule doesn't have it. */
export interface SeenCondition {
  readonly fact: string;
  readonly operator: string;
  readonly expected?: unknown;
  readonly expectedFact?: string;
  readonly actual?: Shown;
  readonly holds: boolean;
}

export type Parting =
  | { readonly at: 'nothing' }
  /** Decided at all, set aside, or not in force. */
  | { readonly at: 'status'; readonly baseline: string; readonly candidate: string }
  /** One side looked at it and the other has none of this name for it. */
  | { readonly at: 'rule'; readonly rule: string; readonly item?: number; readonly only: 'baseline' | 'candidate'; readonly holds: boolean }
  | {
      readonly at: 'condition';
      readonly rule: string;
      readonly item?: number;
      readonly holds: { readonly baseline: boolean; readonly candidate: boolean };
      readonly baseline?: SeenCondition;
      readonly candidate?: SeenCondition;
    }
  | {
      readonly at: 'amount';
      readonly incentive: string;
      readonly rule: string;
      readonly baseline: string;
      readonly candidate: string;
      /** The first fact that the formula read otherwise; missing where it is another formula. */
      readonly fact?: string;
      readonly read?: { readonly baseline?: Shown; readonly candidate?: Shown };
    }
  /** Somewhere else, by JSON pointer of the decision. */
  | { readonly at: 'other'; readonly pointer: string };

/** Of decisions with their reasoning. */
export function partingOf(baseline: Decision | undefined, candidate: Decision | undefined): Parting {
  const status = (decision: Decision | undefined): string => decision?.status ?? 'none';
  if (baseline === undefined || candidate === undefined || baseline.status !== candidate.status) {
    return status(baseline) === status(candidate)
      ? { at: 'nothing' }
      : { at: 'status', baseline: status(baseline), candidate: status(candidate) };
  }
  for (const party of baseline.parties) {
    const other = candidate.parties.find(
      ({ partner, partnerType, role }) => partner === party.partner && partnerType === party.partnerType && role === party.role,
    );
    const parting = other && (inRules(party, other) ?? inLines(party, other));
    if (parting !== undefined) return parting;
  }
  const other = firstDifference(said(baseline), said(candidate));
  return other === undefined ? { at: 'nothing' } : { at: 'other', pointer: other.pointer };
}

/** Without the program's name and the reasoning: programs always differ in these. */
const said = ({ parties, failures }: Decision): unknown => ({ parties: parties.map(({ reasoning: _, ...rest }) => rest), failures });

function inRules(baseline: PartyDecision, candidate: PartyDecision): Parting | undefined {
  const [left, right] = [baseline.reasoning?.rules ?? [], candidate.reasoning?.rules ?? []];
  const others = new Map(right.map((rule) => [nameOf(rule), rule]));
  for (const rule of left) {
    const other = others.get(nameOf(rule));
    others.delete(nameOf(rule));
    if (other === undefined) {
      if (rule.holds) return onlyIn('baseline', rule);
    } else if (rule.holds !== other.holds) return inConditions(rule, other);
  }
  const added = [...others.values()].find(({ holds }) => holds);
  return added && onlyIn('candidate', added);
}

const nameOf = ({ rule, item }: RuleReasoning): string => `${rule}\t${item ?? ''}`;

const placed = ({ rule, item }: RuleReasoning): { readonly rule: string; readonly item?: number } => ({
  rule,
  ...(item !== undefined && { item }),
});

const onlyIn = (only: 'baseline' | 'candidate', rule: RuleReasoning): Parting => ({ at: 'rule', ...placed(rule), only, holds: rule.holds });

/** The first leaf that came out otherwise, or that one side doesn't have. */
function inConditions(rule: RuleReasoning, other: RuleReasoning): Parting {
  const [left, right] = [leavesOf(rule.conditions), leavesOf(other.conditions)];
  const holds = { baseline: rule.holds, candidate: other.holds };
  const same = left.length === right.length && left.every((leaf, index) => isAlike(leaf, right[index]));
  if (same) {
    const index = left.findIndex((leaf, at) => leaf.holds !== right[at]?.holds);
    return { at: 'condition', ...placed(rule), holds, ...pair(left[index], right[index]) };
  }
  // conditions were added, dropped or changed: the first that has no like on the other side
  const lost = left.find((leaf) => !right.some((each) => isAlike(leaf, each)));
  const added = right.find((leaf) => !left.some((each) => isAlike(leaf, each)));
  return { at: 'condition', ...placed(rule), holds, ...pair(lost, added) };
}

function pair(
  baseline: Leaf | undefined,
  candidate: Leaf | undefined,
): { readonly baseline?: SeenCondition; readonly candidate?: SeenCondition } {
  return { ...(baseline && { baseline }), ...(candidate && { candidate }) };
}

/** Whether they ask the same, be it of other parameters. */
const isAlike = (a: Leaf, b: Leaf | undefined): boolean =>
  a.fact === b?.fact &&
  a.operator === b.operator &&
  a.expectedFact === b.expectedFact &&
  (a.expectedFact !== undefined || firstDifference(a.expected, b.expected) === undefined);

function leavesOf(condition: ConditionReasoning): readonly Leaf[] {
  if ('all' in condition) return condition.all.flatMap(leavesOf);
  if ('any' in condition) return condition.any.flatMap(leavesOf);
  if ('not' in condition) return leavesOf(condition.not);
  if ('is' in condition) return leavesOf(condition.is);
  return [condition];
}

function inLines(baseline: PartyDecision, candidate: PartyDecision): Parting | undefined {
  const others = [...candidate.lines];
  for (const line of baseline.lines) {
    const at = others.findIndex(
      (other) => other.rule === line.rule && other.incentive === line.incentive && other.item === line.item && other.payee === line.payee,
    );
    const [other] = at < 0 ? [] : others.splice(at, 1);
    if (other?.amount !== line.amount || other.status !== line.status) return amountOf(line, other);
  }
  const [added] = others;
  return added && amountOf(undefined, added);
}

function amountOf(baseline: Line | undefined, candidate: Line | undefined): Parting {
  const { incentive, rule } = baseline ?? candidate ?? { incentive: '', rule: '' };
  const shown = (line: Line | undefined): string => (line === undefined ? 'none' : line.status === 'due' ? line.amount : line.status);
  return { at: 'amount', incentive, rule, baseline: shown(baseline), candidate: shown(candidate), ...readOtherwise(baseline, candidate) };
}

function readOtherwise(baseline: Line | undefined, candidate: Line | undefined): Pick<Extract<Parting, { at: 'amount' }>, 'fact' | 'read'> {
  const [left, right] = [inputsOf(baseline), inputsOf(candidate)];
  for (const fact of new Set([...left.keys(), ...right.keys()])) {
    const [before, after] = [left.get(fact), right.get(fact)];
    if (firstDifference(before, after) === undefined) continue;
    return { fact, read: { ...(before !== undefined && { baseline: before }), ...(after !== undefined && { candidate: after }) } };
  }
  return {};
}

function inputsOf(line: Line | undefined): ReadonlyMap<string, Shown> {
  const formulas = (line?.steps ?? []).flatMap((step) => ('formula' in step && step.formula !== undefined ? [step.formula] : []));
  return new Map(formulas.flatMap(({ inputs }) => Object.entries(inputs)));
}

/** The same as a sentence. */
export function partingInWords(parting: Parting, candidate: string): string {
  switch (parting.at) {
    case 'nothing':
      return `${candidate} decides as the baseline does.`;
    case 'status':
      return `The baseline: ${STATUS[parting.baseline] ?? parting.baseline}; ${candidate}: ${STATUS[parting.candidate] ?? parting.candidate}.`;
    case 'rule':
      return `The rule ${ruleName(parting)} holds, and only ${parting.only === 'baseline' ? 'the baseline' : candidate} looks at one of that name here.`;
    case 'condition': {
      const { baseline, candidate: other, holds } = parting;
      const verdict = `The rule ${ruleName(parting)} ${holds.baseline ? 'holds' : 'doesn’t hold'} in the baseline and ${holds.candidate ? 'does' : 'doesn’t'} in ${candidate}`;
      if (baseline === undefined || other === undefined) {
        const only = baseline ?? other;
        return only === undefined
          ? `${verdict}.`
          : `${verdict}: only ${baseline === undefined ? candidate : 'the baseline'} asks whether ${conditionInWords(only)}.`;
      }
      return `${verdict}: ${conditionInWords(baseline)} against ${conditionInWords(other)}.`;
    }
    case 'amount': {
      const { incentive, rule, baseline, candidate: other, fact, read } = parting;
      const why = fact === undefined ? '' : `; ${fact} is ${shown(read?.baseline)} and ${shown(read?.candidate)}`;
      return `${incentive} by ${rule}: ${baseline} in the baseline, ${other} in ${candidate}${why}.`;
    }
    case 'other':
      return `${candidate} pays the same; the decisions differ at ${parting.pointer}.`;
  }
}

const STATUS: Readonly<Record<string, string>> = {
  decided: 'decided',
  'set-aside': 'set aside',
  'not-in-force': 'no version in force',
  none: 'no decision',
};

const ruleName = ({ rule, item }: { readonly rule: string; readonly item?: number }): string =>
  item === undefined ? rule : `${rule} (item ${item})`;

const shown = (value: unknown): string =>
  value === undefined ? 'missing' : typeof value === 'object' ? JSON.stringify(value) : String(value);

const conditionInWords = ({ fact, operator, expected, expectedFact, actual }: SeenCondition): string =>
  `${fact} (${shown(actual)}) ${operator} ${expectedFact === undefined ? shown(expected) : `${expectedFact} (${shown(expected)})`}`;
