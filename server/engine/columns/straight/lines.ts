/** Lines of incentives, obligations and MDF: amount, floor, cap; then what they do to each other (settle.ts); then rounding. */
import { writeNumber } from './formulas.ts';
import { writeManyLines } from './many-lines.ts';
import { ZERO } from './numbers.ts';
import { outOfClass } from './out-of-class.ts';
import { rounded } from './rounding.ts';
import { held, incentiveOf, type Keeping, type LineRule, type Looked, payeeOf } from './rules.ts';
import type { ItemPlace, KindScope } from './scope.ts';
import { type Drafted, isEntangled, settle } from './settle.ts';
import type { NumberValue } from './values.ts';

/** `mdf`: the local that says which MDF rule pays. In rule order. */
export function writeLines(scope: KindScope, rules: readonly LineRule[], mdf: string | undefined, looked: Looked, keeping: Keeping): void {
  if (rules.length === 0) return;
  const entangled = rules.some((each) => isEntangled(scope, incentiveOf(each)));
  for (const { rule } of rules) if ('balances' in rule && rule.balances.length > 0) outOfClass(`${rule.name} moves balances`);
  const isPlain = ({ rule }: LineRule): boolean => rule.decides !== 'mdf' && !rule.perItem;
  const many = (of: readonly LineRule[]): boolean =>
    of.every(isPlain) && scope.posting === undefined && writeManyLines(scope, of, (each) => own(scope, each), looked, keeping);
  if (entangled) {
    if (!many(rules)) together(scope, rules, mdf, looked, keeping);
    return;
  }
  // what nothing else matters to is due in rule order, as many at once as stand next to each other
  for (let from = 0; from < rules.length; ) {
    let to = from + 1;
    while (to < rules.length && rules.slice(from, to + 1).every(isPlain)) to += 1;
    const run = rules.slice(from, to);
    if (!many(run)) for (const each of run) alone(scope, each, mdf, looked, keeping);
    from = to;
  }
}

const holdsOf = (scope: KindScope, each: LineRule, mdf: string | undefined, looked: Looked): string =>
  each.rule.decides === 'mdf' ? `${mdf ?? '-1'} === ${each.place}` : held(scope, each, looked);

/** Nothing else matters to a line: it is due at once. */
function alone(scope: KindScope, each: LineRule, mdf: string | undefined, looked: Looked, keeping: Keeping): void {
  const write = (): void => {
    const holds = holdsOf(scope, each, mdf, looked);
    if (holds !== 'false') scope.block(`if (${holds})`, () => due(scope, each, minorOf(scope, own(scope, each)), keeping));
  };
  const { rule } = each;
  if (!('perItem' in rule && rule.perItem)) {
    write();
    return;
  }
  // a kind without items looks at no item
  if (scope.table === undefined || scope.table.itemOffsets === null) looked.eachItem.push(each.place);
  scope.eachItem(write);
}

const minorOf = ({ setting, out, digits, give }: KindScope, amount: NumberValue): string =>
  rounded(setting.source, out, amount, digits, setting.program.rounding, give).x;

function due(scope: KindScope, each: LineRule, minor: string, { keep }: Keeping): void {
  const { out, item } = scope;
  // adding 0 makes 0 of −0
  const amount = out.constant('a', `${minor} + 0`);
  out.line(`line(r, d, lk, ${each.place}, ${item?.place ?? '-1'}, tl, ${amount});`);
  keep(each, payeeOf(each), amount);
  scope.posting?.line(scope, String(each.place), amount);
}

/** Amount, floor and cap. */
function own(scope: KindScope, { rule }: LineRule): NumberValue {
  const { numbers } = scope;
  if (rule.decides === 'incentive' && rule.payee === 'person') {
    const person = rule.person === undefined ? undefined : scope.see(rule.person);
    if (person?.missing !== 'false') scope.out.line(`if (${person?.missing ?? 'true'}) ${scope.give}`);
  }
  let amount = writeNumber(scope, rule.amount ?? outOfClass(`${rule.name} has no amount`));
  if (rule.decides === 'mdf') return amount;
  if (rule.floor !== undefined) amount = larger(scope, amount, writeNumber(scope, rule.floor));
  if (rule.cap === undefined) return amount;
  const most = writeNumber(scope, rule.cap.amount);
  const left = rule.cap.used === undefined ? most : numbers.sum('-', most, writeNumber(scope, rule.cap.used));
  return chosen(scope, amount, larger(scope, left, ZERO), '>');
}

const larger = (scope: KindScope, a: NumberValue, b: NumberValue): NumberValue => chosen(scope, a, b, '<');

/** `b` where a compares so with it, else a. */
function chosen(scope: KindScope, a: NumberValue, b: NumberValue, op: '<' | '>'): NumberValue {
  const { numbers, out } = scope;
  if (a.e === '0' && b.e === '0') return numbers.extreme(op === '<' ? 'max' : 'min', [a, b]);
  const s = Math.max(a.s, b.s);
  const left = numbers.align(a, s);
  const right = numbers.align(b, s);
  const takes = out.constant('b', numbers.compare(op, left, right));
  return {
    kind: 'number',
    x: out.constant('x', `${takes} ? ${right.x} : ${left.x}`),
    e: out.constant('e', `${takes} ? ${right.e} : ${left.e}`),
    s,
    max: Math.max(left.max, right.max),
  };
}

/** Lines wait until it is settled which of them stand, and are due in rule order. */
function together(scope: KindScope, rules: readonly LineRule[], mdf: string | undefined, looked: Looked, keeping: Keeping): void {
  const { out } = scope;
  const draft = (each: LineRule, counted: Looked, item?: ItemPlace): Drafted => {
    const before = out.apart(() => holdsOf(scope, each, mdf, counted));
    const amount = out.apart(() => scope.frame(() => own(scope, each)));
    const base = { each, incentive: incentiveOf(each), item, holds: before.result, before: before.lines };
    return { ...base, amount: amount.result, reckoning: amount.lines, status: out.name('s'), value: out.name('a'), bound: out.name('e') };
  };
  const items = itemsOf(scope, rules);
  const drafts = rules.flatMap((each): readonly Drafted[] => {
    if (!isOfItems(each)) return [draft(each, looked)];
    // it is looked at once for each item, how many there may be
    if (items.length === 0) looked.eachItem.push(each.place);
    return items.map((item, at) => scope.atItem(item, () => draft(each, at === 0 ? looked : { each: [], eachItem: [] }, item)));
  });
  settle(scope, drafts);
  for (const { each, item, status, value, bound, scale, exact, max } of drafts) {
    const put = (write: () => void): void => (item === undefined ? write() : scope.atItem(item, write));
    scope.block(`if (${status} === 1)`, () => {
      const amount: NumberValue = {
        kind: 'number',
        x: value,
        e: exact === true ? '0' : bound,
        s: scale ?? 0,
        max: max ?? Number.POSITIVE_INFINITY,
      };
      put(() => due(scope, each, minorOf(scope, amount), keeping));
    });
  }
}

const isOfItems = ({ rule }: LineRule): boolean => 'perItem' in rule && rule.perItem;

/** So many lines of one activity are written out one by one. */
const MOST_WRITTEN_OUT = 64;

/** The places of items, if some rule is for items: as many as any activity has. */
function itemsOf(scope: KindScope, rules: readonly LineRule[]): readonly ItemPlace[] {
  const { table, setting, out } = scope;
  const ofItems = rules.filter(isOfItems).length;
  if (ofItems === 0 || table === undefined || table.itemOffsets === null) return [];
  const most = setting.extents.mostItems(table);
  if (rules.length - ofItems + ofItems * most > MOST_WRITTEN_OUT) outOfClass('many lines of items that others may take from');
  const offsets = setting.source.constant(table.itemOffsets);
  const first = out.constant('o', `${offsets}[p]`);
  const count = out.constant('n', `${offsets}[p + 1] - ${first}`);
  return Array.from({ length: most }, (_, at) => ({ row: `(${first} + ${at})`, place: String(at), isThere: `${count} > ${at}` }));
}
