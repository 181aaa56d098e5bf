/**
 * Facts that lines rest on and that no change of lines changes. What was decided, measured or remembered of an activity
 * is given: noted when the activity was decided, and read as a fact that the activity carries itself.
 */
import type { FactType } from '../../facts/value.ts';
import type { Program, Rule } from '../../program/model.ts';
import { readByMeasure } from './reach.ts';
import { factsBehind, formulaReads, ruleReads } from './reads.ts';
import { givesLines } from './shape.ts';

/** How a fact is come by once more. */
export type Source =
  /** The activity, or its item, carries it. */
  | 'own'
  | 'given'
  /** The same, another one for each item. */
  | 'given-by-item'
  /** It is reckoned of others, or what the program says. */
  | 'reckoned';

/** A fact of a kind of activity that is noted: under which name it is read once more. */
export interface Noted {
  readonly fact: string;
  readonly source: Source;
  readonly name: string;
  readonly type: FactType;
}

/** What somebody reads of an activity, or of one of its items, can't be noted. */
export class Unknown extends Error {}

/** Groups of facts that stand beside an activity. */
const GIVEN: ReadonlySet<string> = new Set([
  ...['partner', 'party', 'activity', 'measure', 'before', 'gate'],
  ...['outcome', 'promise', 'protection', 'term', 'period'],
]);

/** Where a fact comes from that a rule reads; `byItem`: in a rule for items. */
export function sourceOf(program: Program, fact: string, byItem: boolean): Source {
  const group = fact.slice(0, fact.indexOf('.'));
  if (group === 'derived' || group === 'line') return 'reckoned';
  if (group === 'parameter') {
    const parameter = program.parameters.get(fact.slice('parameter.'.length));
    return parameter?.kind === 'scalar' && parameter.perAgreement ? 'given' : 'reckoned';
  }
  if (group === 'balance') throw new Unknown(fact);
  if (fact === 'cancelled.daysSince') return 'given';
  if (!GIVEN.has(group)) return 'own';
  const isOfItem = group === 'gate' || program.catalogue.facts.get(fact)?.scope === 'item';
  return byItem && isOfItem ? 'given-by-item' : 'given';
}

const PREFIX: Readonly<Record<Source, string>> = { own: '', reckoned: '', given: 'given.', 'given-by-item': 'item.given.' };

export const nameOf = (fact: string, source: Source): string => `${PREFIX[source]}${fact}`;

/** A fact that is noted, and whether for each item. */
interface Leaf {
  readonly fact: string;
  readonly source: Source;
}

/** What facts rest on, at last. */
function leavesOf(program: Program, facts: Iterable<string>, byItem: boolean, into: Map<string, Leaf>): void {
  for (const fact of facts) {
    const source = sourceOf(program, fact, byItem);
    if (source !== 'reckoned') {
      into.set(nameOf(fact, source), { fact, source });
      continue;
    }
    const behind = [...(factsBehind(program, fact) ?? [])];
    // it is written once, whoever reads it
    const isForItems = behind.some((each) => sourceOf(program, each, true) === 'given-by-item');
    if (isForItems && byItem) throw new Unknown(fact);
    leavesOf(program, behind, byItem, into);
  }
}

/** What is noted of activities of a kind: all that lines of it rest on. */
export function notedOf(program: Program, kind: string): readonly Noted[] {
  const leaves = new Map<string, Leaf>();
  const add = (facts: Iterable<string>, byItem = false): void => {
    for (const fact of facts) {
      try {
        leavesOf(program, [fact], byItem, leaves);
      } catch (reason) {
        // whoever reads it can't be decided anew
        if (!(reason instanceof Unknown)) throw reason;
      }
    }
  };
  for (const rule of program.rules) {
    if (!givesLines(rule) || !rule.on.has(kind)) continue;
    add(ruleReads(rule), isOfItems(rule));
    if (rule.decides === 'reversal') add(['cancelled.activity']);
  }
  for (const { cap } of program.stacks) add(formulaReads(cap));
  for (const { amount } of program.budgets) add(formulaReads(amount));
  for (const measure of program.measures.values()) if (measure.lines.length > 0) add(readByMeasure(measure));
  const kindSpec = program.catalogue.kinds.get(kind);
  return [...leaves].flatMap(([name, { fact, source }]): Noted[] => {
    const spec = program.catalogue.facts.get(fact);
    if (spec === undefined || spec.type === 'list') return [];
    if (source === 'own' && kindSpec?.generated === false && !fact.startsWith('item.') && !kindSpec.facts.has(fact)) return [];
    if (isAverage(program, fact)) return [];
    return [{ fact, source, name, type: spec.type }];
  });
}

export const isOfItems = (rule: Rule): boolean => 'perItem' in rule && rule.perItem;

/** Its value need not be whole steps. */
function isAverage(program: Program, fact: string): boolean {
  const name = /^(?:measure|before)\.(.+)$/.exec(fact)?.[1];
  return name !== undefined && program.measures.get(name)?.aggregate === 'average';
}

/** Of measures of lines, only what stands in the records of activities. */
export function canBeRemembered(program: Program, name: string): boolean {
  const measure = program.measures.get(name);
  if (measure === undefined) return false;
  return readByMeasure(measure).every((fact) => /^(partner|party|parameter|line)\./.test(fact) || sourceOf(program, fact, true) === 'own');
}
