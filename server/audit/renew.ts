import { join } from 'node:path';
import { SERVER } from '../access/principal.ts';
import { readHead } from '../store/audit/entries.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/open-store.ts';
import { headText } from './chain.ts';
import type { AuditHead } from './entry.ts';
import { KEY_FILE, makeSigningKey, readPublicKey } from './key.ts';
import { recordEntry } from './record.ts';

/** The action of the entry from which on another key signs. */
export const KEY_RENEWED = 'audit-key-renewed';

/**
 * A new key for a trail whose key is lost. The trail goes on, with an entry that says so: what came before is held by its
 * hash, but nobody can prove any more that it was signed.
 */
export async function renewKey(store: Store, keys: string): Promise<AuditHead> {
  const head = await readHead(store.db);
  if (head === undefined) throw new StoreError('refused', 'There is no audit trail yet; its key is made with it.');
  const there = await readPublicKey(keys);
  if (there?.verify(headText(head), head.signature) === true)
    throw new StoreError('refused', `The key of the audit trail is there: ${join(keys, KEY_FILE)}. Nothing was changed.`);
  if (there !== undefined)
    throw new StoreError('refused', `${join(keys, KEY_FILE)} is the key of another trail. Put it elsewhere first; nothing was changed.`);
  const key = await makeSigningKey(keys);
  const change = {
    action: KEY_RENEWED,
    subject: { kind: 'audit', id: head.trail },
    after: { publicKey: key.pem, entriesBefore: head.entry },
  };
  return store.transaction((tx) => recordEntry(tx, key, SERVER, change));
}
