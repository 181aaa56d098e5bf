/**
 * Decisions turned to the rows of an outcome: what a fold over columns writes without making decisions. It serves to
 * hold one against the other; how often rules were looked at and held is in decisions with reasoning only.
 */

import { versionOn } from '../compiled/timeline.ts';
import type { Decision, PartyDecision } from '../decisions/model.ts';
import { isoToDay, parseExact } from '../facts/render.ts';
import type { Timeline } from '../program/model.ts';
import type { Occasion } from './line-table.ts';
import { FAILURE_CODES, NO_TIER, type OutcomeNames, PAYEES, REGISTRATION_OUTCOMES } from './outcome.ts';
import type { OutcomeBuilder } from './outcome-builder.ts';
import { Places } from './outcome-names.ts';

/** Where a history has what decisions name. */
export interface DecisionPlaces {
  enrollment(partner: string, partnerType: string): number;
  /** Rows of a recorded activity, by party. */
  rows(source: string, id: string): readonly number[];
  /** The enrollment of a row. */
  enrollmentOf(row: number): number;
}

export class DecisionRows {
  private readonly timeline: Timeline;
  private readonly names: OutcomeNames;
  private readonly into: OutcomeBuilder;
  private readonly places: DecisionPlaces;
  private readonly kinds: Places;
  private readonly incentives: Places;
  private readonly gates: Places;
  private readonly failing: Places;
  private readonly rules: readonly Places[];

  constructor(timeline: Timeline, names: OutcomeNames, into: OutcomeBuilder, places: DecisionPlaces) {
    this.timeline = timeline;
    this.names = names;
    this.into = into;
    this.places = places;
    this.kinds = new Places(names.kinds);
    this.incentives = new Places(names.incentives);
    this.gates = new Places(names.gates);
    this.failing = new Places(names.failing);
    this.rules = names.rules.map((rules) => new Places(rules));
  }

  /** To be given in the order of the fold. `counts`: count lines by rule too, and rules from the reasoning. */
  addDecision(decision: Decision, counts = true): void {
    this.into.decisions += 1;
    const day = isoToDay(decision.on) ?? 0;
    const version = versionOn(this.timeline, day);
    if (version === undefined) return;
    const rows = decision.generated ? [] : this.places.rows(decision.activity.source, decision.activity.id);
    const base = { day, version, kind: this.kinds.of(decision.kind) };
    if (decision.status === 'set-aside') {
      const row = rows[0] ?? -1;
      const enrollment = row < 0 ? this.generatedFor(decision) : this.places.enrollmentOf(row);
      const on = { ...base, row, enrollment };
      for (const { of, code } of decision.failures) this.into.failure(on, this.failing.of(of), FAILURE_CODES.indexOf(code), true);
      if (decision.kind === 'protection-expired') this.into.registration(on, REGISTRATION_OUTCOMES.indexOf('expired'));
    }
    for (const [index, party] of decision.parties.entries()) {
      const enrollment = this.places.enrollment(party.partner, party.partnerType);
      this.addParty({ ...base, row: rows[index] ?? -1, enrollment }, decision, party, counts);
    }
  }

  /** The enrollment that the id of a generated activity names, where the decision has no party to ask. */
  private generatedFor({ activity: { id }, kind, on }: Decision): number {
    const parts = id.slice(`${kind}:${on}:`.length).split(':');
    for (let length = parts.length; length > 1; length -= 1) {
      const enrollment = this.places.enrollment(parts.slice(1, length).join(':'), parts[0] ?? '');
      if (enrollment >= 0) return enrollment;
    }
    throw new Error(`no enrollment in ${id}`);
  }

  private addParty(on: Occasion, decision: Decision, party: PartyDecision, counts: boolean): void {
    const { into } = this;
    for (const { open, gate, item } of party.gates) if (!open) into.closedGate(on, this.gates.of(gate), item ?? -1);
    if (party.registration !== undefined) into.registration(on, REGISTRATION_OUTCOMES.indexOf(party.registration.outcome));
    if (decision.kind === 'protection-expired') into.registration(on, REGISTRATION_OUTCOMES.indexOf('expired'));
    const levels = this.names.levels[on.version]?.get(party.partnerType) ?? [];
    const level = (name: string | undefined): number => (name === undefined ? NO_TIER : levels.indexOf(name));
    for (const { rule, incentive, payee, item, amount, status } of party.lines) {
      const place = this.rules[on.version]?.of(rule) ?? 0;
      const count = counts ? into.rules[on.version] : undefined;
      const became = { due: count?.due, excluded: count?.excluded, outbid: count?.outbid, 'set-aside': count?.setAside }[status];
      if (became !== undefined) became[place] = (became[place] ?? 0) + 1;
      if (status !== 'due') continue;
      const steps = this.minor(amount);
      into.line(on, place, this.incentives.of(incentive), PAYEES.indexOf(payee), item ?? -1, level(party.tier?.before), steps);
    }
    for (const { of, code } of party.failures) into.failure(on, this.failing.of(of), FAILURE_CODES.indexOf(code), false);
    const { tier } = party;
    if (tier !== undefined && tier.before !== tier.after) into.move(on, level(tier.before), level(tier.after));
    if (!counts) return;
    for (const { rule, holds } of party.reasoning?.rules ?? []) {
      const place = this.rules[on.version]?.of(rule) ?? 0;
      const count = into.rules[on.version];
      if (count === undefined) continue;
      count.looked[place] = (count.looked[place] ?? 0) + 1;
      if (holds) count.held[place] = (count.held[place] ?? 0) + 1;
    }
  }

  /** Smallest units of a decimal text. */
  private minor(amount: string): number {
    const exact = parseExact(amount);
    const digits = this.timeline.versions[0]?.currency.digits ?? 0;
    if (exact === undefined) throw new Error(`no amount of money: ${amount}`);
    return Number((exact.n * 10n ** BigInt(digits)) / exact.d);
  }
}
