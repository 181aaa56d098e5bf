/** All that is decided for one party of an activity, stage by stage. */
import type { Line, PartyDecision, Shown } from '../decisions/model.ts';
import { showValue } from '../facts/render.ts';
import { type Arithmetic, exactArithmetic, fastArithmetic, GiveUp } from './arithmetic.ts';
import type { Draft } from './drafts.ts';
import { draftLines, type LineRule } from './lines.ts';
import { type Moved, moveBalances } from './moves.ts';
import { decideBenefits, decideEnrollment, decideGates, decideMdf, decidePromises, decideRouting, type MdfRule } from './outcomes.ts';
import { decideRegistration } from './registrations.ts';
import { settle } from './settle.ts';
import { explains, type Held, holding, type Sitting, showSteps } from './sitting.ts';
import { decidesTier, decideTier, type Standing } from './tiers.ts';

export interface PartyOutcome {
  readonly decision: PartyDecision;
  readonly drafts: readonly Draft<unknown>[];
  readonly moved: Moved;
  readonly standing: Standing | undefined;
}

export function decideParty(sitting: Sitting): PartyOutcome {
  const { version, attending, activity, course, state } = sitting;
  const policy = version.program.partnerTypes.get(attending.party.partnerType)?.tiers;
  // tier rules read what stands before any rule has run
  const tierRules = explains(sitting) ? [] : undefined;
  const tiered = policy !== undefined && attending.tier !== undefined && decidesTier(activity.kind);
  const tiers = tiered ? holding(sitting, course.tier, tierRules) : undefined;

  const gates = decideGates(sitting);
  const registration = decideRegistration(sitting);
  const enrollment = decideEnrollment(sitting);
  const mdf = decideMdf(sitting);
  const routing = decideRouting(sitting);
  const promises = decidePromises(sitting);
  const benefits = decideBenefits(sitting);
  const drafts = settleLines(sitting, mdf.pays);
  const moved = moveBalances(sitting, drafts);
  const tier = policy === undefined || attending.tier === undefined ? undefined : decideTier(sitting, policy, attending.tier, tiers);

  const decision: PartyDecision = {
    partner: attending.party.partner,
    partnerType: attending.party.partnerType,
    role: attending.party.role,
    share: showSteps(sitting, 'rate', attending.party.share),
    gates,
    ...(registration === undefined ? {} : { registration }),
    ...(enrollment === undefined ? {} : { enrollment }),
    ...(mdf.decision === undefined ? {} : { mdf: mdf.decision }),
    ...(routing === undefined ? {} : { routing }),
    promises,
    benefits,
    lines: drafts.map((draft) => lineOf(sitting, draft)),
    balances: shownBalances(sitting, moved),
    ...(tier === undefined ? {} : { tier: tier.decision }),
    failures: sitting.failures,
    provisional: state.provisional || attending.enrollment.provisional,
    ...(sitting.rules === undefined
      ? {}
      : { reasoning: { rules: [...sitting.rules, ...(tierRules ?? [])], formulas: sitting.formulas, measures: shownMeasures(sitting) } }),
  };
  return { decision, drafts, moved, standing: tier?.standing };
}

/** In doubles where that suffices, exactly where it doesn't, or where the reasoning is asked for. */
function settleLines(sitting: Sitting, mdf: MdfRule | undefined): readonly Draft<unknown>[] {
  const held: Held<LineRule>[] = sitting.course.line.length === 0 ? [] : [...holding(sitting, sitting.course.line)];
  if (mdf !== undefined) {
    held.push({ compiled: mdf, item: undefined });
    held.sort((a, b) => a.compiled.order - b.compiled.order);
  }
  if (held.length === 0) return [];
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

function settleWith<A>(sitting: Sitting, arithmetic: Arithmetic<A>, held: readonly Held<LineRule>[]): readonly Draft<A>[] {
  const drafts = draftLines(sitting, arithmetic, held);
  settle(sitting, arithmetic, drafts);
  return drafts;
}

function lineOf(sitting: Sitting, draft: Draft<unknown>): Line {
  const { compiled, decides, incentive, payee, person, payer, item, reverses, steps, status, minor } = draft;
  return {
    incentive,
    rule: compiled.rule.name,
    decides,
    payee,
    ...(person === undefined ? {} : { person }),
    payer,
    ...(item === undefined ? {} : { item }),
    amount: showSteps(sitting, 'money', status === 'due' ? minor : 0),
    status,
    ...(reverses === undefined ? {} : { reverses: { source: reverses.source, activity: reverses.activity, line: reverses.original.line } }),
    ...(steps === undefined ? {} : { steps }),
  };
}

function shownBalances({ version, attending, day }: Sitting, moved: Moved): Readonly<Record<string, Shown>> {
  const shown: Record<string, Shown> = {};
  for (const { name, type } of version.program.balances.values()) {
    const key = version.desk.balanceKey(name, attending.term, day);
    if (key === undefined) continue;
    const steps = moved.get(key)?.after ?? attending.enrollment.balances.get(key) ?? 0;
    shown[name] = showValue(type, steps, version.program.currency.digits);
  }
  return shown;
}

function shownMeasures({ version }: Sitting): Readonly<Record<string, { readonly before?: Shown; readonly with?: Shown }>> {
  const shown: Record<string, { readonly before?: Shown; readonly with?: Shown }> = {};
  for (const name of version.program.measures.keys()) {
    const before = version.code.show(`before.${name}`);
    const after = version.code.show(`measure.${name}`);
    if (before === undefined && after === undefined) continue;
    shown[name] = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { with: after }) };
  }
  return shown;
}
