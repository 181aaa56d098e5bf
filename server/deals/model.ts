import type { ActivityDocument, PartnerDocument } from '../../schemas/types.ts';
import type { Principal } from '../access/principal.ts';
import type { CompiledState } from '../engine/compiled/evaluator.ts';
import type { Decision } from '../engine/decisions/model.ts';
import type { CompiledEvaluator } from '../engine/fold/evaluator.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import type { Program, Timeline } from '../engine/program/model.ts';
import type { Difference } from '../ledger/posting.ts';
import type { WouldPost } from '../lifecycle/model.ts';
import type { Transaction } from '../store/database.ts';
import type { DecisionHead, DecisionSearch } from '../store/deals/decisions.ts';
import type { InboxRow, InboxSearch } from '../store/deals/inbox.ts';
import type { ShadowRow, shadowDifferences } from '../store/deals/shadows.ts';

/* What deal time says to those who ask it. */

/** What names all that a decision came of: SHA-256, hexadecimal. */
export interface Receipt {
  readonly version: string;
  /** Of the versions and the days from which they held. */
  readonly timeline: string;
  /** Of the code of the engine. */
  readonly engine: string;
  /** Of the activity as it was recorded. */
  readonly inputs: string;
  /** Of all that had been taken in before. */
  readonly state: string;
  /** Of the decision, as canonical JSON without its reasoning. */
  readonly decision: string;
}

/**
 * What became of an activity:
 *
 * - `recorded`: it was decided now; so was what had fallen due before it
 * - `known`: the same was recorded before; its decision is that of then, or what stands in its place
 * - `queued`: recorded, and too much comes after it to be decided anew at once; it stands in the inbox meanwhile
 * - `waiting`: what it cancels has not come; it is recorded when that comes
 * - `outdated`: recorded, and a higher revision is there already, which stands
 * - `conflict`: the same revision says something else; not recorded
 * - `refused`: it isn't as the program asks; not recorded
 */
export type RecordedStatus = 'recorded' | 'known' | 'queued' | 'waiting' | 'outdated' | 'conflict' | 'refused';

export interface Recorded {
  /** As far as it could be read. */
  readonly activity?: { readonly source: string; readonly id: string; readonly revision: number };
  readonly status: RecordedStatus;
  /** Of `recorded` and `known`; all parties. */
  readonly decision?: KeptDecision;
  /** Of a registration that was refused because another one holds what it asks for: the last day of that. */
  readonly heldUntil?: string;
  /** Of `queued` and `waiting`. */
  readonly inbox?: string;
  /** Of `conflict` and `refused`: pointers into the document. */
  readonly findings: readonly Finding[];
}

/** A decision that is kept. */
export interface KeptDecision {
  /** Of its rows: one, or one for each enrollment that was decided by itself. */
  readonly ids: readonly [string, ...string[]];
  /** Without its reasoning, which is kept with it. */
  readonly decision: Decision;
  readonly receipt: Receipt;
  /** Something that it hangs on is set aside, late, or waits. */
  readonly provisional: boolean;
}

export interface Enrolled {
  readonly partnerType: string;
  /** Its number in the program's live history. */
  readonly recorded: number;
  /** It was there already. */
  readonly known: boolean;
}

/** The compiled fold as it stands for an enrollment, opened on today. */
export interface ShardStanding {
  readonly evaluator: CompiledEvaluator<CompiledState>;
  /** Of that enrollment alone, and good as long as the question is being answered. */
  readonly state: CompiledState;
  readonly timeline: Timeline;
  /** YYYY-MM-DD, where the program is. */
  readonly today: string;
  readonly shard: string;
}

export interface Quoted {
  /** With its reasoning. */
  readonly decision: Decision;
  /** What falls due before it. */
  readonly due: readonly Decision[];
}

/** A decision as it was kept, with its reasoning. */
export interface KeptInFull {
  readonly head: DecisionHead;
  readonly decision: Decision;
}

interface Hashes {
  readonly decision: string;
  /** With the reasoning. */
  readonly explained: string;
  readonly engine: string;
}

/** What came of deciding again from what was stored. */
export interface Replayed {
  readonly id: string;
  readonly same: boolean;
  readonly kept: Hashes;
  readonly now: Hashes;
  readonly decision: Decision;
  readonly difference?: { readonly pointer: string; readonly kept: unknown; readonly now: unknown };
}

/** What rides along without effect: a version that is kept, or a draft as it stands. */
export type ShadowWanted = { readonly version: string } | { readonly draft: string };

/** What a shadow has decided otherwise so far. */
export interface ShadowSeen {
  readonly shadow: ShadowRow;
  /** The day from which it decides. */
  readonly since: string;
  readonly currency: string;
  readonly digits: number;
  readonly decided: number;
  readonly differing: number;
  /** Of what is due, in smallest units. */
  readonly difference: number;
  readonly differences: Awaited<ReturnType<typeof shadowDifferences>>;
}

export interface ShardAgreement {
  readonly program: string;
  readonly shard: string;
  /** Of the program: differences are in its smallest units. */
  readonly currency: string;
  readonly activities: number;
  /** Something is recorded that isn't decided yet, or another timeline holds: the queue has it. */
  readonly waits: boolean;
  readonly differences: readonly Difference[];
  /** Decisions that stand and say otherwise: source and id. */
  readonly decisions: readonly string[];
}

/** A version that isn't in force, looked at as if it were. */
export interface WouldBe {
  readonly version: string;
  readonly effectiveFrom: string;
}

export interface PageAsked {
  readonly limit: number;
  /** Id of the last one seen. */
  readonly after?: string;
}

export interface Deals {
  /**
   * Records activities and decides each with both evaluators under the version in force on its day; posts what is due,
   * and brings cases and protections up to date. All of it is in `tx`, with its rows locked in order; `by` is told with
   * each decision. One result a document. Throws `DecidersDiffer`, with nothing posted.
   */
  record(tx: Transaction, by: Principal, program: string, documents: readonly unknown[]): Promise<readonly Recorded[]>;
  /** Enrolls a partner in the program's live history, which begins with the first. Those that are there are `known`; throws where they say something else. */
  enroll(tx: Transaction, by: Principal, program: string, partner: PartnerDocument): Promise<readonly Enrolled[]>;
  /**
   * Asks the state of an enrollment's shard. The question must not wait for anything: the state goes on afterwards.
   * Undefined where the program or the enrollment isn't live.
   */
  standing<T>(program: string, partner: string, partnerType: string, question: (standing: ShardStanding) => T): Promise<T | undefined>;
  /** What `record` would decide, for the parties of the activity that are enrolled; nothing is kept. */
  quote(program: string, document: ActivityDocument): Promise<Quoted>;
  /** The latest first. */
  search(search: DecisionSearch, page: PageAsked): Promise<readonly DecisionHead[]>;
  decision(id: string): Promise<KeptInFull | undefined>;
  /** The versions by which a decision was made. */
  decidedBy(head: Pick<DecisionHead, 'timeline'>): Promise<readonly Program[]>;
  /** Decides again from what was stored: under the versions that held then, upon all that had been taken in. */
  replay(id: string): Promise<Replayed>;
  /** What waits, the oldest first. */
  inbox(search: InboxSearch, page: PageAsked): Promise<readonly InboxRow[]>;
  /** Today where the program is, YYYY-MM-DD. Throws `not-found` where it has no version. */
  today(program: string): Promise<string>;
  /** How often the two evaluators have differed in this process. */
  differed(): number;
  rideAlong(tx: Transaction, by: Principal, program: string, wanted: ShadowWanted): Promise<ShadowRow>;
  /** False: nothing did. */
  endShadow(tx: Transaction, program: string): Promise<boolean>;
  /** Undefined: nothing rides along. */
  shadow(program: string, page: PageAsked): Promise<ShadowSeen | undefined>;
  /**
   * Whether history and ledger agree, shard by shard, at one moment; of one program, or of all. With a version that would be:
   * what its publication would post.
   */
  agreement(program: string | undefined, tell: (agreement: ShardAgreement) => void, wouldBe?: WouldBe): Promise<void>;
  /** The same in short, in a transaction, and for no longer than somebody waits; undefined: the program isn't live. */
  wouldPost(tx: Transaction, program: string, wouldBe: WouldBe): Promise<WouldPost | undefined>;
  /** Puts every shard into the queue, of one program or of all; how many. */
  reconcileAll(program?: string): Promise<number>;
  /** Does what has fallen due and what waits to be decided anew; of how many shards. Any number of processes may at once. */
  work(): Promise<{ readonly due: number; readonly reconciled: number }>;
  /** Ends its thread, where it has one. */
  close(): Promise<void>;
}
