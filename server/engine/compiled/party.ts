/** All that is decided for one party of an activity, stage by stage. */
import type { Line, PartyDecision, Shown } from '../decisions/model.ts';
import { showValue } from '../facts/render.ts';
import { RATE_DECIMALS } from '../facts/value.ts';
import { type Arithmetic, exactArithmetic, fastArithmetic, GiveUp } from './arithmetic.ts';
import type { Draft } from './drafts.ts';
import { draftLines, type LineRule } from './lines.ts';
import { type Moved, moveBalances } from './moves.ts';
import { decideBenefits, decideEnrollment, decideGates, decideMdf, decidePromises, decideRouting, type MdfRule } from './outcomes.ts';
import { decideRegistration } from './registrations.ts';
import { settle } from './settle.ts';
import { explains, type Held, holding, type Sitting, showSteps } from './sitting.ts';
import { decidesTier, decideTier, type Standing } from './tiers.ts';

type Building<T> = { -readonly [K in keyof T]: T[K] };

const WHOLE_SHARE = 10 ** RATE_DECIMALS;

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

  const { partner, partnerType, role, share } = attending.party;
  const shown = share === WHOLE_SHARE ? '1' : showSteps(sitting, 'rate', share);
  // field by field, in the order of the model: spreading what may be missing costs more than deciding it
  const decision = { partner, partnerType, role, share: shown, gates } as Building<PartyDecision>;
  if (registration !== undefined) decision.registration = registration;
  if (enrollment !== undefined) decision.enrollment = enrollment;
  if (mdf.decision !== undefined) decision.mdf = mdf.decision;
  if (routing !== undefined) decision.routing = routing;
  decision.promises = promises;
  decision.benefits = benefits;
  decision.lines = drafts.map((draft) => lineOf(sitting, draft));
  decision.balances = shownBalances(sitting, moved);
  if (tier !== undefined) decision.tier = tier.decision;
  decision.failures = sitting.failures;
  decision.provisional = state.provisional || attending.enrollment.provisional;
  if (sitting.rules !== undefined) {
    const rules = [...sitting.rules, ...(tierRules ?? [])];
    decision.reasoning = { rules, formulas: sitting.formulas, measures: shownMeasures(sitting) };
  }
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
  const line = { incentive, rule: compiled.rule.name, decides, payee } as Building<Line>;
  if (person !== undefined) line.person = person;
  line.payer = payer;
  if (item !== undefined) line.item = item;
  line.amount = showSteps(sitting, 'money', status === 'due' ? minor : 0);
  line.status = status;
  if (reverses !== undefined) line.reverses = { source: reverses.source, activity: reverses.activity, line: reverses.original.line };
  if (steps !== undefined) line.steps = steps;
  return line;
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
