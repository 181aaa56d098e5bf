import { type Insertable, sql } from 'kysely';
import { nextContent } from '../content-hash.ts';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import { HISTORY_LIMITS, type StoredHistory } from '../histories.ts';
import type { Prepared } from '../prepare-documents.ts';
import { type ReaderDocuments, withSetting } from '../readers.ts';
import { type ActivityToRecord, activityRows } from '../record-documents.ts';
import type { ShardRow } from './shards.ts';
import type { LiveStepsTable } from './tables.ts';

/** What a transaction adds to a live history, and what its shards took in with it. */
export interface Taken {
  readonly activities: readonly Prepared<ActivityToRecord>[];
  readonly steps: readonly Insertable<LiveStepsTable>[];
  readonly shards: readonly ShardRow[];
}

/** Rows of one statement. */
const MOST_ROWS = 2_000;

/**
 * All of it with one statement, since everybody else of the program waits for its end: activities into the history that is locked for
 * adding, and steps and shards as they stand after it. False, and nothing is done: another program reads what the history
 * has, or it is too much for one statement. Throws `busy` where one of the activities is there already.
 */
export async function keepTaken(
  tx: Transaction,
  history: StoredHistory,
  reader: ReaderDocuments,
  { activities, steps, shards }: Taken,
): Promise<boolean> {
  if (activities.length > MOST_ROWS || steps.length > MOST_ROWS || shards.length > MOST_ROWS) return false;
  if (history.activities + activities.length > HISTORY_LIMITS.activities) return false;
  const { attributes } = withSetting(history.setting, reader.setting);
  const before = Buffer.from(history.contentHash, 'hex');
  const content = activities.reduce<Buffer>((hash, each) => nextContent(hash, 'activity', each.hash), before).toString('hex');
  const last = history.lastRecorded + activities.length;
  const { rows } = await sql<{ readonly added: number; readonly reads: boolean }>`
    with reads as (
      select r.history from history_readers r where r.history = ${history.id}::uuid and r.hash = ${reader.hash}
        and r.since = (select max(since) from history_readers where history = ${history.id}::uuid)
    ), added as (
      insert into history_activities (history, recorded, source, id, revision, occurred_on, document, hash)
      select reads.history, (e->>0)::int, e->>1, e->>2, (e->>3)::int, (e->>4)::date, e->5, decode(e->>6, 'hex')
      from reads, jsonb_array_elements(${activityRows(activities, history.lastRecorded + 1)}::jsonb) as t(e)
      on conflict (history, source, id, revision) do nothing returning recorded
    ), grown as (
      update histories set content_hash = ${content}, columns_hash = null, last_recorded = ${last}, attributes = ${JSON.stringify(attributes)},
        activities = ${history.activities + activities.length}, changed_at = ${new Date()}
      from reads where histories.id = reads.history
    ), contents as (
      insert into history_contents (history, last_recorded, content_hash) select reads.history, ${last}::int, ${content} from reads
    ), stepped as (
      insert into live_steps (program, shard, step, kind, recorded, through, opened, timeline)
      select n.* from reads, jsonb_to_recordset(${JSON.stringify(steps)}::jsonb) as n(
        program text, shard text, step int, kind text, recorded int, through date, opened date, timeline text)
    ), stand as (
      insert into live_shards (program, shard, timeline, steps, state_hash, day, at, through, opened, behind, due_on)
      select n.* from reads, jsonb_to_recordset(${JSON.stringify(shards)}::jsonb) as n(
        program text, shard text, timeline text, steps int, state_hash text, day date, at bigint, through date, opened date,
        behind boolean, due_on date)
      on conflict (program, shard) do update set timeline = excluded.timeline, steps = excluded.steps, state_hash = excluded.state_hash,
        day = excluded.day, at = excluded.at, through = excluded.through, opened = excluded.opened, behind = excluded.behind,
        due_on = excluded.due_on
    )
    select (select count(*)::int from added) as added, exists (select from reads) as reads`.execute(tx);
  const [done] = rows;
  if (done?.reads !== true) return false;
  // somebody else has recorded the same for other partners at this moment
  if (done.added < activities.length) throw new StoreError('busy', 'The same activity is being recorded. Ask again.');
  return true;
}
