import type { ProgramDocument } from '../../../schemas/types.ts';
import type { Condition } from '../conditions/model.ts';
import type { Catalogue } from '../facts/catalogue.ts';
import type { Day, FactType, Value } from '../facts/value.ts';
import type { Formula } from '../formula/model.ts';
import type { Measure, Period } from '../measures/model.ts';

export type RoundingMode = 'half-even' | 'half-up' | 'up' | 'down';

export interface Calendar {
  /** 1 to 12: the month on whose first day the fiscal year starts. */
  readonly fiscalYearStartMonth: number;
  readonly timeZone: string;
  readonly holidays: ReadonlySet<Day>;
}

export interface TierPolicy {
  /** From the lowest to the highest. */
  readonly levels: readonly string[];
  readonly upgrade: 'at-once' | 'at-review';
  readonly downgrade: 'at-once' | 'at-review' | 'at-year-end';
  readonly review?: Period;
  readonly graceDays: number;
}

export interface PartnerType {
  readonly name: string;
  readonly produces: ReadonlySet<string>;
  readonly tiers?: TierPolicy;
}

export interface Band {
  /** Money in smallest units, or the number of the band's first unit. */
  readonly from: number;
  /** Scaled by the bands' unit: rates 10⁻⁹, prices 10⁻⁶, money smallest units. */
  readonly rate: number;
}

export type Parameter =
  | {
      readonly kind: 'scalar';
      readonly name: string;
      readonly type: FactType;
      readonly value: Value;
      readonly min?: Value;
      readonly max?: Value;
      readonly choices?: readonly string[];
      readonly perAgreement: boolean;
    }
  | {
      readonly kind: 'bands';
      readonly name: string;
      readonly over: 'money' | 'count';
      readonly unit: 'rate' | 'price' | 'money';
      readonly bands: readonly Band[];
    }
  /** `rows` is keyed by the values of `keys`, joined by U+0000. */
  | {
      readonly kind: 'table';
      readonly name: string;
      readonly keys: readonly string[];
      readonly type: FactType;
      readonly rows: ReadonlyMap<string, number>;
    };

export interface Derived {
  readonly name: string;
  readonly type: FactType;
  readonly formula: Formula;
}

export interface Balance {
  readonly name: string;
  readonly type: 'money' | 'count';
  /** term, fiscal-quarter, fiscal-year, or the name of a fact. */
  readonly per: readonly string[];
}

export interface Promised {
  readonly name: string;
  readonly type: FactType;
  readonly by: readonly string[];
  readonly on: ReadonlySet<string>;
  readonly where?: Condition;
  readonly formula: Formula;
}

export interface Protection {
  readonly name: string;
  readonly scope: readonly string[];
  readonly days: Formula;
  readonly extensionDays?: Formula;
  /** How often a protection may be extended; 1 where extensionDays is given and nothing is said. */
  readonly extensions: number;
}

interface RuleBase {
  readonly name: string;
  /** JSON pointer of the rule in the program document. */
  readonly pointer: string;
  readonly for: ReadonlySet<string>;
  /** Kinds of activity; empty for tier rules. */
  readonly on: ReadonlySet<string>;
  /** First day, and first day no more. */
  readonly from: Day;
  readonly to: Day;
  readonly conditions: Condition;
}

export interface Cap {
  readonly amount: Formula;
  readonly used?: Formula;
}

interface Paying {
  readonly amount: Formula;
  readonly floor?: Formula;
  readonly cap?: Cap;
  readonly perItem: boolean;
  /** In the document's order. */
  readonly balances: readonly { readonly balance: string; readonly formula: Formula }[];
}

export type EnrollmentRule = RuleBase & {
  readonly decides: 'enrollment';
  readonly outcome: 'accept' | 'return' | 'refuse';
  readonly reason?: string;
};
export type TierRule = RuleBase & { readonly decides: 'tier'; readonly level: string };
export type BenefitRule = RuleBase & {
  readonly decides: 'benefit';
  readonly benefit: string;
  readonly grant?: string;
  readonly amount?: Formula;
};
export type GateRule = RuleBase & {
  readonly decides: 'gate';
  readonly gate: string;
  readonly effect: 'open' | 'close';
  readonly reason?: string;
  readonly perItem: boolean;
};
export type RegistrationRule = RuleBase & {
  readonly decides: 'registration';
  readonly outcome: 'approve' | 'review' | 'return' | 'refuse';
  readonly protection?: string;
  /** With outcome review: the stages that persons approve one after the other; empty: one without a name. */
  readonly stages: readonly string[];
  readonly reason?: string;
};
export type RoutingRule = RuleBase & {
  readonly decides: 'routing';
  readonly outcome: 'route' | 'return';
  /** Desk, field team or executive sponsor; `to` is the end of the rule's window. */
  readonly routeTo?: string;
  readonly urgency?: string;
  readonly reason?: string;
};
export type MdfRule = RuleBase & {
  readonly decides: 'mdf';
  readonly outcome: 'approve' | 'return' | 'refuse';
  readonly amount?: Formula;
  readonly incentive?: string;
  readonly reason?: string;
};
export type IncentiveRule = RuleBase &
  Paying & {
    readonly decides: 'incentive';
    readonly incentive: string;
    readonly payee: 'partner' | 'person' | 'vendor-field';
    readonly person?: string;
  };
export type ReversingRule = RuleBase & { readonly decides: 'reversal'; readonly reverses: readonly string[]; readonly share?: Formula };
export type ObligationRule = RuleBase &
  Paying & { readonly decides: 'obligation'; readonly incentive: string; readonly payer: 'partner' | 'vendor' };

/** A rule of one of the nine kinds of decision; an incentive rule that takes back is a reversal. */
export type Rule =
  | EnrollmentRule
  | TierRule
  | BenefitRule
  | GateRule
  | RegistrationRule
  | RoutingRule
  | MdfRule
  | IncentiveRule
  | ReversingRule
  | ObligationRule;

export interface Stack {
  readonly name: string;
  readonly combine: 'sum' | 'best';
  /** Incentives and stacks, in document order. */
  readonly of: readonly string[];
  readonly cap?: Formula;
}

export interface Budget {
  readonly name: string;
  readonly amount: Formula;
  readonly of: ReadonlySet<string>;
  readonly window: { readonly kind: 'fiscal'; readonly period: Period } | { readonly kind: 'lifetime' };
  readonly scope: 'enrollment' | 'program';
}

/**
 * A program version, checked and resolved: what both evaluators read. Frozen. It is made only by
 * `loadProgram` (program/load.ts), from a document without errors.
 */
export interface Program {
  readonly id: string;
  readonly document: ProgramDocument;
  /** SHA-256 of the document's canonical form (RFC 8785), hexadecimal. */
  readonly hash: string;
  readonly effectiveFrom?: Day;
  readonly currency: { readonly code: string /** Decimal places of its smallest unit. */; readonly digits: number };
  readonly rounding: RoundingMode;
  readonly calendar: Calendar;
  readonly catalogue: Catalogue;
  readonly partnerTypes: ReadonlyMap<string, PartnerType>;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly measures: ReadonlyMap<string, Measure>;
  /** Each after those it reads. */
  readonly derived: ReadonlyMap<string, Derived>;
  readonly balances: ReadonlyMap<string, Balance>;
  readonly promises: ReadonlyMap<string, Promised>;
  readonly protections: ReadonlyMap<string, Protection>;
  /** In rule order: by priority, higher first, then as the document has them. */
  readonly rules: readonly Rule[];
  /** Each after the stacks it contains. */
  readonly stacks: readonly Stack[];
  readonly excludes: readonly (readonly string[])[];
  readonly budgets: readonly Budget[];
}

/** The versions of one program by effective date, ascending; at least one. */
export interface Timeline {
  readonly id: string;
  readonly versions: readonly Program[];
}
