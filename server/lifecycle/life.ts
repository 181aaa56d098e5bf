import type { AuditHead } from '../audit/entry.ts';
import type { Trail } from '../audit/trail.ts';
import { afterCommit } from '../store/after-commit.ts';
import type { Transaction } from '../store/database.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/open-store.ts';
import type { DraftThreads } from './draft-threads.ts';
import type { WouldPost } from './model.ts';
import type { LivingBook } from './program-book.ts';

/** What the functions of this folder work with. */
export interface Life {
  readonly store: Store;
  readonly trail: Pick<Trail, 'record' | 'sign' | 'isSigned'>;
  readonly book: LivingBook;
  /** Where drafts are read and tried: never here, where others wait for an answer. */
  readonly threads: DraftThreads;
  /** Which day it is hangs on it. */
  readonly now: () => Date;
  /** What deal time would post if the version held from that day on; missing, or undefined: there is no deal time of the program. */
  readonly wouldPost?: (
    tx: Transaction,
    program: string,
    wouldBe: { readonly version: string; readonly effectiveFrom: string },
  ) => Promise<WouldPost | undefined>;
}

/**
 * What a change came to. All of it is in the transaction that was handed in; whoever commits it waits for
 * `life.book.refresh()` before telling anybody.
 */
export interface Changed<T> {
  readonly value: T;
  /** Undefined: it was so already, and nothing was changed. */
  readonly head: AuditHead | undefined;
}

/** After the commit, other requests of this process read the new timeline. */
export function followTimeline(life: Life, tx: Transaction): void {
  afterCommit(tx, () => life.book.stale());
}

export const TEXT_LIMITS = { name: 200, text: 10_000 } as const;

/** What programs say may have U+0000, which no database keeps as text. */
export const keepable = (text: string): string => text.replaceAll('\0', '\ufffd');

/** Something that people are told: bounded, and not empty where that says nothing. */
export function checkText(what: string, text: string, { most, empty = false }: { readonly most: number; readonly empty?: boolean }): void {
  const found = text.trim().length === 0 && !empty ? 'nothing was given' : text.length > most ? `${text.length} were given` : undefined;
  if (found !== undefined) throw new StoreError('refused', `${what} has ${empty ? 'at most' : '1 to'} ${most} characters; ${found}.`);
  if (text.includes('\0') || /\p{Surrogate}/u.test(text)) throw new StoreError('refused', `${what} has characters that can't be kept.`);
}
