import { allEntries, countEntries, entriesOfAction, readHead, type StoredEntry, type StoredHead } from '../store/audit/entries.ts';
import type { Store } from '../store/open-store.ts';
import { reading } from '../store/reading.ts';
import { beginningOf, entryHash, headText, isCanonical } from './chain.ts';
import type { AuditHead } from './entry.ts';
import type { PublicKey } from './key.ts';
import { KEY_RENEWED } from './renew.ts';

/*
 * Whoever may write to the tables can alter a row and reckon all hashes again; they can't sign them. They can put the
 * head back to an earlier one that was signed; then those who saw a later one tell: the witness, and receipts.
 */

/**
 * What is wrong:
 *
 * - `altered`: an entry is not what was written
 * - `removed`: entries are gone
 * - `unproved`: an entry stands there as signed, and what it holds can't be proved, since the one before is spoiled or gone
 * - `inserted`: an entry was never written by the server
 * - `head`: the head is not that of the last entry
 * - `other-trail`: a head that somebody has was signed by the key and is not of this trail
 * - `not-signed`: the key never signed it: it is of another trail, or made up
 */
export type AuditFaultCode = 'altered' | 'removed' | 'unproved' | 'inserted' | 'head' | 'other-trail' | 'not-signed';

export interface AuditFault {
  readonly code: AuditFaultCode;
  /** Number of the entry, where it is about one. */
  readonly entry?: number;
  readonly message: string;
}

/** A head that somebody kept outside the database. */
export interface KeptHead extends AuditHead {
  /** Where it was found, for people: the witness, the name of a file. */
  readonly from: string;
}

export interface AuditReport {
  readonly entries: number;
  readonly head: AuditHead | undefined;
  /** Heads from outside that were looked for. */
  readonly kept: number;
  /** Entries before the one that says that the key is another since: they fit it, but that they were signed can't be proved. */
  readonly earlierKey: number;
  readonly faults: readonly AuditFault[];
  /** More than are listed. */
  readonly moreFaults: number;
}

const MOST_FAULTS = 100;
const MOST_RENEWALS = 100;

/** Goes through the whole trail as it stands at one moment. */
export async function verifyTrail(
  store: Store,
  key: PublicKey,
  kept: (trail: string | undefined) => Promise<readonly KeptHead[]>,
): Promise<AuditReport> {
  return reading(store, async (tx) => {
    const head = await readHead(tx);
    const heads = await kept(head?.trail);
    const renewals = await entriesOfAction(tx, KEY_RENEWED, MOST_RENEWALS);
    const renewed = renewals.find((entry) => key.verify(headText(entry), entry.signature))?.entry ?? 1;
    const check = new Check(key, renewed, head, heads);
    for await (const rows of allEntries(tx)) for (const row of rows) check.entry(row);
    check.end(await countEntries(tx));
    return {
      entries: check.rows,
      head: head && { entry: head.entry, hash: head.hash, signature: head.signature },
      kept: heads.length,
      earlierKey: Math.max(0, renewed - 1),
      faults: check.faults,
      moreFaults: check.found - check.faults.length,
    };
  });
}

class Check {
  rows = 0;
  found = 0;
  readonly faults: AuditFault[] = [];
  private readonly told = new Set<string>();
  private readonly key: PublicKey;
  /** The first entry of this key. */
  private readonly signedFrom: number;
  private readonly head: StoredHead | undefined;
  /** Signed heads from outside, by entry: some may differ. */
  private readonly kept = new Map<number, KeptHead[]>();
  /** Number of the entry before. */
  private last = 0;
  /** Its hash, where it can be relied on; else nothing can be said of what the next one holds. */
  private previous: string | undefined;
  /** What the table has where the head points. */
  private atHead: string | undefined;

  constructor(key: PublicKey, signedFrom: number, head: StoredHead | undefined, kept: readonly KeptHead[]) {
    this.key = key;
    this.signedFrom = signedFrom;
    this.head = head;
    this.previous = head && beginningOf(head.trail);
    this.atHead = head?.entry === 0 ? this.previous : undefined;
    for (const each of kept) {
      if (each.entry >= signedFrom && !this.isSigned(each)) {
        this.fault('not-signed', each.entry, `Entry ${each.entry}, as ${each.from} has it, was not signed by the key of this trail.`);
      } else if (this.kept.get(each.entry)?.some(({ hash }) => hash === each.hash) !== true) {
        this.kept.set(each.entry, [...(this.kept.get(each.entry) ?? []), each]);
      }
    }
    this.compare(0, this.previous);
  }

  entry(row: StoredEntry): void {
    this.rows += 1;
    const { entry } = row;
    if (!Number.isSafeInteger(entry) || entry < 1 || entry <= this.last) {
      const how = entry === this.last ? 'is there twice' : 'has a number that none has';
      this.fault('inserted', entry, `Entry ${entry} ${how}: it was put in by hand.`);
      return;
    }
    if (entry > this.last + 1) {
      this.missing(this.last + 1, entry - 1);
      this.previous = this.kept.get(entry - 1)?.[0]?.hash;
    }
    // what an earlier key signed is held by the first hash that this one did
    const isSigned = entry < this.signedFrom || this.isSigned(row);
    this.content(row, isSigned);
    this.compare(entry, row.hash);
    if (this.head?.entry === entry) this.atHead = row.hash;
    this.previous = isSigned ? row.hash : undefined;
    this.last = entry;
  }

  private content(row: StoredEntry, isSigned: boolean): void {
    const { entry } = row;
    const isFitting = this.previous === undefined ? undefined : fits(this.previous, row);
    if (isSigned && isFitting === true) return;
    if (isSigned && isFitting === undefined)
      this.fault('unproved', entry, `What entry ${entry} holds can't be proved, since the one before is not what it was.`);
    else if (isSigned) this.fault('altered', entry, `Entry ${entry} was altered: what it holds is not what was signed.`);
    else if (isFitting === false)
      this.fault(
        'altered',
        entry,
        `Entry ${entry} was altered: its hash is not that of what it holds, and was not signed by the key of this trail.`,
      );
    else
      this.fault(
        'inserted',
        entry,
        `Entry ${entry} was not signed by the key of this trail: it was put in by hand, altered and hashed anew, or signed by another key.`,
      );
  }

  end(count: number): void {
    if (count !== this.rows)
      this.fault(
        'inserted',
        undefined,
        `There are ${count} rows, of which ${this.rows} have a number of their own: others were put in by hand.`,
      );
    this.endOfHead();
    const end = Math.max(this.last, this.head?.entry ?? 0);
    const latest = [...this.kept.values()]
      .flat()
      .reduce<KeptHead | undefined>((a, b) => (a !== undefined && a.entry > b.entry ? a : b), undefined);
    if (latest !== undefined && latest.entry > end)
      this.missing(end + 1, latest.entry, ` ${latest.from} has entry ${latest.entry}, and the key signed it.`);
  }

  private endOfHead(): void {
    const { head } = this;
    if (head === undefined) {
      if (this.rows > 0) this.fault('head', undefined, 'The head of the trail is gone: somebody took it away by hand.');
      return;
    }
    if (!this.isSigned(head))
      this.fault(
        'head',
        head.entry,
        `The head (entry ${head.entry}) was not signed by the key of this trail: by another key, or by nobody.`,
      );
    if (head.entry > this.last) this.missing(this.last + 1, head.entry);
    else if (head.entry < this.last)
      this.fault(
        'head',
        head.entry,
        `The head is at entry ${head.entry}, and there are entries up to ${this.last}: somebody put it back, or put them in.`,
      );
    else if (this.atHead !== head.hash) this.fault('head', head.entry, `The head has another hash than entry ${head.entry}.`);
  }

  /** What others have of an entry, and the table; of each the first that differs is told. */
  private compare(entry: number, hash: string | undefined): void {
    for (const each of this.kept.get(entry) ?? []) {
      if (each.hash === hash || this.told.has(each.from)) continue;
      this.told.add(each.from);
      const signed = entry < this.signedFrom ? '' : ', and the key signed that one';
      const what = `Entry ${entry} is another than ${each.from} has${signed}`;
      this.fault('other-trail', entry, `${what}: the trail was written anew up to there, or another one was put in its place.`);
    }
  }

  private missing(from: number, to: number, how = ''): void {
    this.fault('removed', from, `${from === to ? `Entry ${from} was` : `Entries ${from} to ${to} were`} removed.${how}`);
  }

  private fault(code: AuditFaultCode, entry: number | undefined, message: string): void {
    this.found += 1;
    if (this.found <= MOST_FAULTS) this.faults.push({ code, ...(entry !== undefined && { entry }), message });
  }

  private isSigned(head: AuditHead): boolean {
    return this.key.verify(headText(head), head.signature);
  }
}

/** Whether the hash of an entry is that of what it holds. */
function fits(previous: string, row: StoredEntry): boolean {
  try {
    const values = [row.before, row.after].filter((text) => text !== undefined);
    return values.every(isCanonical) && entryHash(previous, row) === row.hash;
  } catch {
    // the time is none: the server writes no such thing
    return false;
  }
}
