/** Tiers: the level whose requirements hold, and whether it is taken now. */
import type { TierDecision } from '../decisions/model.ts';
import { dayToIso } from '../facts/render.ts';
import type { Day } from '../facts/value.ts';
import type { Program, TierPolicy } from '../program/model.ts';
import { closesPeriod } from './calendar.ts';
import type { Ruled, RuleOf } from './rules.ts';
import type { Sitting } from './sitting.ts';
import type { EnrollmentState } from './state.ts';

/** Generated kinds at which no tier is decided. */
const WITHOUT_TIER: ReadonlySet<string> = new Set([
  'protection-expired',
  'registration-reconsidered',
  'month-closed',
  'quarter-closed',
  'year-closed',
  'term-ended',
]);

export const decidesTier = (kind: string): boolean => !WITHOUT_TIER.has(kind);

/** The tier under a version: a level that it doesn't know is the lowest. Undefined for types without tiers. */
export function currentTier(program: Program | undefined, { partnerType, tier }: EnrollmentState): string | undefined {
  if (program === undefined) return tier;
  const levels = program.partnerTypes.get(partnerType)?.tiers?.levels;
  return levels === undefined || (tier !== undefined && levels.includes(tier)) ? levels && tier : levels[0];
}

export interface TierStanding {
  readonly tier: string;
  readonly graceUntil: Day | undefined;
}

/** Where no tier is decided (`rules` undefined) it stays as it is. */
export function decideTier(
  sitting: Sitting,
  rules: readonly Ruled<RuleOf<'tier'>>[] | undefined,
): { readonly decision: TierDecision; readonly standing: TierStanding } | undefined {
  const policy = sitting.run.program.partnerTypes.get(sitting.party.partnerType)?.tiers;
  const before = sitting.party.tier;
  const [lowest] = policy?.levels ?? [];
  if (policy === undefined || before === undefined || lowest === undefined) return undefined;
  const qualified =
    rules === undefined
      ? before
      : (policy.levels.findLast((level) => rules.some(({ rule, holds }) => holds && rule.level === level)) ?? lowest);
  const stays: TierStanding = { tier: before, graceUntil: sitting.enrollment.graceUntil };
  const standing = rules === undefined ? stays : stand(sitting, policy, stays, qualified);
  const grace = standing.graceUntil === undefined ? {} : { graceUntil: dayToIso(standing.graceUntil) };
  return { decision: { before, qualified, after: standing.tier, ...grace }, standing };
}

function stand(sitting: Sitting, policy: TierPolicy, stays: TierStanding, qualified: string): TierStanding {
  const { kind, day } = sitting.entry;
  const steps = policy.levels.indexOf(qualified) - policy.levels.indexOf(stays.tier);
  const taken: TierStanding = { tier: qualified, graceUntil: undefined };
  if (steps > 0) return policy.upgrade === 'at-once' || isReview(kind) ? taken : { ...stays, graceUntil: undefined };
  if (steps === 0 || kind === 'grace-ended') return taken;
  if (!findsDowngrade(sitting, policy)) return stays;
  return policy.graceDays === 0 ? taken : { ...stays, graceUntil: stays.graceUntil ?? day + policy.graceDays };
}

const isReview = (kind: string): boolean => kind === 'tier-reviewed' || kind === 'version-started';

function findsDowngrade(sitting: Sitting, policy: TierPolicy): boolean {
  const { kind, day } = sitting.entry;
  switch (policy.downgrade) {
    case 'at-once':
      return true;
    case 'at-review':
      return isReview(kind);
    case 'at-year-end':
      return kind === 'tier-reviewed' && closesPeriod(sitting.run.program.calendar, 'year', day);
  }
}
