/** Gates: open if a rule opens one and none closes it; for each item where a rule is for items. */
import { turningLeaves, writeBars } from './barring.ts';
import { outOfClass } from './out-of-class.ts';
import { effective, held, isPerItem, type Looked, type Placed, type RuleOf } from './rules.ts';
import type { KindScope } from './scope.ts';
import { and, not, or } from './values.ts';

type GateRule = Placed<RuleOf<'gate'>>;

export function writeGates(scope: KindScope, rules: readonly GateRule[], looked: Looked): void {
  const whole = new Map(rules.filter(({ rule }) => !rule.perItem).map((each) => [each, held(scope, each, looked)]));
  const found: { readonly name: string; readonly open: string; readonly decided: string; readonly ofItems: string | undefined }[] = [];
  for (const gate of new Set(rules.map(({ rule }) => rule.gate))) {
    const own = rules.filter(({ rule }) => rule.gate === gate);
    const standing = own.filter((each) => whole.has(each));
    const by = (effect: 'open' | 'close'): readonly string[] =>
      standing.flatMap((each) => (each.rule.effect === effect ? [whole.get(each) ?? 'false'] : []));
    if (own.some(({ rule }) => isPerItem(rule))) {
      const { open, list } = ofItems(scope, gate, own, by, looked);
      found.push({ name: gate, open, decided: 'true', ofItems: list });
      continue;
    }
    const decided = or(...own.map(effective));
    const open = scope.out.constant('g', and(or(...by('open')), not(or(...by('close')))));
    scope.out.line(`if (${and(decided, not(open))}) closed(r, d, ${placeOf(scope, gate)}, -1);`);
    if (scope.setting.bars) {
      const barred = and(decided, not(open), not(or(...by('close'))));
      for (const each of own.filter(({ rule }) => rule.effect === 'open')) {
        writeBars(scope, each, and(barred, effective(each)), turningLeaves(scope, each));
      }
    }
    found.push({ name: gate, open, decided, ofItems: undefined });
  }
  for (const { name, open, decided, ofItems: list } of found) {
    if (list !== undefined) scope.itemGates.set(name, list);
    scope.decide(`gate.${name}`, { missing: not(decided), value: { kind: 'flag', is: open } });
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
): { readonly open: string; readonly list: string } {
  const { out, setting, table } = scope;
  const each = own.filter(({ rule }) => rule.perItem);
  if (each.some((one) => effective(one) !== 'true')) return outOfClass(`the gate ${gate} is decided for items in some windows only`);
  const list = setting.source.constant(new Uint8Array((table === undefined ? 0 : setting.extents.mostItems(table)) + 1));
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
    out.line(`if (!${open}) closed(r, d, ${placeOf(scope, gate)}, ${place});`);
    const barred = and(not(open), not(ofEffect('close')));
    for (const { one, leaves } of turning) writeBars(scope, one, and(barred, effective(one)), leaves);
  });
  // a kind without items looks at no item
  if (table === undefined || table.itemOffsets === null) for (const { place } of each) looked.eachItem.push(place);
  return { open: out.constant('g', `${some} && ${all}`), list };
}
