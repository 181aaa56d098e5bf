/**
 * The life of a program: drafts, what is submitted of them with its evidence, approvals, and the timeline of what was,
 * is and will be in force.
 */
import type { SourceFile } from '../engine/program/source.ts';

export interface PersonName {
  readonly id: string;
  readonly name: string;
}

/** A program somebody writes. Its text may be unfinished: it is kept as it is. */
export interface Draft {
  readonly id: string;
  /** Id of the program; fixed when the draft is begun. */
  readonly program: string;
  readonly name: string;
  readonly owner: PersonName;
  /** All who changed it since it was begun. */
  readonly authors: readonly PersonName[];
  /** Counts up with each save. */
  readonly revision: number;
  /** Version that it was begun from; null: from nothing. */
  readonly base: string | null;
  /** As in a folder: program.json, sections, rules/*.json, scenarios/*.json. */
  readonly files: readonly SourceFile[];
  readonly state: 'open' | 'discarded';
  readonly createdAt: Date;
  readonly changedAt: Date;
}

export type SubmissionState = 'pending' | 'approved' | 'published' | 'returned' | 'withdrawn' | 'lapsed';

/** A draft as it stood, put to approval for a day. */
export interface Submission {
  readonly id: string;
  readonly program: string;
  readonly draft: string;
  /** Hash of the version that it would become. */
  readonly version: string;
  readonly effectiveFrom: string;
  readonly state: SubmissionState;
  /** Why it lapsed, was returned or withdrawn. */
  readonly because?: string;
  readonly note: string;
  readonly evidence: Evidence;
  /** SHA-256 of the evidence's canonical JSON: what an approval signs. */
  readonly evidenceHash: string;
  readonly authors: readonly PersonName[];
  readonly submittedBy: PersonName;
  readonly submittedAt: Date;
  readonly approvals: readonly Approval[];
}

/** What an approver is shown, whole. All of it JSON. */
export interface Evidence {
  readonly draft: { readonly id: string; readonly revision: number; readonly version: string; readonly scenarios: string };
  /** The timeline in force when it was submitted: its entries, and the hash of them; null: the program is new. */
  readonly baseline: {
    readonly hash: string;
    readonly versions: readonly { readonly version: string; readonly effectiveFrom: string | null }[];
  } | null;
  readonly effectiveFrom: string;
  /** Whether the day was past when it was submitted: then the difference is what reconcile would post. */
  readonly past: boolean;
  readonly history: { readonly id: string; readonly hash: string };
  readonly simulation: { readonly id: string; readonly request: string; readonly result: string; readonly inForceFrom: string | null };
  readonly checks: { readonly warnings: readonly { readonly code: string; readonly message: string; readonly pointer: string }[] };
  readonly scenarios: { readonly passed: number; readonly names: readonly string[] };
  /** What is paid, over the history: decimal text in the program's currency. */
  readonly liability: {
    readonly currency: string;
    readonly before: string;
    readonly after: string;
    readonly difference: string;
    /** difference ÷ what was paid before since then, rounded to 6 digits; null: nothing was. */
    readonly rise: string | null;
    /** Of a past day: the first day of its fiscal quarter, from which on the rise is reckoned; else null: over the history. */
    readonly since: string | null;
  };
  /** What is others than in the version in force, in lines. */
  readonly difference: readonly string[];
  readonly approvers: { readonly needed: number; readonly because: string };
}

export interface Approval {
  readonly by: PersonName;
  readonly at: Date;
  readonly comment: string;
  /** What was approved. */
  readonly evidenceHash: string;
  /** Ed25519 of the trail's key over submission, evidence, approver and time; base64url. */
  readonly signature: string;
}

export interface Comment {
  readonly id: string;
  readonly by: PersonName;
  readonly at: Date;
  readonly text: string;
}

/** A version, from a day on. */
export interface TimelineEntry {
  readonly id: string;
  readonly program: string;
  readonly version: string;
  /** First day on which it decides; null: from the beginning. */
  readonly effectiveFrom: string | null;
  /** `past`: another is in force since; `replaced`: another took its place from the same day, before or after it began. */
  readonly state: 'past' | 'in-force' | 'scheduled' | 'withdrawn' | 'replaced';
  /** Missing: taken in from a folder. */
  readonly submission?: string;
  /** Why, of one that was rolled back to or withdrawn. */
  readonly reason?: string;
  readonly by: PersonName;
  readonly at: Date;
  /** Of one that was withdrawn or replaced. */
  readonly ended?: { readonly by: PersonName; readonly at: Date; readonly reason?: string };
}

/**
 * What can't be done with a program's life, as a sentence for the person who asked:
 *
 * - `not-found`: nothing has this id
 * - `changed`: a newer draft stands there; `current` is it
 * - `own-draft`: who wrote it doesn't approve it
 * - `not-shown`: what is approved is not what was shown
 * - `state`: it is past that, or not there yet
 * - `not-ready`: `findings` say what is missing
 * - `past-unconfirmed`: the day is past; `posts` is what would be posted
 * - `limit`: more than is kept
 */
export type LifecycleCode = 'not-found' | 'changed' | 'own-draft' | 'not-shown' | 'state' | 'not-ready' | 'past-unconfirmed' | 'limit';

/** What the publication of a version would post of what was recorded at deal time, as far as that was reckoned before time was up. */
export interface WouldPost {
  /** Parts that were looked at, and how many there are. */
  readonly shards: number;
  readonly of: number;
  readonly sums: readonly PostedSum[];
}

/** What the vendor pays and what partners pay are no sums of each other. */
export interface PostedSum {
  readonly payer: 'vendor' | 'partner';
  readonly currency: string;
  readonly lines: number;
  /** Decimal text. */
  readonly amount: string;
}

export interface LifecycleFinding {
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
}

export class LifecycleError extends Error {
  override readonly name = 'LifecycleError';
  readonly code: LifecycleCode;
  readonly findings: readonly LifecycleFinding[];
  readonly current: Draft | undefined;
  /** Of `past-unconfirmed`: decimal text, what has to be sent as confirmation. */
  readonly posts: string | undefined;
  /** Of `past-unconfirmed` where the program decides at deal time: what reconcile would post of what is recorded. */
  readonly reconcile: WouldPost | undefined;

  constructor(
    code: LifecycleCode,
    message: string,
    more: {
      readonly findings?: readonly LifecycleFinding[];
      readonly current?: Draft;
      readonly posts?: string;
      readonly reconcile?: WouldPost | undefined;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.findings = more.findings ?? [];
    this.current = more.current;
    this.posts = more.posts;
    this.reconcile = more.reconcile;
  }
}
