/** Makes decisions of what is decided: texts, and the reasoning where it is asked for. */
import { failureReport } from '../decisions/failure.ts';
import type {
  Decision,
  FailureReport,
  GateDecision,
  Line,
  PartyDecision,
  RegistrationDecision,
  Shown,
  TierDecision,
} from '../decisions/model.ts';
import { dayToIso, showValue } from '../facts/render.ts';
import { type FactType, RATE_DECIMALS } from '../facts/value.ts';
import type { StepOptions } from '../fold/evaluator.ts';
import type { Timeline } from '../program/model.ts';
import type { Draft } from './drafts.ts';
import type { Failed } from './failure.ts';
import { valuesOf } from './leaves.ts';
import type { Moved } from './moves.ts';
import type { Occurrence, Recorder } from './recorder.ts';
import { reasonsOf } from './rules.ts';
import type { Sitting } from './sitting.ts';
import type { GateVerdict, MdfVerdict, PartyVerdict, PromiseVerdict, RegistrationVerdict, TierVerdict } from './verdicts.ts';

type Building<T> = { -readonly [K in keyof T]: T[K] };

const WHOLE_SHARE = 10 ** RATE_DECIMALS;

export class DecisionRecorder implements Recorder {
  readonly explains: boolean;
  readonly words = true;
  readonly bars = false;
  readonly passesOverLines = false;
  readonly decisions: Decision[] = [];
  private readonly timeline: Timeline;
  private readonly granted: StepOptions['granted'];
  private parties: PartyDecision[] = [];

  constructor(timeline: Timeline, { explain = false, granted }: StepOptions = {}) {
    this.timeline = timeline;
    this.explains = explain;
    this.granted = granted;
  }

  turn(): undefined {}

  party(sitting: Sitting, verdict: PartyVerdict): void {
    if (this.granted !== undefined) tellGranted(sitting, verdict, this.granted);
    this.parties.push(partyDecision(sitting, verdict));
  }

  activity(occurrence: Occurrence, given: boolean): void {
    if (given) this.decisions.push(decisionOf(this.timeline, occurrence, this.parties));
    this.parties = [];
  }
}

/** As it stands right after it was granted. */
function tellGranted(
  { state, activity: { source, id, facts }, attending }: Sitting,
  { registration }: PartyVerdict,
  tell: NonNullable<StepOptions['granted']>,
): void {
  const protection = registration?.protection;
  if (protection === undefined) return;
  const { name, from } = protection;
  const { partner, partnerType } = attending.party;
  const leaves = [...new Set(protection.leaves)].flatMap((leaf) => {
    const until = state.leaves.get(leaf)?.until;
    return until === undefined ? [] : [{ values: valuesOf(leaf), until }];
  });
  const granted = { registration: String(facts.get('registration.id')), protection: name, from, leaves };
  tell({ source, activity: id, partner, partnerType, ...granted });
}

function decisionOf(
  timeline: Timeline,
  { activity, generated, status, version, failures }: Occurrence,
  parties: PartyDecision[],
): Decision {
  const { source, id, revision, kind, day, exchange } = activity;
  const program = timeline.versions[version ?? 0];
  if (program === undefined) throw new Error('a timeline without versions');
  const base = {
    activity: { source, id, revision },
    kind,
    generated,
    on: dayToIso(day),
    status,
    program: { id: program.id, version: program.hash },
    currency: program.currency.code,
    parties,
    failures: failures.map(reportOf),
  };
  return exchange === undefined
    ? base
    : { ...base, exchange: { currency: exchange.currency, rate: exchange.rate, on: dayToIso(exchange.on) } };
}

const reportOf = ({ of, pointer, code, inputs }: Failed): FailureReport => failureReport(of, pointer, code, inputs);

/** Money and rates are shown as text. */
const showSteps = (sitting: Sitting, type: FactType, steps: number): string =>
  String(showValue(type, steps, sitting.version.program.currency.digits));

function partyDecision(sitting: Sitting, verdict: PartyVerdict): PartyDecision {
  const { attending, state } = sitting;
  const { partner, partnerType, role, share } = attending.party;
  const shown = share === WHOLE_SHARE ? '1' : showSteps(sitting, 'rate', share);
  const gates: readonly GateDecision[] = verdict.gates.map(gateDecision);
  // field by field, in the order of the model: spreading what may be missing costs more than deciding it
  const decision = { partner, partnerType, role, share: shown, gates } as Building<PartyDecision>;
  if (verdict.registration !== undefined) decision.registration = registrationDecision(verdict.registration);
  if (verdict.enrollment !== undefined) decision.enrollment = verdict.enrollment;
  if (verdict.mdf !== undefined) decision.mdf = mdfDecision(sitting, verdict.mdf);
  if (verdict.routing !== undefined) decision.routing = verdict.routing;
  decision.promises = verdict.promises.map((promise) => promiseDecision(sitting, promise));
  decision.benefits = verdict.benefits.map(({ rule: { benefit, grant }, amount }) => ({
    benefit,
    ...(grant === undefined ? {} : { grant }),
    ...(amount === undefined ? {} : { amount: showSteps(sitting, 'money', amount) }),
  }));
  decision.lines = verdict.drafts.map((draft) => lineOf(sitting, draft));
  decision.balances = shownBalances(sitting, verdict.moved);
  if (verdict.tier !== undefined) decision.tier = tierDecision(verdict.tier);
  decision.failures = sitting.failures.map(reportOf);
  decision.provisional = state.provisional || attending.enrollment.provisional;
  if (sitting.rules !== undefined) {
    const rules = [...sitting.rules, ...(sitting.tierRules ?? [])];
    decision.reasoning = { rules, formulas: sitting.formulas, measures: shownMeasures(sitting) };
  }
  return decision;
}

function gateDecision({ gate, item, open, closing }: GateVerdict): GateDecision {
  const decision = { gate, open, reasons: reasonsOf(closing) };
  return item === undefined ? decision : { ...decision, item };
}

function registrationDecision({ outcome, reasons, protection, runnerUp }: RegistrationVerdict): RegistrationDecision {
  const decision = { outcome, reasons } as Building<RegistrationDecision>;
  if (protection !== undefined) {
    const { name, from, until } = protection;
    decision.protection = { name, from: dayToIso(from), until: dayToIso(until) };
  }
  if (runnerUp !== undefined) decision.runnerUp = runnerUp;
  return decision;
}

function mdfDecision(sitting: Sitting, { outcome, reasons, amount }: MdfVerdict): Exclude<PartyDecision['mdf'], undefined> {
  return amount === undefined ? { outcome, reasons } : { outcome, reasons, amount: showSteps(sitting, 'money', amount) };
}

function promiseDecision({ version }: Sitting, { promised, key, steps }: PromiseVerdict): PartyDecision['promises'][number] {
  return { promise: promised.name, key, value: showValue(promised.type, steps, version.program.currency.digits) };
}

function tierDecision({ before, qualified, after, graceUntil }: TierVerdict): TierDecision {
  const decision = { before, qualified, after };
  return graceUntil === null ? decision : { ...decision, graceUntil: dayToIso(graceUntil) };
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
