/**
 * What tells two versions of a program apart, by what they mean: the order of fields, how a decimal is written and the
 * order of rules that don't touch each other are no difference. Both versions are loaded before, so names, types and
 * formulas are understood, not compared as text.
 */

/** One thing that is another in the later version: a parameter, a rule, a stack …; or all of its settings of one sort. */
export interface Edit {
  /** Section and name, as `rules/volume-rebate`; settings by their name alone. It is unique. */
  readonly address: string;
  readonly change: 'added' | 'removed' | 'changed' | 'renamed' | 'reordered';
  /** As a person calls it: “rule volume-rebate”. */
  readonly title: string;
  readonly details: readonly Detail[];
  /** Of `renamed`: the address in the earlier version. */
  readonly was?: string;
}

/** What of it is another. */
export interface Detail {
  /** “amount”, “condition on measure.revenueYtd”. */
  readonly what: string;
  /** As written; missing: it wasn't there. */
  readonly from?: string;
  /** Missing: it is there no more. */
  readonly to?: string;
}

export interface ProgramDifference {
  readonly edits: readonly Edit[];
  /** Names, descriptions, objectives: what people read, and no decision does. */
  readonly wording: readonly Detail[];
}
