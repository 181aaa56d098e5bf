import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { KeysFolderError } from '../access/keys-folder.ts';
import type { Principal } from '../access/principal.ts';
import { afterCommit } from '../store/after-commit.ts';
import {
  beginTrail,
  countEntries,
  type EntryFilter,
  listEntries,
  readHead,
  type StoredEntry,
  type StoredHead,
} from '../store/audit/entries.ts';
import type { Transaction } from '../store/database.ts';
import { StoreError } from '../store/errors.ts';
import type { Page, PageOptions } from '../store/histories.ts';
import type { Store } from '../store/open-store.ts';
import { beginningOf, headText } from './chain.ts';
import type { AuditHead, Change } from './entry.ts';
import { KEY_FILE, makeSigningKey, readSigningKey, type SigningKey } from './key.ts';
import { recordEntries } from './record.ts';
import { openWitness } from './witness.ts';

export interface Trail {
  /** With it anybody may check a receipt; PEM. */
  readonly publicKey: string;
  /**
   * Adds an entry, in the transaction of the change itself, as its last statement: whoever changes anything else waits
   * from then on for its end.
   */
  record(tx: Transaction, by: Principal, change: Change): Promise<AuditHead>;
  /** The same of several changes that are made together: an entry each, in this order. */
  recordAll(tx: Transaction, by: Principal, changes: readonly Change[]): Promise<readonly AuditHead[]>;
  /** Where it stands. */
  head(): Promise<AuditHead>;
  /** The latest first. */
  list(filter?: EntryFilter, page?: PageOptions): Promise<Page<StoredEntry>>;
  /** A statement of this server, signed by the trail's key; base64url. */
  sign(text: string): string;
  /** Whether this server stated it. */
  isSigned(text: string, signature: string): boolean;
  close(): Promise<void>;
}

export interface TrailOptions {
  readonly store: Store;
  /** The folder of keys (server/access/keys-folder.ts). */
  readonly keys: string;
  /** Told when the witness can't be written. */
  readonly onError?: (error: unknown) => void;
}

/** Opens the trail of a store, or begins one. Throws where its key is not in the folder. */
export async function openTrail({ store, keys, onError = () => undefined }: TrailOptions): Promise<Trail> {
  const { key, trail } = await open(store, keys);
  const witness = openWitness(keys, trail, onError);
  const recordAll: Trail['recordAll'] = async (tx, by, changes) => {
    const heads = await recordEntries(tx, key, by, changes);
    const last = heads.at(-1);
    if (last !== undefined) afterCommit(tx, () => witness.saw(last));
    return heads;
  };
  return {
    publicKey: key.pem,
    record: async (tx, by, change) => {
      const [head] = await recordAll(tx, by, [change]);
      if (head === undefined) throw new Error('an entry was added and is not the head');
      return head;
    },
    recordAll,
    head: async () => {
      const head = await readHead(store.db);
      if (head === undefined) throw new Error('the head of the audit trail is gone');
      const { entry, hash, signature } = head;
      return { entry, hash, signature };
    },
    list: (filter, page) => listEntries(store, filter, page),
    sign: (text) => key.sign(statement(text)),
    isSigned: (text, signature) => key.verify(statement(text), signature),
    close: () => witness.close(),
  };
}

/** No statement can be taken for a head. */
const statement = (text: string): string => `dealwright statement ${text}`;

async function open(store: Store, keys: string): Promise<{ readonly key: SigningKey; readonly trail: string }> {
  const before = await readHead(store.db);
  const key = before === undefined ? await makeSigningKey(keys) : await keyOf(before, keys);
  if (before !== undefined) return { key, trail: before.trail };
  if ((await countEntries(store.db)) > 0) {
    throw new StoreError(
      'refused',
      'The audit trail has entries and no head: somebody took it away by hand. Look with `dealwright audit verify`, and restore a backup.',
    );
  }
  const trail = randomUUID();
  const begun = { entry: 0, hash: beginningOf(trail) };
  await store.transaction((tx) => beginTrail(tx, { trail, ...begun, signature: key.sign(headText(begun)) }));
  // another process may have begun one at the same time
  const head = await readHead(store.db);
  if (head === undefined) throw new Error('the audit trail was begun and is gone');
  return { key: await keyOf(head, keys), trail: head.trail };
}

/** The key that signed the head: a server that had another one would break the chain. */
async function keyOf(head: StoredHead, keys: string): Promise<SigningKey> {
  const key = await readSigningKey(keys);
  const path = join(keys, KEY_FILE);
  if (key === undefined) {
    throw new KeysFolderError(
      `The key of the audit trail is missing: ${path}. Put it back from where it is kept; all processes of a database share it. ` +
        'With DATABASE_URL the folder is said by DEALWRIGHT_KEYS. Where it is lost for good: `dealwright audit new-key`.',
    );
  }
  if (!key.verify(headText(head), head.signature)) {
    throw new KeysFolderError(
      `The head of the audit trail (entry ${head.entry}) was not signed by the key ${path}. Either this is the key of another database: ` +
        'put the right one there, with DATABASE_URL where DEALWRIGHT_KEYS says. Or somebody changed the trail: look with `dealwright audit verify`.',
    );
  }
  return key;
}
