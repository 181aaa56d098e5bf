/** Who can bring a change of a fact about. What can't be told is the partner's to try. */
import type { FormulaNode } from '../formula/model.ts';
import type { Program } from '../program/model.ts';
import type { Whose } from './model.ts';

export type Direction = 'up' | 'down' | 'there' | 'gone' | 'other';

/** Groups that a program, its decisions and the activity asked about settle by themselves. */
const SETTLED: ReadonlySet<string> = new Set(['parameter', 'party', 'period', 'gate', 'outcome', 'line', 'activity', 'cancelled']);
const PARTNERS: ReadonlySet<string> = new Set(['balance', 'promise', 'protection', 'term']);

export function whose(program: Program, fact: string, direction: Direction): Whose {
  const group = fact.slice(0, fact.indexOf('.'));
  const name = fact.slice(group.length + 1);
  if (fact === 'activity.date' || fact === 'partner.daysEnrolled') return direction === 'up' ? 'time' : 'nobody';
  if (SETTLED.has(group)) return 'nobody';
  if (PARTNERS.has(group)) return 'partner';
  switch (group) {
    case 'partner':
      return name === 'id' || name === 'type' || name === 'enrolledOn' ? 'nobody' : 'partner';
    case 'measure':
    case 'before':
      return whoseMeasure(program, name, direction);
    case 'derived':
      return whoseDerived(program, name, direction);
    default:
      return 'question';
  }
}

/** What was counted stays counted, until its window has passed over it. */
function whoseMeasure(program: Program, name: string, direction: Direction): Whose {
  const measure = program.measures.get(name);
  if (direction === 'gone') return 'nobody';
  if (direction !== 'down' || (measure?.aggregate !== 'count' && measure?.aggregate !== 'countDistinct')) return 'partner';
  return measure.window.kind === 'lifetime' ? 'nobody' : 'time';
}

/** As easy as the easiest of what it is reckoned from. */
function whoseDerived(program: Program, name: string, direction: Direction): Whose {
  if (direction === 'gone') return 'nobody';
  const facts = program.derived.get(name)?.formula.facts ?? [];
  const found = new Set(facts.map((fact) => whose(program, fact, 'up')));
  const time = found.has('time') && isSpan(program.derived.get(name)?.formula.root);
  if (found.has('partner')) return 'partner';
  if (found.has('question')) return 'question';
  return time && direction === 'up' ? 'time' : 'nobody';
}

/** Days from something to today: they grow by themselves. */
function isSpan(node: FormulaNode | undefined): boolean {
  if (node?.kind !== 'call' || node.fn !== 'daysBetween') return false;
  const to = node.args[1];
  return to?.kind === 'fact' && to.name === 'activity.date';
}
