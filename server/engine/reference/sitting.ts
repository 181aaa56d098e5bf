/**
 * One party's turn at an activity: what it finds, and what is decided on the way.
 */
import type { FailureReport, PartyDecision, RuleReasoning } from '../decisions/model.ts';
import type { RefValue } from './exact.ts';
import type { ReckonedMeasures } from './measures.ts';
import type { VersionRun } from './run.ts';
import type { Agreement, EnrollmentState, Leaf, PostedLine, ReferenceState, Registration, Remembered, RememberedParty } from './state.ts';

export interface Sitting {
  readonly run: VersionRun;
  readonly state: ReferenceState;
  /** The activity at hand, and which of its parties this is. */
  readonly entry: Remembered;
  readonly index: number;
  readonly party: RememberedParty;
  readonly enrollment: EnrollmentState;
  /** With the activity's own. */
  readonly agreements: readonly Agreement[];
  readonly measures: ReckonedMeasures;
  /** Protections as they were before this party's turn. */
  readonly leaves: readonly Leaf[];
  /** Lines of the parties before, on this activity. */
  readonly linesBefore: readonly PostedLine[];
  readonly explain: boolean;
  /** gate. and outcome. facts, as they are decided; by fact. Those of items, by item and fact. */
  readonly decided: Map<string, RefValue>;
  readonly decidedOfItems: Map<string, RefValue>;
  readonly failures: FailureReport[];
  readonly rules: RuleReasoning[];
  readonly formulas: NonNullable<PartyDecision['reasoning']>['formulas'][number][];
}

export interface Reading {
  readonly item?: number | undefined;
  /** What goes before everything else: line.amount, balances on the move. */
  readonly over?: ReadonlyMap<string, RefValue | undefined>;
  /** Whose stored facts stand behind the activity's own. */
  readonly stored?: Registration | undefined;
}
