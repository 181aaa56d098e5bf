import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Page, PageOptions } from '../histories.ts';
import { isId } from '../id.ts';
import type { Store } from '../open-store.ts';
import type { WebhooksTable } from './tables.ts';

export type WebhookRow = Selectable<WebhooksTable>;

/** With how many of its deliveries are not done. */
export interface CountedWebhook extends WebhookRow {
  readonly waiting: number;
  readonly dead: number;
}

export const WEBHOOK_LIMITS = { webhooks: 100, nameLength: 200, urlLength: 2_000, pageSize: 200 } as const;

type Reader = Store['db'] | Transaction;

export async function insertWebhook(tx: Transaction, row: WebhookRow): Promise<void> {
  // those who make webhooks at once wait for each other here
  await sql`select pg_advisory_xact_lock(hashtext('dealwright webhooks'))`.execute(tx);
  const { count } = await tx.selectFrom('webhooks').select(sql<number>`count(*)::int`.as('count')).executeTakeFirstOrThrow();
  if (count >= WEBHOOK_LIMITS.webhooks)
    throw new StoreError('limit', `There are ${count} webhooks, and no more are kept; delete those that nobody needs.`);
  if (row.program !== null) {
    const known = await tx.selectFrom('programs').select('id').where('id', '=', row.program).executeTakeFirst();
    if (known === undefined) throw new StoreError('refused', `There is no program ${row.program}; leave program away to hear of all.`);
  }
  await tx
    .insertInto('webhooks')
    .values({ ...row, events: row.events && JSON.stringify(row.events) })
    .execute();
}

export async function findWebhook(db: Reader, id: string): Promise<WebhookRow | undefined> {
  return isId(id) ? db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst() : undefined;
}

/** The webhook for the rest of the transaction; it stays there as long. */
export async function lockWebhook(tx: Transaction, id: string): Promise<WebhookRow> {
  const row = isId(id) ? await tx.selectFrom('webhooks').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst() : undefined;
  if (row === undefined) throw noWebhook(id);
  return row;
}

export async function countedWebhook(db: Reader, id: string): Promise<CountedWebhook> {
  const row = isId(id) ? await counted(db).where('id', '=', id).executeTakeFirst() : undefined;
  if (row === undefined) throw noWebhook(id);
  return row;
}

/** In the order in which they were made. */
export async function listWebhooks({ db }: Pick<Store, 'db'>, { limit = 50, after }: PageOptions = {}): Promise<Page<CountedWebhook>> {
  const size = Math.min(Math.max(1, limit), WEBHOOK_LIMITS.pageSize);
  if (after !== undefined && !isId(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  const rows = await counted(db)
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}

const counted = (db: Reader) =>
  db
    .selectFrom('webhooks')
    .selectAll()
    .select([
      sql<number>`(select count(*)::int from deliveries d where d.webhook = webhooks.id and d.state = 'waiting')`.as('waiting'),
      sql<number>`(select count(*)::int from deliveries d where d.webhook = webhooks.id and d.state = 'dead')`.as('dead'),
    ]);

export type WebhookChanges = Partial<
  Pick<WebhookRow, 'name' | 'url' | 'events' | 'active' | 'paused_because' | 'secret' | 'secret_before' | 'secret_before_until'>
>;

export async function updateWebhook(tx: Transaction, id: string, { events, ...changes }: WebhookChanges, at: Date): Promise<void> {
  await tx
    .updateTable('webhooks')
    .set({ ...changes, ...(events !== undefined && { events: events && JSON.stringify(events) }), changed_at: at })
    .where('id', '=', id)
    .execute();
}

/** With all its deliveries. */
export async function deleteWebhook(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('webhooks').where('id', '=', id).execute();
}

const noWebhook = (id: string): StoreError => new StoreError('not-found', `There is no webhook ${id.slice(0, 100)}.`);
