/** Lines of many rules at once: those that hold are bits of words, what they come to stands in a table. */
import { TOP_POWER } from '../../compiled/approximate.ts';
import { type Amounts, amountsOf } from './amounts.ts';
import { eachOf, isIn } from './bits.ts';
import { writeNumber } from './formulas.ts';
import { writeMatching } from './matching.ts';
import { roundBy } from './rounding.ts';
import { incentiveOf, type Keeping, type LineRule, type Looked, payeeOf } from './rules.ts';
import type { KindScope } from './scope.ts';
import { incentivesOf, isEntangled } from './settle.ts';
import { settlementOf } from './settle-bits.ts';
import type { NumberValue } from './values.ts';

/** Below this a quotient is never so far off that its whole part is another's. */
const SMALL = 2 ** 51;
/** Amounts beyond it stand apart. */
const MOST_IN_FOUR_BYTES = 2 ** 31;

/** False where nothing was written, because an amount isn't exact, or sets of rules can't say how lines stand to each other. */
export function writeManyLines(
  scope: KindScope,
  rules: readonly LineRule[],
  own: (each: LineRule) => NumberValue,
  looked: Looked,
  keeping: Keeping,
): boolean {
  const { out } = scope;
  const looking: Looked = { each: [], eachItem: [] };
  const { result, lines } = out.apart(() =>
    scope.frame(() => {
      const words = writeMatching(scope, rules, looking);
      return writeDue(scope, rules, words, own, keeping);
    }),
  );
  if (!result) return false;
  out.put(lines);
  looked.each.push(...looking.each);
  return true;
}

function writeDue(
  scope: KindScope,
  rules: readonly LineRule[],
  words: readonly string[],
  own: (each: LineRule) => NumberValue,
  { keep, remembers }: Keeping,
): boolean {
  const { out, digits, setting } = scope;
  const { source, program } = setting;
  const together = new Set([...rules.keys()].filter((place) => isEntangled(scope, incentiveAt(rules, place))));
  const amounts = amountsOf(scope, rules, own, { together, s: finestCap(scope, rules) });
  if (amounts === undefined || amounts.of.some(({ s, max }) => s - digits > TOP_POWER || (s > digits && !(max < SMALL)))) return false;
  const ruleAt = ruleAtOf(scope, rules);
  const settle = settlementOf({ scope, rules, amounts, ruleAt });
  if (settle === undefined) return false;
  const kept = [...rules.entries()].filter(([, each]) => remembers(each));
  // what nothing takes from need not stand in the table
  const exact = (together.size === 0 && kept.length === 0 ? amounts.writeRest(words) : undefined) ?? written(amounts, words);
  settle(words);
  const fits = amounts.of.every(({ s, max }) => max / 10 ** (s - digits) + 1 < MOST_IN_FOUR_BYTES);
  const next = out.name('n');
  scope.block(`if (${words.map((word) => `${word} !== 0`).join(' || ')})`, () => {
    out.line(`let ${next} = N[0];`);
    eachOf(out, words, ({ place }) => {
      const rounded = roundBy(source, program.rounding, powerOf(scope, amounts, place), exact(place));
      // adding 0 makes 0 of −0
      const minor = out.constant('a', `${rounded} + 0`);
      const rule = out.constant('y', ruleAt(place));
      out.line(`lRule[${next}] = ${rule}; lAmount[${next}] = ${minor};`);
      if (!fits) out.line(`if (lAmount[${next}] !== ${minor}) ROWS.sayLarge(${next}, ${minor});`);
      out.line(`${next}++; PAID[${rule}]++;`);
      if (kept.length > 0) out.line(`${amounts.table}[${place}] = ${minor};`);
    });
    out.line(`place(r, d, lk, -1, tl, ${next} - N[0]);`);
    out.line(`N[0] = ${next};`);
  });
  for (const [place, each] of kept)
    scope.block(`if (${isIn(words, place)})`, () => keep(each, payeeOf(each), out.constant('a', `${amounts.table}[${place}]`)));
  return true;
}

/** The rule with a place among these: an expression. */
function ruleAtOf({ setting: { source } }: KindScope, rules: readonly LineRule[]): (place: string) => string {
  const first = rules[0]?.place ?? 0;
  if (rules.every(({ place }, at) => place === first + at)) return (place) => `${place} + ${first}`;
  const all = source.values(Uint16Array.from(rules, ({ place }) => place));
  return (place) => `${all}[${place}]`;
}

function written({ table, write }: Amounts, words: readonly string[]): (place: string) => string {
  write(words);
  return (place) => `${table}[${place}]`;
}

const incentiveAt = (rules: readonly LineRule[], place: number): string => {
  const rule = rules[place];
  return rule === undefined ? '' : incentiveOf(rule);
};

/** The power of ten by which an amount is finer than money: the same for all, or by rule. */
function powerOf({ digits, setting }: KindScope, { of }: Amounts, place: string): string | number {
  const powers = of.map(({ s }) => 10 ** (s - digits));
  const [first = 1] = powers;
  return powers.every((power) => power === first) ? first : `${setting.source.values(Float64Array.from(powers))}[${place}]`;
}

/** The decimals of the finest cap of a stack that has any of the lines. */
function finestCap(scope: KindScope, rules: readonly LineRule[]): number {
  const { program } = scope.setting;
  const of = program.stacks.flatMap(({ name, cap }) =>
    cap !== undefined && rules.some((each) => incentivesOf(program, name).has(incentiveOf(each))) ? [cap] : [],
  );
  return Math.max(0, ...of.map((cap) => scope.out.apart(() => scope.frame(() => writeNumber(scope, cap))).result.s));
}
