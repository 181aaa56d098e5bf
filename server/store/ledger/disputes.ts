import type { Selectable } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Page, PageOptions } from '../histories.ts';
import { isId } from '../id.ts';
import type { Reader } from '../life/contents.ts';
import type { DisputesTable, Payee } from './tables.ts';

export type DisputeRow = Selectable<DisputesTable>;

/** With the line's program and partner. */
export type DisputeOfLine = DisputeRow & {
  readonly program: string;
  readonly partner: string;
  readonly partner_type: string;
  readonly payee: Payee;
};

export interface DisputeFilter {
  readonly program?: string;
  readonly partner?: string;
  /** Without those on what the vendor's own field is credited. */
  readonly theirs?: true;
  readonly line?: string;
  readonly state?: DisputeRow['state'];
}

const disputes = (db: Reader) =>
  db
    .selectFrom('disputes as d')
    .innerJoin('ledger_lines as l', 'l.id', 'd.line')
    .selectAll('d')
    .select(['l.program', 'l.partner', 'l.partner_type', 'l.payee']);

export async function insertDispute(tx: Transaction, row: DisputeRow): Promise<void> {
  await tx.insertInto('disputes').values(row).execute();
}

export async function findDispute(db: Reader, id: string): Promise<DisputeOfLine | undefined> {
  return isId(id) ? disputes(db).where('d.id', '=', id).executeTakeFirst() : undefined;
}

export async function lockDispute(tx: Transaction, id: string): Promise<DisputeRow> {
  return tx.selectFrom('disputes').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
}

export async function resolveDispute(
  tx: Transaction,
  id: string,
  to: Pick<DisputeRow, 'state' | 'resolution' | 'resolved_by' | 'resolved_by_name' | 'resolved_at'>,
): Promise<void> {
  await tx.updateTable('disputes').set(to).where('id', '=', id).execute();
}

/** The latest first. */
export async function listDisputes(
  db: Reader,
  { program, partner, theirs, line, state }: DisputeFilter,
  { limit = 50, after }: PageOptions = {},
): Promise<Page<DisputeOfLine>> {
  const size = Math.min(Math.max(1, limit), 200);
  if (after !== undefined && !isId(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  if (line !== undefined && !isId(line)) return { items: [] };
  const rows = await disputes(db)
    .$if(program !== undefined, (query) => query.where('l.program', '=', program ?? ''))
    .$if(partner !== undefined, (query) => query.where('l.partner', '=', partner ?? ''))
    .$if(theirs === true, (query) => query.where('l.payee', '<>', 'vendor-field'))
    .$if(line !== undefined, (query) => query.where('d.line', '=', line ?? ''))
    .$if(state !== undefined, (query) => query.where('d.state', '=', state ?? 'open'))
    .$if(after !== undefined, (query) => query.where('d.id', '<', after ?? ''))
    .orderBy('d.id', 'desc')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}
