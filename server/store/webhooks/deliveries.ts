import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Page, PageOptions } from '../histories.ts';
import { isId } from '../id.ts';
import type { Store } from '../open-store.ts';
import type { DeliveriesTable } from './tables.ts';

/*
 * What is to be delivered, and what became of it. A delivery that waits is **claimed** for each attempt by one process,
 * under a lock that others pass over; the claim holds until its time is over, for a process that was killed meanwhile.
 * Time is the database's own.
 */

/** One attempt, which is this process's alone. */
export interface ClaimedDelivery {
  readonly webhook: string;
  readonly event: string;
  readonly claim: string;
  /** With this one. */
  readonly attempts: number;
  readonly body: string;
}

/** Webhooks of which something is due, in no order. */
export async function dueWebhooks({ db }: Pick<Store, 'db'>): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from webhooks where active and exists (
      select from deliveries d where d.webhook = webhooks.id and d.state = 'waiting' and d.next_at <= now())`.execute(db);
  return rows.map(({ id }) => id);
}

/** Claims up to `most` of what is due to a webhook, those first that have waited longest. */
export async function claimDue(
  { db }: Pick<Store, 'db'>,
  webhook: string,
  most: number,
  leaseMs: number,
): Promise<readonly ClaimedDelivery[]> {
  const { rows } = await sql<ClaimedDelivery>`
    with due as (
      select event from deliveries
      where webhook = ${webhook}::uuid and state = 'waiting' and next_at <= now()
        and exists (select from webhooks where id = ${webhook}::uuid and active)
      order by next_at limit ${most} for update skip locked
    )
    update deliveries d
    set claim = gen_random_uuid(), attempts = d.attempts + 1, last_at = now(), next_at = now() + make_interval(secs => ${leaseMs / 1000}::float8)
    from due join events_out e on e.id = due.event
    where d.webhook = ${webhook}::uuid and d.event = due.event
    returning d.webhook, d.event, d.claim, d.attempts, e.body`.execute(db);
  return rows;
}

/** What became of an attempt. */
export interface AttemptEnd {
  readonly state: DeliveriesTable['state'];
  /** Of one that waits on: for how long. */
  readonly afterMs?: number;
  readonly status: number | null;
  readonly error: string | null;
  /** It was given up before it came to anything, and doesn't count. */
  readonly uncounted?: boolean;
}

/** false: the claim was over, and somebody else has it; or the webhook is gone. */
export async function endAttempt(db: Store['db'] | Transaction, of: Omit<ClaimedDelivery, 'body'>, end: AttemptEnd): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update deliveries
    set state = ${end.state}, claim = null, status = ${end.status}::int, error = ${end.error}::text,
      next_at = now() + make_interval(secs => ${(end.afterMs ?? 0) / 1000}::float8),
      attempts = attempts - ${end.uncounted === true ? 1 : 0}::int
    where webhook = ${of.webhook}::uuid and event = ${of.event}::uuid and claim = ${of.claim}::uuid`.execute(db);
  return numAffectedRows === 1n;
}

export type DeliveryState = DeliveriesTable['state'];

export interface StoredDelivery extends Selectable<DeliveriesTable> {
  readonly kind: string;
  readonly program: string | null;
  readonly at: Date;
}

const PAGE = 200;

/** Deliveries of a webhook, the latest event first. */
export async function listDeliveries(
  { db }: Pick<Store, 'db'>,
  webhook: string,
  { state, limit = 50, after }: PageOptions & { readonly state?: DeliveryState },
): Promise<Page<StoredDelivery>> {
  const size = Math.min(Math.max(1, limit), PAGE);
  if (after !== undefined && !isId(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  const rows = await stored(db)
    .where('deliveries.webhook', '=', webhook)
    .$if(state !== undefined, (query) => query.where('deliveries.state', '=', state ?? 'dead'))
    .$if(after !== undefined, (query) => query.where('deliveries.event', '<', after ?? ''))
    .orderBy('deliveries.event', 'desc')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.event }) };
}

const stored = (db: Store['db'] | Transaction) =>
  db
    .selectFrom('deliveries')
    .innerJoin('events_out', 'events_out.id', 'deliveries.event')
    .selectAll('deliveries')
    .select(['events_out.kind', 'events_out.program', 'events_out.at']);

export async function getDelivery(
  db: Store['db'] | Transaction,
  webhook: string,
  event: string,
): Promise<StoredDelivery & { readonly body: string }> {
  const row =
    isId(webhook) && isId(event)
      ? await stored(db)
          .select('events_out.body')
          .where('deliveries.webhook', '=', webhook)
          .where('deliveries.event', '=', event)
          .executeTakeFirst()
      : undefined;
  if (row === undefined)
    throw new StoreError('not-found', `The event ${event.slice(0, 100)} was not for this webhook, or is no longer kept.`);
  return row;
}

const AGAIN = { state: 'waiting', attempts: 0, next_at: sql<Date>`now()`, claim: null } as const;

/** Sends one again that isn't waiting; false: it is. */
export async function sendAgain(tx: Transaction, webhook: string, event: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('deliveries')
    .set(AGAIN)
    .where('webhook', '=', webhook)
    .where('event', '=', event)
    .where('state', '<>', 'waiting')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Sends all again that are dead; tells how many. */
export async function sendDeadAgain(tx: Transaction, webhook: string): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('deliveries')
    .set(AGAIN)
    .where('webhook', '=', webhook)
    .where('state', '=', 'dead')
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Removes some of the events that are kept longer, whatever became of them; tells how many. Others may do it at once. */
export async function removeOldEvents({ db }: Pick<Store, 'db'>, days: number, most: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from events_out where id in (
      select id from events_out where kept_at < now() - make_interval(days => ${days}::int) order by kept_at limit ${most} for update skip locked)`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0n);
}
