/** What lines come to, kept by rule in a table; amounts that are a fact times a constant are reckoned in a loop for many rules. */
import { EXACT } from '../../compiled/approximate.ts';
import { MONEY_LIMIT_MINOR } from '../../facts/value.ts';
import type { FormulaNode } from '../../formula/model.ts';
import { eachOf, isIn, type Mask, maskOf, within } from './bits.ts';
import type { LineRule } from './rules.ts';
import type { KindScope } from './scope.ts';
import type { NumberValue } from './values.ts';

/** A fact times whole steps; without fact, these alone. */
interface Plain {
  readonly fact: string | undefined;
  readonly times: number;
  readonly s: number;
  readonly max: number;
}

/** An amount while code is written. */
export interface Amount {
  readonly s: number;
  readonly max: number;
}

interface Reckoned {
  readonly place: number;
  readonly plain: Plain | undefined;
  readonly lines: readonly string[];
  readonly value: NumberValue;
}

/** Amounts stand at rules' places in `table`, with the decimals that are given back; undefined where one isn't exact. */
export interface Amounts {
  readonly table: string;
  readonly of: readonly Amount[];
  /** Statements that reckon them for the rules that hold. */
  write(words: readonly string[]): void;
  /**
   * The same for the rules whose amounts aren't multiples of one fact, and what the others come to, by place: an expression
   * for all of them. Undefined where they are multiples of several facts.
   */
  writeRest(words: readonly string[]): ((place: string) => string) | undefined;
}

/** `own` writes what any rule's amount comes to. `together`: rules whose amounts are held against each other, with `s` decimals at least. */
export function amountsOf(
  scope: KindScope,
  rules: readonly LineRule[],
  own: (each: LineRule) => NumberValue,
  { together, s: least }: { readonly together: ReadonlySet<number>; readonly s: number },
): Amounts | undefined {
  const { out, numbers, digits, setting } = scope;
  const reckoned = rules.map((each, place): Reckoned => {
    const plain = plainOf(scope, each);
    if (plain !== undefined) return { place, plain, lines: [], value: { kind: 'number', x: '0', e: '0', s: plain.s, max: plain.max } };
    const { result, lines } = out.apart(() => scope.frame(() => own(each)));
    return { place, plain, lines, value: result };
  });
  const shared = Math.max(least, digits, ...reckoned.flatMap(({ place, value }) => (together.has(place) ? [value.s] : [])));
  const scaleOf = ({ place, value }: Reckoned): number => (together.has(place) ? shared : Math.max(value.s, digits));
  const of = reckoned.map((each): Amount => ({ s: scaleOf(each), max: each.value.max * 10 ** (scaleOf(each) - each.value.s) }));
  if (reckoned.some(({ value }) => value.e !== '0') || of.some(({ max }) => !(max < EXACT))) return undefined;
  const table = setting.source.room(new Float64Array(rules.length));
  const plain = reckoned.filter((each) => each.plain !== undefined);
  const facts = [...new Set(plain.map((each) => each.plain?.fact))];
  const factorsOf = (own: readonly Reckoned[]): string => {
    const factors = new Float64Array(rules.length);
    for (const each of own) factors[each.place] = (each.plain?.times ?? 0) * 10 ** (scaleOf(each) - each.value.s);
    return setting.source.values(factors);
  };
  const writeOthers = (words: readonly string[]): void => {
    for (const each of reckoned) {
      if (each.plain !== undefined) continue;
      scope.block(`if (${isIn(words, each.place)})`, () => {
        out.put(each.lines);
        out.line(`${table}[${each.place}] = ${numbers.align(each.value, scaleOf(each)).x};`);
      });
    }
  };
  const timesFact = (fact: string | undefined): string => {
    const value = fact === undefined ? undefined : scope.seeLean(fact).value;
    return value?.kind === 'number' ? `${value.x} * ` : '';
  };
  const write = (words: readonly string[]): void => {
    for (const fact of facts) {
      const own_ = plain.filter((each) => each.plain?.fact === fact);
      const mask: Mask = maskOf(
        rules.length,
        own_.map(({ place }) => place),
      );
      const [by, x] = [factorsOf(own_), timesFact(fact)];
      eachOf(out, within(words, mask), ({ place }) => out.line(`${table}[${place}] = ${x}${by}[${place}];`));
    }
    writeOthers(words);
  };
  const writeRest = (words: readonly string[]): ((place: string) => string) | undefined => {
    if (facts.length !== 1) return undefined;
    writeOthers(words);
    const [by, x] = [factorsOf(plain), timesFact(facts[0])];
    // one of the two is 0
    return (place) => (plain.length < rules.length ? `${x}${by}[${place}] + ${table}[${place}]` : `${x}${by}[${place}]`);
  };
  return { table, of, write, writeRest };
}

function plainOf(scope: KindScope, { rule }: LineRule): Plain | undefined {
  if (rule.amount === undefined || rule.decides === 'mdf' || rule.floor !== undefined || rule.cap !== undefined) return undefined;
  if (rule.decides === 'incentive' && rule.payee === 'person') return undefined;
  const plain = timesOf(scope, rule.amount.root);
  if (plain === undefined) return undefined;
  // near the bound the general fold decides
  const most = MONEY_LIMIT_MINOR * 0.999 * 10 ** (plain.s - scope.digits);
  return plain.max < most && plain.max < EXACT ? plain : undefined;
}

function timesOf(scope: KindScope, node: FormulaNode): Plain | undefined {
  const alone = constantOf(scope, node);
  if (alone !== undefined) return { fact: undefined, times: alone.x, s: alone.s, max: Math.abs(alone.x) };
  if (node.kind !== 'binary' || node.op !== '*') return undefined;
  const [left, right] = [constantOf(scope, node.left), constantOf(scope, node.right)];
  const times = left ?? right;
  const other = left === undefined ? node.left : node.right;
  if (times === undefined || other.kind !== 'fact') return undefined;
  const { missing, value } = scope.seeLean(other.name);
  if (missing !== 'false' || value.kind !== 'number' || value.e !== '0') return undefined;
  return { fact: other.name, times: times.x, s: value.s + times.s, max: value.max * Math.abs(times.x) };
}

function constantOf(scope: KindScope, node: FormulaNode): { readonly x: number; readonly s: number } | undefined {
  if (node.kind === 'fact') return scope.leanConstant(node.name);
  if (node.kind !== 'literal' || node.type === 'boolean' || node.type === 'date' || node.type === 'text' || node.type === 'choice')
    return undefined;
  const [wholes = '0', fraction = ''] = node.text.split('.');
  const kept = fraction.replace(/0+$/, '');
  const x = Number(wholes + kept);
  return Math.abs(x) < EXACT ? { x, s: kept.length } : undefined;
}
