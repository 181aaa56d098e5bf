/** What alone bars from gates and tiers, as ../bars.ts says it: leaves of conditions that turn the whole if they are turned. */
import { leavesOf } from '../../conditions/walk.ts';
import { leavesThatTurn } from './conditions.ts';
import type { Placed, RuleOf } from './rules.ts';
import type { KindScope } from './scope.ts';
import { KEPT, type Setting } from './setting.ts';

type GateRule = Placed<RuleOf<'gate'>>;
type TierRule = Placed<RuleOf<'tier'>>;

/** Names of locals: by leaf, whether it bars alone where the rule doesn't hold. */
export const turningLeaves = (scope: KindScope, { rule }: GateRule | TierRule): readonly string[] =>
  leavesThatTurn(scope, rule.conditions).map((turns) => scope.out.constant('b', turns));

/** Of a rule that would have opened a gate. */
export function writeBars(scope: KindScope, { place }: GateRule, when: string, leaves: readonly string[]): void {
  const { out } = scope;
  out.block(`if (${when})`, () => {
    const found = out.name('f');
    out.line(`let ${found} = false;`);
    for (const [leaf, turns] of leaves.entries()) out.line(`if (${turns}) { bar(r, ${place}, ${leaf}); ${found} = true; }`);
    out.line(`if (!${found}) bar(r, ${place}, -1);`);
  });
}

/** Of each tier rule: 1 where it was looked at and doesn't hold, then a place for each leaf. */
function tierPlaces({ source, program }: Setting): Uint8Array {
  const size = program.rules.reduce(
    (most, { conditions, decides }) => (decides === 'tier' ? most + leavesOf(conditions).length + 1 : most),
    0,
  );
  return source.once('tier bars', () => new Uint8Array(size + 1));
}

function placeOf({ program }: Setting, { place }: TierRule): number {
  let at = 0;
  for (const { conditions, decides } of program.rules.slice(0, place)) if (decides === 'tier') at += leavesOf(conditions).length + 1;
  return at;
}

/** Keeps how tier rules stand, until the last decision on a tier is known. */
export function noteTier(scope: KindScope, each: TierRule, when: string, holds: string): void {
  const { out, setting } = scope;
  const places = setting.source.room(tierPlaces(setting));
  const first = placeOf(setting, each);
  out.line(`${places}[${first}] = ${when} && !(${holds}) ? 1 : 0;`);
  for (const [leaf, turns] of turningLeaves(scope, each).entries()) out.line(`${places}[${first + 1 + leaf}] = ${turns} ? 1 : 0;`);
}

/** The function that is called at the end of an enrollment. */
export function writeTierBars(setting: Setting, rules: readonly TierRule[]): readonly string[] {
  const { policy, source, bars } = setting;
  if (!bars || policy === undefined) return [];
  const array = tierPlaces(setting);
  const places = source.constant(array);
  source.begin.push(`${places}.fill(0);`);
  const lines = rules.flatMap((each) => {
    const first = placeOf(setting, each);
    const leaves = leavesOf(each.rule.conditions).map((_, leaf) => leaf);
    return [
      `  if (${KEPT.level} < ${policy.levels.indexOf(each.rule.level)} && ${places}[${first}] === 1) {`,
      `    let found = false;`,
      ...leaves.map((leaf) => `    if (${places}[${first + 1 + leaf}] === 1) { bar(-1, ${each.place}, ${leaf}); found = true; }`),
      `    if (!found) bar(-1, ${each.place}, -1);`,
      `  }`,
    ];
  });
  return [['function tierBars() {', '  if (N[3] > N[5]) flush();', ...lines, '}'].join('\n')];
}
