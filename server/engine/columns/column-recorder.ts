/** Writes what is decided into an outcome, without making decisions of it. */
import type { Draft } from '../compiled/drafts.ts';
import type { Occurrence, Recorder } from '../compiled/recorder.ts';
import type { RuleTally } from '../compiled/rules.ts';
import type { Sitting } from '../compiled/sitting.ts';
import type { PartyVerdict } from '../compiled/verdicts.ts';
import type { Activity } from '../facts/activity.ts';
import type { Day } from '../facts/value.ts';
import type { Timeline } from '../program/model.ts';
import type { Following } from './anew/following.ts';
import type { Notes } from './anew/notes.ts';
import { barsAlone } from './bars.ts';
import type { Occasion } from './line-table.ts';
import { FAILURE_CODES, NO_TIER, type OutcomeNames, PAYEES, REGISTRATION_OUTCOMES } from './outcome.ts';
import type { OutcomeBuilder } from './outcome-builder.ts';
import { Places } from './outcome-names.ts';

const EXPIRED = REGISTRATION_OUTCOMES.indexOf('expired');

/** What bars from the levels above the one held, as things stood at the last decision on a tier. */
interface TierBars {
  readonly version: number;
  readonly rules: readonly { readonly rule: number; readonly leaves: readonly number[] }[];
}

export class ColumnRecorder implements Recorder {
  readonly explains = false;
  readonly words = false;
  readonly bars: boolean;
  readonly passesOverLines = false;
  /** An activity of which only some parties were given is set aside for all. */
  reachesFurther = false;
  private readonly into: OutcomeBuilder;
  private readonly names: OutcomeNames;
  private readonly kinds: ReadonlyMap<string, { readonly place: number; readonly generated: boolean }>;
  private readonly incentives: Places;
  private readonly gates: Places;
  private readonly failing: Places;
  private readonly on: Occasion = { enrollment: 0, row: -1, day: 0, kind: 0, version: 0 };
  private readonly tierBars = new Map<number, TierBars>();
  private firstEnrollment = 0;
  private rows: Int32Array | undefined;
  private first = 0;
  private counts = true;
  private partial = false;
  /** Failures of decisions given. */
  private failures = 0;
  /** Where it is noted what others can be decided from. */
  private readonly notes: Notes | undefined;
  /** Whoever is told of each turn. */
  private readonly bystander: Notes | Following | undefined;

  constructor({ versions }: Timeline, names: OutcomeNames, into: OutcomeBuilder, bars: boolean, notes?: Notes, following?: Following) {
    this.into = into;
    this.notes = notes;
    this.bystander = notes ?? following;
    this.names = names;
    this.bars = bars;
    const generated = (name: string): boolean => versions.some(({ catalogue }) => catalogue.kinds.get(name)?.generated === true);
    this.kinds = new Map(names.kinds.map((name, place) => [name, { place, generated: generated(name) }]));
    this.incentives = new Places(names.incentives);
    this.gates = new Places(names.gates);
    this.failing = new Places(names.failing);
  }

  /** The enrollment of the history that is the first of the state. */
  from(enrollment: number): void {
    this.firstEnrollment = enrollment;
  }

  /**
   * The recorded activity to come, with neighbouring rows. `counts`: it is counted here. `partial`: it has other parties,
   * which are decided elsewhere.
   */
  expect(row: number, counts: boolean, partial: boolean): void {
    this.rows = undefined;
    this.first = row;
    this.counts = counts;
    this.partial = partial;
  }

  /** The same with all its parties: their rows stand in `rows` from `first` on. */
  expectAt(rows: Int32Array, first: number): void {
    this.rows = rows;
    this.first = first;
    this.counts = true;
    this.partial = false;
  }

  /** Only some parties of the activity to come are given. `counts`: its first party among them. */
  only(counts: boolean): void {
    this.counts = counts;
  }

  before(day: Day, activity: Activity | undefined): void {
    this.bystander?.before(day, activity);
  }

  turn(version: number, enrollment: number): RuleTally | undefined {
    return this.notes === undefined ? this.into.rules[version] : this.notes.turnTo(enrollment);
  }

  party(sitting: Sitting, verdict: PartyVerdict): void {
    const { into } = this;
    const { attending, versionIndex, failures } = sitting;
    const on = this.occasion(sitting.activity.kind, sitting.day, attending.enrollment.index, sitting.place);
    on.version = versionIndex;
    for (const { open, gate, item } of verdict.gates) if (!open) into.closedGate(on, this.gates.of(gate), item ?? -1);
    if (verdict.registration !== undefined) into.registration(on, REGISTRATION_OUTCOMES.indexOf(verdict.registration.outcome));
    const before = into.lines.count;
    if (verdict.drafts.length > 0) this.lines(on, attending.party.partnerType, attending.tier, verdict.drafts);
    this.notes?.occasions.note(sitting, on, this.levelOf(on, attending.party.partnerType, attending.tier), into.lines.count - before);
    for (const { of, code } of failures) into.failure(on, this.failing.of(of), FAILURE_CODES.indexOf(code), false);
    const { tier } = verdict;
    if (tier !== undefined && tier.before !== tier.after) {
      const { partnerType } = attending.party;
      into.move(on, this.level(versionIndex, partnerType, tier.before), this.level(versionIndex, partnerType, tier.after));
    }
    if (sitting.barred !== undefined) this.noteBars(on, sitting, verdict);
  }

  activity({ activity, generated, status, version, attending, failures }: Occurrence, given: boolean): void {
    const { into } = this;
    const [first] = attending;
    if (version !== undefined && first !== undefined && (failures.length > 0 || activity.kind === 'protection-expired')) {
      const on = this.occasion(activity.kind, activity.day, first.enrollment.index, 0);
      on.version = version;
      for (const { of, code } of failures) into.failure(on, this.failing.of(of), FAILURE_CODES.indexOf(code), true);
      if (activity.kind === 'protection-expired') into.registration(on, EXPIRED);
    }
    if (status === 'set-aside' && !generated && this.partial) this.reachesFurther = true;
    if (given) this.decided(first?.enrollment.index ?? 0, generated || this.counts ? 1 : 0);
    else if (into.failures.count > this.failures) into.failures.drop(this.failures);
    this.failures = into.failures.count;
    this.bystander?.after(activity, attending);
  }

  private decided(enrollment: number, count: number): void {
    this.into.decisions += count;
    const { notes } = this;
    if (notes !== undefined) notes.decisions[enrollment] = (notes.decisions[enrollment] ?? 0) + count;
  }

  private occasion(kind: string, day: number, enrollment: number, place: number): Occasion {
    const { on } = this;
    const of = this.kinds.get(kind);
    if (of === undefined) throw new Error(`no kind of activity ${kind}`);
    on.kind = of.place;
    on.day = day;
    on.enrollment = this.firstEnrollment + enrollment;
    if (of.generated) on.row = -1;
    else on.row = this.rows === undefined ? this.first + place : (this.rows[this.first + place] ?? -1);
    return on;
  }

  private level(version: number, partnerType: string, level: string): number {
    return this.names.levels[version]?.get(partnerType)?.indexOf(level) ?? NO_TIER;
  }

  private levelOf({ version }: Occasion, partnerType: string, tier: string | undefined): number {
    return tier === undefined ? NO_TIER : this.level(version, partnerType, tier);
  }

  private lines(on: Occasion, partnerType: string, tier: string | undefined, drafts: readonly Draft<unknown>[]): void {
    const { into } = this;
    const level = this.levelOf(on, partnerType, tier);
    const count = this.notes?.counts[on.enrollment] ?? into.rules[on.version];
    if (count === undefined) throw new Error(`no version ${on.version}`);
    for (let index = 0; index < drafts.length; index += 1) {
      const draft = drafts[index];
      if (draft === undefined) continue;
      const { order } = draft.compiled;
      const { status } = draft;
      if (status !== 'due') {
        const lost = status === 'excluded' ? count.excluded : status === 'outbid' ? count.outbid : count.setAside;
        lost[order] = (lost[order] ?? 0) + 1;
        continue;
      }
      count.due[order] = (count.due[order] ?? 0) + 1;
      const incentive = this.incentives.of(draft.incentive);
      into.line(on, order, incentive, PAYEES.indexOf(draft.payee), draft.item ?? -1, level, draft.minor);
    }
  }

  private noteBars(on: Occasion, { barred, attending }: Sitting, { tier }: PartyVerdict): void {
    for (const { rule, truths } of barred?.gates ?? []) {
      this.bar(on.enrollment, on.row, on.version, rule.order, barsAlone(rule.rule.conditions, truths));
    }
    if (tier === undefined || barred?.tiers === undefined) return;
    const levels = this.names.levels[on.version]?.get(attending.party.partnerType) ?? [];
    const held = levels.indexOf(tier.after);
    const above = barred.tiers.filter(({ rule }) => levels.indexOf(rule.rule.level) > held);
    const rules = above.map(({ rule, truths }) => ({ rule: rule.order, leaves: barsAlone(rule.rule.conditions, truths) }));
    this.tierBars.set(on.enrollment, { version: on.version, rules });
  }

  private bar(enrollment: number, row: number, version: number, rule: number, leaves: readonly number[]): void {
    if (leaves.length === 0) this.into.bar(enrollment, row, version, rule, -1);
    for (const leaf of leaves) this.into.bar(enrollment, row, version, rule, leaf);
  }

  /** Nothing more comes of an enrollment. */
  end(enrollment: number): void {
    const last = this.tierBars.get(enrollment);
    if (last === undefined) return;
    this.tierBars.delete(enrollment);
    for (const { rule, leaves } of last.rules) this.bar(enrollment, -1, last.version, rule, leaves);
  }
}
