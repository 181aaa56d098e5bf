import type { Principal } from '../access/principal.ts';
import { appendEntry, lockHead, type StoredEntry } from '../store/audit/entries.ts';
import type { Transaction } from '../store/database.ts';
import { boundedJson, boundedName } from './bounded.ts';
import { entryHash, headText } from './chain.ts';
import type { AuditHead, Change } from './entry.ts';
import type { SigningKey } from './key.ts';

/** Adds an entry, signed by the key. */
export async function recordEntry(tx: Transaction, key: SigningKey, by: Principal, change: Change): Promise<AuditHead> {
  const { head, now } = await lockHead(tx);
  const content = { entry: head.entry + 1, at: now, ...contentOf(by, change) };
  const hash = entryHash(head.hash, content);
  const next: AuditHead = { entry: content.entry, hash, signature: key.sign(headText({ entry: content.entry, hash })) };
  await appendEntry(tx, { ...content, ...next });
  return next;
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
