/** Gates: open if a rule opens one and none closes it; for each item where a rule is for items. */
import { type Day, FIRST_DAY, LAST_DAY } from '../../facts/value.ts';
import { turningLeaves, writeBars } from './barring.ts';
import { outOfClass } from './out-of-class.ts';
import { effective, held, isPerItem, type Looked, type Placed, type RuleOf } from './rules.ts';
import type { KindScope } from './scope.ts';
import { and, not, or } from './values.ts';

type GateRule = Placed<RuleOf<'gate'>>;

interface Told {
  readonly name: string;
  readonly open: string;
  readonly decided: string;
  readonly list: string | undefined;
  /** Writes that it was found closed, and what bars. */
  tell(): void;
}

/** They are told of in the order in which rules of the day name them. */
export function writeGates(scope: KindScope, rules: readonly GateRule[], looked: Looked): void {
  const whole = new Map(rules.filter(({ rule }) => !rule.perItem).map((each) => [each, held(scope, each, looked)]));
  const names = [...new Set(rules.map(({ rule }) => rule.gate))];
  const turns = turnsOf(rules).filter(({ order }, index, all) => index === 0 || order.join() !== all[index - 1]?.order.join());
  const [only] = turns;
  const atOnce = turns.length <= 1;
  const found = names.map((gate): Told => {
    const own = rules.filter(({ rule }) => rule.gate === gate);
    const standing = own.filter((each) => whole.has(each));
    const by = (effect: 'open' | 'close'): readonly string[] =>
      standing.flatMap((each) => (each.rule.effect === effect ? [whole.get(each) ?? 'false'] : []));
    if (own.some(({ rule }) => isPerItem(rule))) return ofItems(scope, gate, own, by, looked, atOnce);
    const decided = or(...own.map(effective));
    const open = scope.out.constant('g', and(or(...by('open')), not(or(...by('close')))));
    const turning = scope.setting.bars
      ? own.flatMap((each) => (each.rule.effect === 'open' ? [{ each, leaves: turningLeaves(scope, each) }] : []))
      : [];
    const tell = (): void => {
      scope.out.line(`if (${and(decided, not(open))}) closed(r, d, ${placeOf(scope, gate)}, -1);`);
      const barred = and(decided, not(open), not(or(...by('close'))));
      for (const { each, leaves } of turning) writeBars(scope, each, and(barred, effective(each)), leaves);
    };
    if (atOnce) tell();
    return { name: gate, open, decided, list: undefined, tell };
  });
  if (!atOnce && only !== undefined) tellInTurn(scope, found, turns);
  for (const { name, open, decided, list } of found) {
    if (list !== undefined) scope.itemGates.set(name, list);
    scope.decide(`gate.${name}`, { missing: not(decided), value: { kind: 'flag', is: open } });
  }
}

interface Turn {
  readonly from: Day;
  /** Gates in the order in which rules that are effective name them, then the others. */
  readonly order: readonly string[];
}

/** From which day on rules name gates in which order. */
function turnsOf(rules: readonly GateRule[]): readonly Turn[] {
  const days = [FIRST_DAY, ...rules.flatMap(({ rule }) => [rule.from, rule.to])].filter((day) => day >= FIRST_DAY && day <= LAST_DAY);
  return [...new Set(days)]
    .toSorted((a, b) => a - b)
    .map((from) => {
      const naming = rules.filter(({ rule }) => rule.from <= from && from < rule.to);
      return { from, order: [...new Set([...naming, ...rules].map(({ rule }) => rule.gate))] };
    });
}

function tellInTurn(scope: KindScope, found: readonly Told[], turns: readonly Turn[]): void {
  for (const [index, { from, order }] of turns.entries()) {
    const next = turns[index + 1]?.from;
    scope.block(`if (${and(`d >= ${from}`, next === undefined ? 'true' : `d < ${next}`)})`, () => {
      for (const gate of order) found.find(({ name }) => name === gate)?.tell();
    });
  }
}

const placeOf = ({ setting }: KindScope, gate: string): number => setting.names.gates.indexOf(gate);

/** Rules for the activity count for each of its items. */
function ofItems(
  scope: KindScope,
  gate: string,
  own: readonly GateRule[],
  by: (effect: 'open' | 'close') => readonly string[],
  looked: Looked,
  atOnce: boolean,
): Told {
  const { out, setting, table } = scope;
  if (!atOnce && setting.bars) return outOfClass(`the gate ${gate} is decided for items, and named before or after others by the day`);
  const each = own.filter(({ rule }) => rule.perItem);
  if (each.some((one) => effective(one) !== 'true')) return outOfClass(`the gate ${gate} is decided for items in some windows only`);
  const list = setting.source.room(new Uint8Array((table === undefined ? 0 : setting.extents.mostItems(table)) + 1));
  const opening = own.filter(({ rule }) => rule.effect === 'open');
  const whole = setting.bars ? opening.filter(({ rule }) => !rule.perItem) : [];
  const standing = new Map(whole.map((one) => [one, turningLeaves(scope, one)]));
  const some = out.name('g');
  const all = out.name('g');
  out.line(`let ${some} = false, ${all} = true;`);
  scope.eachItem(() => {
    const holding = each.map((one) => ({ effect: one.rule.effect, holds: held(scope, one, looked) }));
    // of rules for items only what this item turns
    const turning = scope.setting.bars ? opening.map((one) => ({ one, leaves: standing.get(one) ?? turningLeaves(scope, one) })) : [];
    const ofEffect = (effect: 'open' | 'close'): string =>
      or(...by(effect), ...holding.flatMap((one) => (one.effect === effect ? [one.holds] : [])));
    const open = out.constant('g', and(ofEffect('open'), not(ofEffect('close'))));
    const place = scope.item?.place ?? '0';
    out.line(`${list}[${place}] = ${open} ? 1 : 0; ${some} = true; ${all} = ${all} && ${open};`);
    if (atOnce) out.line(`if (!${open}) closed(r, d, ${placeOf(scope, gate)}, ${place});`);
    const barred = and(not(open), not(ofEffect('close')));
    for (const { one, leaves } of turning) writeBars(scope, one, and(barred, effective(one)), leaves);
  });
  // a kind without items looks at no item
  if (table === undefined || table.itemOffsets === null) for (const { place } of each) looked.eachItem.push(place);
  const tell = (): void =>
    scope.eachItem(() => {
      const place = scope.item?.place ?? '0';
      out.line(`if (${list}[${place}] === 0) closed(r, d, ${placeOf(scope, gate)}, ${place});`);
    });
  return { name: gate, open: out.constant('g', `${some} && ${all}`), decided: 'true', list, tell };
}
