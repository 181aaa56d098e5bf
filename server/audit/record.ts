import type { Principal } from '../access/principal.ts';
import { appendEntries, lockHead, type StoredEntry } from '../store/audit/entries.ts';
import type { Transaction } from '../store/database.ts';
import { boundedJson, boundedName } from './bounded.ts';
import { entryHash, headText } from './chain.ts';
import type { AuditHead, Change } from './entry.ts';
import type { SigningKey } from './key.ts';

/** Adds an entry for each change, in this order, signed by the key; gives the head after each. */
export async function recordEntries(
  tx: Transaction,
  key: SigningKey,
  by: Principal,
  changes: readonly Change[],
): Promise<readonly AuditHead[]> {
  if (changes.length === 0) return [];
  const { head, now } = await lockHead(tx);
  const entries: StoredEntry[] = [];
  for (const change of changes) {
    const before = entries.at(-1) ?? head;
    const content = { entry: before.entry + 1, at: now, ...contentOf(by, change) };
    const hash = entryHash(before.hash, content);
    entries.push({ ...content, hash, signature: key.sign(headText({ entry: content.entry, hash })) });
  }
  await appendEntries(tx, entries);
  return entries.map(({ entry, hash, signature }) => ({ entry, hash, signature }));
}

export async function recordEntry(tx: Transaction, key: SigningKey, by: Principal, change: Change): Promise<AuditHead> {
  const [head] = await recordEntries(tx, key, by, [change]);
  if (head === undefined) throw new Error('an entry was added and is not the head');
  return head;
}

function contentOf(
  by: Principal,
  { action, subject, before, after }: Change,
): Pick<StoredEntry, 'by' | 'action' | 'subject' | 'before' | 'after'> {
  const [was, is] = [boundedJson(before), boundedJson(after)];
  return {
    by: { kind: by.kind, id: boundedName(by.id), name: boundedName(by.name), ...(by.key !== undefined && { key: boundedName(by.key) }) },
    action: boundedName(action),
    subject: { kind: boundedName(subject.kind), id: boundedName(subject.id) },
    ...(was !== undefined && { before: was }),
    ...(is !== undefined && { after: is }),
  };
}
