import type { Transaction } from '../database.ts';
import type { Reader } from '../life/contents.ts';
import type { Store } from '../open-store.ts';

/* States of shards, packed, so that they needn't be folded from the beginning. */

export interface KeptState {
  readonly steps: number;
  readonly compiled: Uint8Array;
  readonly reference: Uint8Array;
}

/** The state at a step up to this one, of this timeline and engine. */
export async function findState(
  db: Reader,
  {
    program,
    shard,
    timeline,
    engine,
  }: { readonly program: string; readonly shard: string; readonly timeline: string; readonly engine: string },
  upTo: number,
): Promise<KeptState | undefined> {
  return db
    .selectFrom('live_states')
    .select(['steps', 'compiled', 'reference'])
    .where('program', '=', program)
    .where('shard', '=', shard)
    .where('timeline', '=', timeline)
    .where('engine', '=', engine)
    .where('steps', '<=', upTo)
    .executeTakeFirst();
}

export interface StateToKeep extends KeptState {
  readonly program: string;
  readonly shard: string;
  readonly timeline: string;
  readonly engine: string;
}

export async function keepState(db: Store['db'] | Transaction, { program, shard, ...state }: StateToKeep): Promise<void> {
  await db
    .insertInto('live_states')
    .values({ program, shard, ...state })
    .onConflict((conflict) => conflict.columns(['program', 'shard']).doUpdateSet(state))
    .execute();
}
