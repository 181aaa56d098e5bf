/** All that is decided for one party of an activity, stage by stage. */
import type { PartyDecision, RuleReasoning, Shown } from '../decisions/model.ts';
import { type Moved, shownBalances } from './balances.ts';
import { type Draft, lineOf } from './drafts.ts';
import { toFraction, toSteps } from './exact.ts';
import { reader } from './facts.ts';
import { decideGates } from './gates.ts';
import { draftLines } from './lines.ts';
import { moveBalances } from './moves.ts';
import { decideBenefits, decideEnrollment, decideMdf, decideRouting } from './outcomes.ts';
import { decidePromises } from './promises.ts';
import { decideRegistration } from './registrations.ts';
import { lookedAt, ruled } from './rules.ts';
import { settle } from './settle.ts';
import { show, showText } from './shown.ts';
import type { Sitting } from './sitting.ts';
import type { PostedLine } from './state.ts';
import { decidesTier, decideTier, type TierStanding } from './tiers.ts';

export interface PartyOutcome {
  readonly decision: PartyDecision;
  readonly lines: readonly PostedLine[];
  readonly moved: Moved;
  readonly standing: TierStanding | undefined;
}

export async function decideParty(sitting: Sitting): Promise<PartyOutcome> {
  // tier rules read what stands before any rule has run
  const tierRules: RuleReasoning[] = [];
  const tiered = decidesTier(sitting.entry.kind) && sitting.party.tier !== undefined;
  const tiers = tiered ? await ruled(sitting, lookedAt(sitting, ['tier'], []), tierRules) : undefined;

  const gates = await decideGates(sitting);
  const registration = await decideRegistration(sitting);
  const enrollment = await decideEnrollment(sitting);
  const mdf = await decideMdf(sitting);
  const routing = await decideRouting(sitting);
  const promises = await decidePromises(sitting);
  const benefits = await decideBenefits(sitting);
  const drafts = await draftLines(sitting, mdf.payment);
  settle(sitting, drafts);
  const moved = moveBalances(sitting, drafts);
  const tier = decideTier(sitting, tiers);

  const decision: PartyDecision = {
    partner: sitting.party.partner,
    partnerType: sitting.party.partnerType,
    role: sitting.party.role,
    share: showText(sitting.run.program, 'rate', toFraction('rate', sitting.party.share, 0)),
    gates,
    ...(registration === undefined ? {} : { registration }),
    ...(enrollment === undefined ? {} : { enrollment }),
    ...(mdf.decision === undefined ? {} : { mdf: mdf.decision }),
    ...(routing === undefined ? {} : { routing }),
    promises,
    benefits,
    lines: drafts.map((draft) => lineOf(sitting, draft)),
    balances: shownBalances(sitting, moved, reader(sitting)),
    ...(tier === undefined ? {} : { tier: tier.decision }),
    failures: sitting.failures,
    provisional: sitting.state.provisional || sitting.enrollment.provisional,
    ...(sitting.explain ? { reasoning: reasoning(sitting, tierRules) } : {}),
  };
  return { decision, lines: posted(sitting, drafts), moved, standing: tier?.standing };
}

function reasoning(sitting: Sitting, tierRules: readonly RuleReasoning[]): NonNullable<PartyDecision['reasoning']> {
  const { program } = sitting.run;
  const measures: Record<string, { before?: Shown; with?: Shown }> = {};
  for (const { name, type } of program.measures.values()) {
    const before = sitting.measures.read(name, 'before', undefined);
    const after = sitting.measures.read(name, 'with', undefined);
    if (before === undefined && after === undefined) continue;
    measures[name] = {
      ...(before === undefined ? {} : { before: show(program, type, before) }),
      ...(after === undefined ? {} : { with: show(program, type, after) }),
    };
  }
  return { rules: [...sitting.rules, ...tierRules], formulas: sitting.formulas, measures };
}

/** The lines due, as they will be remembered. */
function posted(sitting: Sitting, drafts: readonly Draft[]): readonly PostedLine[] {
  return drafts.flatMap((draft, line) => {
    if (draft.status !== 'due') return [];
    const { incentive, payee, person, payer, item, reverses, amount } = draft;
    return {
      entry: sitting.state.history.length,
      party: sitting.index,
      line,
      incentive,
      payee,
      ...(person === undefined ? {} : { person }),
      payer,
      ...(item === undefined ? {} : { item }),
      amount: toSteps('money', amount, sitting.run.program.currency.digits),
      ...(reverses === undefined ? {} : { reverses }),
    };
  });
}
