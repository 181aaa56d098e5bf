/**
 * What is missing, in numbers. A **change** is one fact that would have to be another; a **set** of changes makes a
 * rule hold, and none of them can be left out. All of it is JSON, values as decisions show them.
 */
import type { OperatorName } from '../conditions/model.ts';
import type { FailureReport, Shown } from '../decisions/model.ts';
import type { FactType } from '../facts/value.ts';

/**
 * Who can bring a change about: the partner; time alone; another question (another customer, product, person …); or
 * nobody, because it lies in the program, in what the partner is, or in what has been.
 */
export type Whose = 'partner' | 'time' | 'question' | 'nobody';

export interface Change {
  readonly fact: string;
  readonly type: FactType;
  /** What the fact is, in the program's words; its name taken apart where the program says nothing. */
  readonly description: string;
  /** Left out where missing. */
  readonly has?: Shown;
  /** What must hold of the fact: `needs` stands on the operator's right. Of a list: what it must contain, or must not. */
  readonly operator: OperatorName;
  readonly needs: Shown;
  /** The fact that says so (parameter.goldRevenue), where it is said by one. */
  readonly needsFact?: string;
  /** From `has` to `needs`, above 0, in the unit of the fact. Only of numbers that are there. */
  readonly gap?: Shown;
  /** Of money and prices the currency, of days and dates `days`. */
  readonly unit?: string;
  /** The nearest value that would do; left out where the fact must be missing, or any other text would do. */
  readonly to?: Shown;
  readonly whose: Whose;
  /** Of what time brings: the day, where it is known. */
  readonly on?: string;
  readonly ratio?: Ratio;
}

/** Of a derived fact that divides one fact by another: what the upper one lacks while the lower one stays. */
export interface Ratio {
  readonly fact: string;
  readonly description: string;
  readonly has: Shown;
  /** Below 0: so many fewer. */
  readonly more: Shown;
  readonly unit?: string;
}

export interface ChangeSet {
  /** The rule that would hold; of a gate, where the set opens it: an opening rule that would. */
  readonly rule?: string;
  readonly changes: readonly Change[];
}

/** What a condition compares with, and isn't there: as long as it is missing nobody can tell what is needed. */
export interface Unknown {
  readonly fact: string;
  readonly description: string;
}

export interface LevelAttainment {
  readonly level: string;
  /** One of its rules holds; it isn't taken yet, because upgrades wait for a review. */
  readonly reached: boolean;
  /** Its rules that are effective on the day. */
  readonly rules: readonly string[];
  /** What the partner can do first, then by fewest changes. Empty where it is reached, or nothing would do. */
  readonly sets: readonly ChangeSet[];
  /** Where there are no sets. */
  readonly unknown: readonly Unknown[];
}

export interface Attainment {
  /** The day that it is said for. */
  readonly on: string;
  /** As in decisions: where it isn't `decided`, nothing more is said but failures. */
  readonly status: 'decided' | 'set-aside' | 'not-in-force';
  readonly failures: readonly FailureReport[];
  readonly program: { readonly id: string; readonly version: string };
  /** Missing for types without tiers. */
  readonly tier?: string;
  readonly graceUntil?: string;
  /** Levels above the tier, from the lowest. */
  readonly levels: readonly LevelAttainment[];
}

export interface GateAnswer {
  readonly gate: string;
  readonly item?: number;
  readonly open: boolean;
  /** Rules that would have opened it, or have. */
  readonly opening: readonly { readonly rule: string; readonly holds: boolean }[];
  /** Rules that close it. */
  readonly closedBy: readonly { readonly rule: string; readonly reason: string }[];
  /** What would open it; empty where it is open, or nothing would. */
  readonly sets: readonly ChangeSet[];
  /** Where there are no sets. */
  readonly unknown: readonly Unknown[];
}

export interface GateHorizon {
  readonly gate: string;
  readonly item?: number;
  /** The last day on which it is open, as far as is known now; missing where it is open through `asFarAs`. */
  readonly until?: string;
  readonly asFarAs: string;
  /** What is missing on the day after. */
  readonly then?: GateAnswer;
}
