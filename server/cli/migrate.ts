import { openStore } from '../store/open-store.ts';
import { EXIT, type Output } from './output.ts';
import { storeOptions, telling } from './store.ts';

export interface MigrateOptions {
  readonly data?: string;
}

/** Brings the tables up to date. */
export async function migrate({ data }: MigrateOptions, output: Output): Promise<number> {
  const options = storeOptions(data);
  const store = await telling(() => openStore(options));
  const where = 'url' in options ? 'The database of DATABASE_URL' : `The database in ${options.folder}`;
  const { migrated } = store;
  await store.close();
  output.out(`${where} is up to date${migrated.length === 0 ? '' : `; applied: ${migrated.join(', ')}`}.\n`);
  return EXIT.fine;
}
