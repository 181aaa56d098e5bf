/** What was decided, in plain values. Recorders make of it what they are to say. */
import type { RegistrationDecision, Shown } from '../decisions/model.ts';
import type { Day } from '../facts/value.ts';
import type { Promised } from '../program/model.ts';
import type { Draft } from './drafts.ts';
import type { Moved } from './moves.ts';
import type { CompiledRule, RuleOf } from './rules.ts';

type GateRule = CompiledRule<RuleOf<'gate'>>;

export interface GateVerdict {
  readonly gate: string;
  readonly item: number | undefined;
  readonly open: boolean;
  readonly closing: readonly GateRule[];
}

export interface RegistrationVerdict {
  readonly outcome: RegistrationDecision['outcome'];
  readonly reasons: readonly string[];
  /** `leaves`: all that it now has of it. */
  readonly protection?: { readonly name: string; readonly from: Day; readonly until: Day; readonly leaves: readonly string[] };
  readonly runnerUp?: number;
}

export interface OutcomeVerdict<O extends string> {
  readonly outcome: O;
  readonly reasons: readonly string[];
}

export type EnrollmentVerdict = OutcomeVerdict<'accepted' | 'returned' | 'refused'>;
export type RoutingVerdict = OutcomeVerdict<'routed' | 'returned' | 'waiting'> & { readonly to?: string; readonly urgency?: string };
/** The amount in smallest units. */
export type MdfVerdict = OutcomeVerdict<'approved' | 'returned' | 'refused'> & { readonly amount: number | undefined };

/** A promise newly written. */
export interface PromiseVerdict {
  readonly promised: Promised;
  /** Where texts are asked for. */
  readonly key: readonly Shown[];
  readonly steps: number;
}

export interface BenefitVerdict {
  readonly rule: RuleOf<'benefit'>;
  readonly amount: number | undefined;
}

export interface TierVerdict {
  readonly before: string;
  readonly qualified: string;
  readonly after: string;
  readonly graceUntil: Day | null;
}

/** Of one party. */
export interface PartyVerdict {
  readonly gates: readonly GateVerdict[];
  readonly registration: RegistrationVerdict | undefined;
  readonly enrollment: EnrollmentVerdict | undefined;
  readonly mdf: MdfVerdict | undefined;
  readonly routing: RoutingVerdict | undefined;
  readonly promises: readonly PromiseVerdict[];
  readonly benefits: readonly BenefitVerdict[];
  readonly drafts: readonly Draft<unknown>[];
  readonly moved: Moved;
  readonly tier: TierVerdict | undefined;
}
