/** All that is decided for one party of an activity, stage by stage. */
import { type Arithmetic, exactArithmetic, fastArithmetic, GiveUp } from './arithmetic.ts';
import type { Draft } from './drafts.ts';
import { draftLines, type LineRule } from './lines.ts';
import { moveBalances } from './moves.ts';
import { decideBenefits, decideEnrollment, decideGates, decideMdf, decidePromises, decideRouting, type MdfRule } from './outcomes.ts';
import { decideRegistration } from './registrations.ts';
import type { CompiledRule, RuleOf } from './rules.ts';
import { settle } from './settle.ts';
import { type Barred, explains, type Held, holding, type Sitting } from './sitting.ts';
import { decidesTier, decideTier } from './tiers.ts';
import type { PartyVerdict } from './verdicts.ts';

type TierRule = CompiledRule<RuleOf<'tier'>>;

export function decideParty(sitting: Sitting): PartyVerdict {
  const { version, attending, activity, course } = sitting;
  const policy = version.program.partnerTypes.get(attending.party.partnerType)?.tiers;
  // tier rules read what stands before any rule has run
  const tiered = policy !== undefined && attending.tier !== undefined && decidesTier(activity.kind);
  const tiers = tiered ? holding(sitting, course.tier, sitting.tierRules) : undefined;
  if (sitting.barred !== undefined && tiers !== undefined) sitting.barred.tiers = barredTiers(course.tier, tiers);

  const gates = decideGates(sitting);
  const registration = decideRegistration(sitting);
  const enrollment = decideEnrollment(sitting);
  const mdf = decideMdf(sitting);
  const routing = decideRouting(sitting);
  const promises = decidePromises(sitting);
  const benefits = decideBenefits(sitting);
  const drafts = sitting.passesOverLines ? NO_DRAFTS : settleLines(sitting, mdf.pays);
  const moved = moveBalances(sitting, drafts);
  const tier = policy === undefined || attending.tier === undefined ? undefined : decideTier(sitting, policy, attending.tier, tiers);
  return { gates, registration, enrollment, mdf: mdf.verdict, routing, promises, benefits, drafts, moved, tier };
}

const barredTiers = (rules: readonly TierRule[], held: readonly Held<TierRule>[]): Barred['tiers'] =>
  rules.filter((rule) => !held.some(({ compiled }) => compiled === rule)).map((rule) => ({ rule, truths: rule.condition.truths() }));

const NO_DRAFTS: readonly never[] = [];

/** In doubles where that suffices, exactly where it doesn't, or where the reasoning is asked for. */
function settleLines(sitting: Sitting, mdf: MdfRule | undefined): readonly Draft<unknown>[] {
  const rules = holding<LineRule>(sitting, sitting.course.line);
  const held = mdf === undefined ? rules : withMdf(rules, mdf);
  if (held.length === 0) return NO_DRAFTS;
  const takesBack = held.some(({ compiled }) => compiled.rule.decides === 'reversal');
  if (explains(sitting) || takesBack) return settleWith(sitting, exactArithmetic(sitting), held);
  const failed = sitting.failures.length;
  try {
    return settleWith(sitting, fastArithmetic(sitting.version.program), held);
  } catch (reason) {
    if (!(reason instanceof GiveUp)) throw reason;
    sitting.failures.length = failed;
    return settleWith(sitting, exactArithmetic(sitting), held);
  }
}

const withMdf = (held: readonly Held<LineRule>[], mdf: MdfRule): readonly Held<LineRule>[] =>
  [...held, { compiled: mdf, item: undefined }].sort((a, b) => a.compiled.order - b.compiled.order);

function settleWith<A>(sitting: Sitting, arithmetic: Arithmetic<A>, held: readonly Held<LineRule>[]): readonly Draft<A>[] {
  const drafts = draftLines(sitting, arithmetic, held);
  settle(sitting, arithmetic, drafts);
  return drafts;
}
