import type { Principal } from '../access/principal.ts';
import type { Changed } from '../lifecycle/life.ts';
import type { Transaction } from '../store/database.ts';
import type { Reader } from '../store/life/contents.ts';
import { type CustomerRow, customersLike, findCustomer, insertCustomer, lockCustomer, updateCustomer } from '../store/registry/firms.ts';
import { NAME_BEGINS } from './alike.ts';
import { checkId, checkRevision, type FirmGiven, firmColumns, type Similar, similarOf } from './firm.ts';
import type { Registry } from './live.ts';
import { RegistryError } from './registry-error.ts';

export interface CustomerGiven extends FirmGiven {
  /** ISO 3166 alpha-2. */
  readonly country?: string;
  /** What affiliated customers have in common: the group they belong to. */
  readonly affiliation?: string;
}

export interface CustomerKept {
  readonly row: CustomerRow;
  readonly similar: readonly Similar[];
  readonly created: boolean;
}

export async function putCustomer(
  registry: Registry,
  tx: Transaction,
  by: Principal,
  id: string,
  given: CustomerGiven,
  meant: number | undefined,
): Promise<Changed<CustomerKept>> {
  const at = registry.now();
  checkId(id);
  const columns = { ...firmColumns(given), country: given.country ?? null, affiliation: given.affiliation ?? null };
  const before = await lockCustomer(tx, id);
  checkRevision('customer', id, before, meant);
  const same = before !== undefined && JSON.stringify(recorded({ ...before, ...columns })) === JSON.stringify(recorded(before));
  const row = same ? before : await keep(tx, id, columns, before, at);
  const value = { row, similar: await similarCustomers(tx, row), created: before === undefined };
  if (same) return { value, head: undefined };
  const head = await registry.trail.record(tx, by, {
    action: before === undefined ? 'customer-added' : 'customer-changed',
    subject: { kind: 'customer', id },
    ...(before !== undefined && { before: recorded(before) }),
    after: recorded(row),
  });
  return { value, head };
}

const recorded = ({ name, domain, registry_number, country, affiliation }: CustomerRow): object => ({
  name,
  domain,
  registryNumber: registry_number,
  country,
  affiliation,
});

type Columns = Pick<CustomerRow, 'name' | 'name_key' | 'domain' | 'registry_number' | 'country' | 'affiliation'>;

async function keep(tx: Transaction, id: string, columns: Columns, before: CustomerRow | undefined, at: Date): Promise<CustomerRow> {
  if (before !== undefined) return updateCustomer(tx, { ...before, ...columns, revision: before.revision + 1, changed_at: at });
  const row = await insertCustomer(tx, { id, revision: 1, ...columns, created_at: at, changed_at: at });
  if (row === undefined)
    throw new RegistryError('unseen', `${id.slice(0, 100)} was added by somebody else at the same time.`, { current: 1 });
  return row;
}

export async function getCustomer(db: Reader, id: string): Promise<CustomerKept | undefined> {
  const row = await findCustomer(db, id);
  return row && { row, similar: await similarCustomers(db, row), created: false };
}

const similarCustomers = async (db: Reader, row: CustomerRow): Promise<readonly Similar[]> =>
  similarOf(row, await customersLike(db, { ...row, begins: row.name_key.slice(0, NAME_BEGINS) }));

/** Who a firm may be that is known by these: before a registration names it. */
export async function matchCustomers(db: Reader, given: FirmGiven): Promise<readonly Similar[]> {
  const firm = firmColumns(given);
  return similarOf(firm, await customersLike(db, { ...firm, begins: firm.name_key.slice(0, NAME_BEGINS) }));
}
