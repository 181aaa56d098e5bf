import { dirname } from 'node:path';
import { keysFolder } from '../access/keys-folder.ts';
import { headText } from '../audit/chain.ts';
import { KEY_FILE, readPublicKey } from '../audit/key.ts';
import { systemReason } from '../programs/files.ts';
import { readHead } from '../store/audit/entries.ts';
import { backupToFile, restoreFromFile } from '../store/backup/backup-file.ts';
import { StoreError } from '../store/errors.ts';
import { openStore, type StoreOptions } from '../store/open-store.ts';
import { counted, EXIT, type Output, UsageError } from './output.ts';
import { openExisting, storeOptions, telling } from './store.ts';

export interface BackupOptions {
  readonly data?: string;
}

/** Writes all that is kept into a file. */
export async function backup(path: string, { data }: BackupOptions, output: Output): Promise<number> {
  const options = storeOptions(data);
  const store = await openExisting(options);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const { rows, bytes } = await filing(path, () => backupToFile(store, path, stopping.signal));
    output.out(`${counted(rows, 'row')} were written to ${path}, ${counted(bytes, 'byte')}.\n`);
    output.out(`Keep the keys as well, in another place than the backup: ${keysFolder(options)}. They are not in it.\n`);
    return EXIT.fine;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await store.close();
  }
}

/** Restores a backup into an empty store. */
export async function restore(path: string, { data }: BackupOptions, output: Output): Promise<number> {
  const options = storeOptions(data);
  const { rows, createdAt, migrated } = await filing(path, () => restoreFromFile(options, path));
  output.out(`${counted(rows, 'row')} of ${createdAt.slice(0, 40)} were restored into ${placeOf(options)}.\n`);
  if (migrated.length > 0) output.out(`Brought up to date: ${migrated.join(', ')}.\n`);
  output.out(`${await aboutKeys(options)}\n`);
  return EXIT.fine;
}

const placeOf = (options: StoreOptions): string => ('folder' in options ? `the folder ${options.folder}` : 'the database of DATABASE_URL');

/** Without the key that signed the trail the server doesn't start. */
async function aboutKeys(options: StoreOptions): Promise<string> {
  const folder = keysFolder(options);
  const store = await telling(() => openStore(options));
  try {
    const head = await readHead(store.db);
    const key = await telling(() => readPublicKey(folder));
    if (head === undefined || key?.verify(headText(head), head.signature) === true)
      return `The keys in ${folder} fit. Look with: dealwright audit verify`;
    return key === undefined
      ? `Put the keys that were kept beside it into ${folder} before the server is started, above all ${KEY_FILE}.`
      : `The key ${KEY_FILE} in ${folder} is another one than signed the audit trail. Put the right one there before the server is started.`;
  } finally {
    await store.close();
  }
}

/** What the file system says, as a sentence. */
async function filing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await telling(work);
  } catch (error) {
    if (error instanceof UsageError || error instanceof StoreError || !(error instanceof Error)) throw error;
    if (error.name === 'AbortError') throw new UsageError('It was stopped; nothing was written.');
    if (!('syscall' in error)) throw error;
    throw new UsageError(`${path} can't be used (in ${dirname(path)}): ${systemReason(error)}.`);
  }
}
