import type { Condition } from '../conditions/model.ts';
import type { Formula } from '../formula/model.ts';
import type { Program, Rule } from '../program/model.ts';

/** A fact that something reads, and where it says so. */
export interface Read {
  readonly fact: string;
  readonly pointer: string;
}

/** Facts that a condition compares, on either side, through named conditions. */
export function* conditionReads(condition: Condition): Generator<Read> {
  switch (condition.kind) {
    case 'all':
    case 'any':
      for (const part of condition.of) yield* conditionReads(part);
      break;
    case 'not':
    case 'named':
      yield* conditionReads(condition.of);
      break;
    case 'compare':
      yield { fact: condition.fact, pointer: `${condition.pointer}/fact` };
      if (condition.expected.kind === 'fact') yield { fact: condition.expected.fact, pointer: `${condition.pointer}/value` };
  }
}

export function* formulaReads(formula: Formula | undefined): Generator<Read> {
  for (const fact of formula?.facts ?? []) yield { fact, pointer: formula?.pointer ?? '' };
}

/** Formulas of a rule, in document order. */
export function ruleFormulas(rule: Rule): readonly Formula[] {
  const found: (Formula | undefined)[] = [];
  if (rule.decides === 'incentive' || rule.decides === 'obligation') {
    found.push(rule.amount, rule.floor, rule.cap?.amount, rule.cap?.used, ...rule.balances.map((move) => move.formula));
  } else if (rule.decides === 'benefit' || rule.decides === 'mdf') found.push(rule.amount);
  else if (rule.decides === 'reversal') found.push(rule.share);
  return found.filter((formula) => formula !== undefined);
}

/** Facts that a rule reads itself. */
export function* ruleReads(rule: Rule): Generator<Read> {
  yield* conditionReads(rule.conditions);
  for (const formula of ruleFormulas(rule)) yield* formulaReads(formula);
  if (rule.decides === 'incentive' && rule.person !== undefined)
    yield { fact: rule.person, pointer: `${rule.pointer}/event/params/person` };
}

/** The reads, and those of derived facts and table parameters behind them, each with the pointer of the read that leads there. */
export function* deepReads(program: Program, reads: Iterable<Read>, seen = new Set<string>()): Generator<Read> {
  for (const read of reads) {
    yield read;
    if (seen.has(read.fact)) continue;
    seen.add(read.fact);
    const behind = factsBehind(program, read.fact).map((fact) => ({ fact, pointer: read.pointer }));
    yield* deepReads(program, behind, seen);
  }
}

function factsBehind(program: Program, fact: string): readonly string[] {
  const [space, name = ''] = fact.split('.');
  if (space === 'derived') return program.derived.get(name)?.formula.facts ?? [];
  if (space === 'parameter') {
    const parameter = program.parameters.get(name);
    return parameter?.kind === 'table' ? parameter.keys : [];
  }
  return [];
}

/** The measure that a fact reads, if it reads one. */
export const measureOf = (program: Program, fact: string) => {
  const [space, name = ''] = fact.split('.');
  return space === 'measure' || space === 'before' ? program.measures.get(name) : undefined;
};

/** Kinds on which a rule can run for a partner type: those that the type produces or the fold generates. */
export function kindsFor(program: Program, rule: Rule, partnerType: string): readonly string[] {
  const produces = program.partnerTypes.get(partnerType)?.produces;
  return [...rule.on].filter((kind) => produces?.has(kind) === true || program.catalogue.kinds.get(kind)?.generated === true);
}

export const listed = (words: Iterable<string>): string => [...words].join(', ');
