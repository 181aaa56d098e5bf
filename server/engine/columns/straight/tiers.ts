/** The level whose requirements hold, and whether it is taken now. */
import { literal } from '../../compiled/generate/source.ts';
import type { TierPolicy } from '../../program/model.ts';
import { noteTier } from './barring.ts';
import { TABLE_START } from './days.ts';
import { effective, held, type Looked, type Placed, type RuleOf } from './rules.ts';
import type { KindScope } from './scope.ts';
import { KEPT } from './setting.ts';

const WITHOUT_TIER: ReadonlySet<string> = new Set([
  'protection-expired',
  'registration-reconsidered',
  'month-closed',
  'quarter-closed',
  'year-closed',
  'term-ended',
]);

export const decidesTier = (kind: string): boolean => !WITHOUT_TIER.has(kind);

/** The name of a local: the place of the level for which requirements hold. */
export function writeTierRules(scope: KindScope, policy: TierPolicy, rules: readonly Placed<RuleOf<'tier'>>[], looked: Looked): string {
  const { out } = scope;
  const found = rules.map((each) => {
    const holds = held(scope, each, looked);
    if (scope.setting.bars) noteTier(scope, each, effective(each), holds);
    return { level: policy.levels.indexOf(each.rule.level), holds };
  });
  const best = out.name('l');
  out.line(`let ${best} = 0;`);
  for (const { level, holds } of found.toSorted((a, b) => a.level - b.level)) if (level > 0) out.line(`if (${holds}) ${best} = ${level};`);
  return best;
}

/** What is done about a level found that isn't the one held, and about a grace that runs. */
export function writeTier(scope: KindScope, policy: TierPolicy, best: string, kindPlace: number): void {
  const { out, kind } = scope;
  const { level, grace, due, stop } = KEPT;
  const isReview = kind === 'tier-reviewed' || kind === 'version-started';
  const take = `move(r, d, ${kindPlace}, lv, ${best}); ${level} = ${best}; ${grace} = 0;`;
  out.block(`if (${best} !== lv || ${grace} !== 0)`, () => {
    out.line(`if (${best} > lv) { ${policy.upgrade === 'at-once' || isReview ? take : `${grace} = 0;`} }`);
    out.line(`else if (${best} === lv) ${grace} = 0;`);
    const found = foundBelow(scope, policy, isReview);
    if (kind === 'grace-ended') out.line(`else { ${take} }`);
    else if (found !== 'false') {
      const { graceDays } = policy;
      const begin = `if (${grace} === 0) { ${grace} = d + ${literal(graceDays)}; if (${grace} < ${due}) ${due} = ${grace}; if (${grace} < ${stop}) ${stop} = ${grace} + 1; }`;
      out.line(`else if (${found}) { ${graceDays === 0 ? take : begin} }`);
    }
  });
}

function foundBelow({ kind, setting: { source, days } }: KindScope, { downgrade }: TierPolicy, isReview: boolean): string {
  if (downgrade === 'at-once') return 'true';
  if (downgrade === 'at-review') return isReview ? 'true' : 'false';
  if (kind !== 'tier-reviewed') return 'false';
  const years = source.constant(days.year);
  return `${years}[d - ${TABLE_START}] !== ${years}[d - ${TABLE_START} + 1]`;
}
