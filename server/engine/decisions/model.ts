/**
 * What the program says of an activity. All of it is JSON: money, rates and prices are decimal
 * text, dates are YYYY-MM-DD, counts and days are whole numbers; what is missing is left out.
 */

/** A value as text or JSON; see facts/render.ts. */
export type Shown = string | number | boolean | readonly string[];

export interface FailureReport {
  /** Rule, measure, promise … that failed. */
  readonly of: string;
  /** JSON pointer into the program document. */
  readonly pointer: string;
  readonly code: 'division-by-zero' | 'missing-value' | 'number-too-large' | 'unknown-activity' | 'not-whole';
  readonly message: string;
  /** The facts that the formula read, as far as they are present. */
  readonly inputs: Readonly<Record<string, Shown>>;
}

export type LineStatus =
  /** Posted. */
  | 'due'
  /** An exclusion kept another incentive. */
  | 'excluded'
  /** A stack of which only the best counts kept another member. */
  | 'outbid'
  /** Its formula failed; it waits. */
  | 'set-aside';

/** One line of money. Only lines `due` are posted and remembered. */
export interface Line {
  /** Incentive or obligation id. */
  readonly incentive: string;
  readonly rule: string;
  readonly decides: 'incentive' | 'reversal' | 'mdf' | 'obligation';
  readonly payee: 'partner' | 'person' | 'vendor-field' | 'vendor';
  /** Who is paid where the payee is a person. */
  readonly person?: string;
  readonly payer: 'vendor' | 'partner';
  /** Index of the item, where it was decided for one. */
  readonly item?: number;
  /** Rounded, in the program's currency; 0 where not due. A reversal is negative. */
  readonly amount: string;
  readonly status: LineStatus;
  /** Of a reversal: the activity whose line it takes back, and that line's place among the party's lines there. */
  readonly reverses?: { readonly source: string; readonly activity: string; readonly line: number };
  /** How the amount came about; with explain. */
  readonly steps?: readonly LineStep[];
}

/** `exact` is the amount after the step, exact. */
export type LineStep =
  | { readonly step: 'amount'; readonly exact: string; readonly formula: FormulaReasoning }
  | { readonly step: 'floor'; readonly exact: string; readonly formula: FormulaReasoning; readonly applied: boolean }
  | {
      readonly step: 'cap';
      readonly exact: string;
      readonly formula: FormulaReasoning;
      readonly used?: FormulaReasoning;
      readonly remaining: string;
      readonly applied: boolean;
    }
  | { readonly step: 'excluded'; readonly by: string }
  | { readonly step: 'outbid'; readonly stack: string; readonly by: string }
  | {
      readonly step: 'stack-cap';
      readonly exact: string;
      readonly stack: string;
      readonly formula: FormulaReasoning;
      readonly remaining: string;
      readonly applied: boolean;
    }
  | { readonly step: 'budget'; readonly exact: string; readonly budget: string; readonly remaining: string; readonly applied: boolean }
  | { readonly step: 'rounding'; readonly mode: string; readonly from: string; readonly to: string }
  | {
      readonly step: 'reversal';
      readonly original: string;
      readonly remaining: string;
      readonly share: string;
      readonly formula?: FormulaReasoning;
    }
  | {
      readonly step: 'balance';
      readonly balance: string;
      readonly formula: FormulaReasoning;
      readonly before: string;
      readonly after: string;
    };

export interface FormulaReasoning {
  readonly formula: string;
  /** Facts read while evaluating, by name; those that were missing are left out. */
  readonly inputs: Readonly<Record<string, Shown>>;
  /** Every operation that was evaluated, inner ones first, left before right. */
  readonly steps: readonly FormulaStep[];
  /** Missing where it failed. */
  readonly value?: Shown;
  readonly failure?: FailureReport['code'];
}

export interface FormulaStep {
  /** The part of the formula, as written. */
  readonly expression: string;
  /** Missing where it failed or is missing. */
  readonly value?: Shown;
  /** Of marginal, retrospective and bandRate: the slices, from the lowest band; bandRate and retrospective give the one band reached. */
  readonly slices?: readonly BandSlice[];
}

export interface BandSlice {
  /** Start of the band. */
  readonly from: Shown;
  readonly rate: string;
  /** How much of the volume lies in the band; for bandRate the volume asked about. */
  readonly size: Shown;
  /** Missing for bandRate. */
  readonly amount?: string;
}

export type ConditionReasoning =
  | { readonly all: readonly ConditionReasoning[]; readonly holds: boolean }
  | { readonly any: readonly ConditionReasoning[]; readonly holds: boolean }
  | { readonly not: ConditionReasoning; readonly holds: boolean }
  | { readonly condition: string; readonly is: ConditionReasoning; readonly holds: boolean }
  | {
      readonly fact: string;
      readonly operator: string;
      /** What was asked for: the value as written, or the value of the named fact (left out where missing). */
      readonly expected?: unknown;
      readonly expectedFact?: string;
      /** Left out where missing. */
      readonly actual?: Shown;
      readonly holds: boolean;
    };

export interface RuleReasoning {
  readonly rule: string;
  readonly decides: string;
  readonly item?: number;
  readonly holds: boolean;
  readonly conditions: ConditionReasoning;
}

export interface GateDecision {
  readonly gate: string;
  readonly item?: number;
  readonly open: boolean;
  /** Reasons of the rules that close it, or rule names where they give none; empty where nothing opened it. */
  readonly reasons: readonly string[];
}

export interface RegistrationDecision {
  readonly outcome: 'approved' | 'review' | 'returned' | 'refused' | 'extended' | 'withdrawn';
  readonly reasons: readonly string[];
  readonly protection?: { readonly name: string; readonly from: string; readonly until: string };
  /** Place in the queue, from 1, where a rival holds what it asks for. */
  readonly runnerUp?: number;
}

export interface Outcome<O extends string> {
  readonly outcome: O;
  readonly reasons: readonly string[];
}

export interface TierDecision {
  readonly before: string;
  /** The level whose requirements hold. */
  readonly qualified: string;
  readonly after: string;
  /** Last day of a grace that is running. */
  readonly graceUntil?: string;
}

/** What the program says of an activity to one of its parties. */
export interface PartyDecision {
  readonly partner: string;
  readonly partnerType: string;
  readonly role: string;
  readonly share: string;
  readonly gates: readonly GateDecision[];
  readonly registration?: RegistrationDecision;
  readonly enrollment?: Outcome<'accepted' | 'returned' | 'refused'>;
  readonly mdf?: Outcome<'approved' | 'returned' | 'refused'> & { readonly amount?: string };
  readonly routing?: Outcome<'routed' | 'returned' | 'waiting'> & { readonly to?: string; readonly urgency?: string };
  readonly promises: readonly { readonly promise: string; readonly key: readonly Shown[]; readonly value: Shown }[];
  readonly benefits: readonly { readonly benefit: string; readonly grant?: string; readonly amount?: string }[];
  readonly lines: readonly Line[];
  readonly balances: Readonly<Record<string, Shown>>;
  /** Of types with tiers. */
  readonly tier?: TierDecision;
  readonly failures: readonly FailureReport[];
  /** Something of this scope was set aside before and isn't mended yet. */
  readonly provisional: boolean;
  /** With explain. */
  readonly reasoning?: {
    /** Every rule looked at, stage by stage, in rule order. */
    readonly rules: readonly RuleReasoning[];
    /** Formulas of registrations, mdf, promises, benefits; those of lines stand with the lines. */
    readonly formulas: readonly { readonly of: string; readonly pointer: string; readonly reasoning: FormulaReasoning }[];
    /** Every measure of the program, before and with the activity; left out where missing. */
    readonly measures: Readonly<Record<string, { readonly before?: Shown; readonly with?: Shown }>>;
  };
}

export interface Decision {
  readonly activity: { readonly source: string; readonly id: string; readonly revision: number };
  readonly kind: string;
  /** The fold made it from calendar and state. */
  readonly generated: boolean;
  readonly on: string;
  /** decided; set-aside: a measure or tier failed, nothing was remembered; not-in-force: no version was in force on the day. */
  readonly status: 'decided' | 'set-aside' | 'not-in-force';
  readonly program: { readonly id: string /** Hash of the version. */; readonly version: string };
  readonly currency: string;
  readonly exchange?: { readonly currency: string; readonly rate: string; readonly on: string };
  readonly parties: readonly PartyDecision[];
  /** Of an activity set aside. */
  readonly failures: readonly FailureReport[];
}
