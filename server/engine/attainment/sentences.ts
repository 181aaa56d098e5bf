/** What is missing, in plain English: a line for each change, told for the partner's people. */
import { operators } from '../conditions/operators/index.ts';
import { figure, indent, numeral, result, value } from '../decisions/explain-text.ts';
import type { Shown } from '../decisions/model.ts';
import type { Attainment, Change, ChangeSet, GateAnswer, GateHorizon, LevelAttainment, Unknown } from './model.ts';

export function sayAttainment(attainment: Attainment): readonly string[] {
  const { on, status, failures, tier, graceUntil, levels } = attainment;
  if (status === 'not-in-force') return [`No version of the program is in force on ${on}.`];
  if (status === 'set-aside') return [`Nothing can be said on ${on}: ${failures.map(({ message }) => message).join(' ')}`];
  if (tier === undefined) return ['This partner type has no tiers.'];
  const grace = graceUntil === undefined ? '' : `, in grace through ${graceUntil}`;
  return [`Tier on ${on}: ${tier}${grace}.`, ...levels.flatMap(sayLevel)];
}

function sayLevel({ level, reached, rules, sets, unknown }: LevelAttainment): readonly string[] {
  if (reached) return [`${level}: its requirements are met; it is taken at the next review.`];
  if (rules.length === 0) return [`${level}: no rule leads to it today.`];
  if (unknown.length > 0) return [`${level}: what it needs can't be told. ${sayUnknown(unknown)}`];
  if (sets.length === 0) return [`${level}: nothing that could change would lead to it.`];
  return [`${level}:`, ...indent(saySets(sets))];
}

export function sayGate(answer: GateAnswer): readonly string[] {
  const { open, closedBy, opening, sets, unknown } = answer;
  const name = gateName(answer);
  if (open) return [`${name} is open.`];
  const because =
    closedBy.length > 0
      ? closedBy.map(({ reason }) => reason).join('; ')
      : opening.length === 0
        ? 'no rule opens it here'
        : 'nothing opens it';
  if (sets.length === 0) return [`${name} is closed: ${because}.${unknown.length > 0 ? ` ${sayUnknown(unknown)}` : ''}`];
  return [`${name} is closed: ${because}. It would be open with:`, ...indent(saySets(sets))];
}

const sayUnknown = (unknown: readonly Unknown[]): string =>
  `Not known here: ${unknown.map(({ description }) => labelOf(description)).join('; ')}.`;

export function sayHorizon(horizon: GateHorizon): readonly string[] {
  const { until, asFarAs, then } = horizon;
  const name = gateName(horizon);
  if (until === undefined) return [`${name} stays open through ${asFarAs}, as far as is known now.`];
  return [
    `${name} stays open through ${until}, as far as is known now.`,
    ...(then === undefined ? [] : ['After that:', ...indent(sayGate(then))]),
  ];
}

const gateName = ({ gate, item }: { readonly gate: string; readonly item?: number }): string =>
  `The gate ${gate}${item === undefined ? '' : ` for item ${item + 1}`}`;

function saySets(sets: readonly ChangeSet[]): string[] {
  return sets.flatMap(({ changes }, index) => [...(index === 0 ? [] : ['or']), ...changes.map(sayChange)]);
}

export function sayChange(change: Change): string {
  const { has, whose, on, ratio } = change;
  const label = labelOf(change.description);
  const found = has === undefined ? 'nothing yet' : `now ${amount(has, change)}`;
  const near = ratio === undefined ? '' : ` (${moreOrFewer(ratio.more, ratio.unit)} of: ${labelOf(ratio.description)})`;
  const by =
    whose === 'time'
      ? `; time brings it${on === undefined ? '' : `, on ${on}`}`
      : { partner: '', question: '; that lies in what is asked for', nobody: '; nothing that the partner does changes it' }[whose];
  return `${label}: ${wanted(change)}; ${found}${near}${by}`;
}

function wanted(change: Change): string {
  const { operator, needs, gap } = change;
  if (operator === 'exists') return needs === false ? 'must not be there' : 'must be there';
  if (!isFigure(change)) return `${operators[operator].says} ${Array.isArray(needs) ? needs.map(value).join(', ') : value(needs)}`;
  const bound = amount(needs, change);
  const between = gap === undefined ? '' : ` (${gapText(change, gap)})`;
  switch (operator) {
    case 'greaterThanInclusive':
      return `at least ${bound}${between}`;
    case 'greaterThan':
      return `more than ${bound}${between}`;
    case 'lessThanInclusive':
      return `at most ${bound}${between}`;
    case 'lessThan':
      return `less than ${bound}${between}`;
    default:
      return `${operators[operator].says} ${bound}${between}`;
  }
}

const FIGURES: ReadonlySet<string> = new Set(['money', 'rate', 'price', 'count', 'days', 'date']);
const isFigure = ({ type, needs }: Change): boolean => FIGURES.has(type) && !Array.isArray(needs);

function gapText({ operator, type, unit, has, needs }: Change, gap: Shown): string {
  if (type === 'date') return `${numeral(String(gap))} days ${String(needs) > String(has) ? 'later' : 'earlier'}`;
  const less = operator.startsWith('less') || (operator === 'equal' && Number(has) > Number(needs));
  return `${withUnit(gap, unit)} ${less ? 'less' : 'more'}`;
}

function moreOrFewer(more: Shown, unit: string | undefined): string {
  const text = String(more);
  return text.startsWith('-') ? `${withUnit(text.slice(1), unit)} less` : `${withUnit(more, unit)} more`;
}

const amount = (shown: Shown, { type, unit }: Change): string =>
  FIGURES.has(type) && !Array.isArray(shown) ? withUnit(shown, type === 'date' ? undefined : unit) : value(shown);

/** “USD 14,200.00”, “3 days”, “2”. */
function withUnit(shown: Shown, unit: string | undefined): string {
  const text = rounded(shown);
  if (unit === undefined) return text;
  return unit === 'days' ? `${text} ${text === '1' ? 'day' : 'days'}` : `${unit} ${text}`;
}

/** The first sentence, without its end. */
const labelOf = (description: string): string => (description.split(/[.;:](?:\s|$)/)[0] ?? description).trim();

/** What no decimal can write, near enough to go by. */
const rounded = (shown: Shown): string => /\(about (.*)\)$/.exec(result(shown))?.[1]?.replace(/^/, 'about ') ?? figure(shown);
