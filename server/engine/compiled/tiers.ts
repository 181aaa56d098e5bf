/** Tiers: the level whose requirements hold, and whether it is taken now. */
import type { Day } from '../facts/value.ts';
import type { TierPolicy } from '../program/model.ts';
import { closesPeriod } from './calendar.ts';
import type { CompiledRule, RuleOf } from './rules.ts';
import type { Held, Sitting } from './sitting.ts';
import type { TierVerdict } from './verdicts.ts';

const WITHOUT_TIER: ReadonlySet<string> = new Set([
  'protection-expired',
  'registration-reconsidered',
  'month-closed',
  'quarter-closed',
  'year-closed',
  'term-ended',
]);

/** Whether tiers are decided at activities of a kind. */
export const decidesTier = (kind: string): boolean => !WITHOUT_TIER.has(kind);

/** A level that a version doesn't know is its lowest; undefined for types without tiers. */
export function currentTier(policy: TierPolicy | undefined, tier: string | null): string | undefined {
  if (policy === undefined) return undefined;
  return tier !== null && policy.levels.includes(tier) ? tier : policy.levels[0];
}

interface Standing {
  readonly tier: string;
  readonly graceUntil: Day | null;
}

/** Where no tier is decided here (`held` undefined) it stays as it is. */
export function decideTier(
  sitting: Sitting,
  policy: TierPolicy,
  before: string,
  held: readonly Held<CompiledRule<RuleOf<'tier'>>>[] | undefined,
): TierVerdict {
  const { levels } = policy;
  const stays: Standing = { tier: before, graceUntil: sitting.attending.enrollment.graceUntil };
  let qualified = before;
  let standing = stays;
  if (held !== undefined) {
    let place = 0;
    for (const { compiled } of held) place = Math.max(place, levels.indexOf(compiled.rule.level));
    qualified = levels[place] ?? before;
    standing = stand(sitting, policy, stays, qualified, place - levels.indexOf(before));
  }
  return { before, qualified, after: standing.tier, graceUntil: standing.graceUntil };
}

function stand(
  { activity: { kind }, day, version }: Sitting,
  policy: TierPolicy,
  stays: Standing,
  qualified: string,
  steps: number,
): Standing {
  const taken: Standing = { tier: qualified, graceUntil: null };
  const isReview = kind === 'tier-reviewed' || kind === 'version-started';
  if (steps > 0) return policy.upgrade === 'at-once' || isReview ? taken : { tier: stays.tier, graceUntil: null };
  if (steps === 0 || kind === 'grace-ended') return taken;
  const isFound =
    policy.downgrade === 'at-once' ||
    (policy.downgrade === 'at-review' ? isReview : kind === 'tier-reviewed' && closesPeriod(version.program.calendar, 'year', day));
  if (!isFound) return stays;
  return policy.graceDays === 0 ? taken : { tier: stays.tier, graceUntil: stays.graceUntil ?? day + policy.graceDays };
}
