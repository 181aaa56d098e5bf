import { sql } from 'kysely';
import type { Transaction } from '../database.ts';

export interface Column {
  readonly name: string;
  /** As SQL writes it. */
  readonly type: string;
}

export interface TableShape {
  readonly columns: readonly Column[];
  /** Columns of the primary key, in its order. */
  readonly key: readonly Column[];
}

/** The tables that there are, as the database describes them. */
export async function tableShapes(tx: Transaction): Promise<ReadonlyMap<string, TableShape>> {
  const { rows } = await sql<{ name: string; column: string; type: string; place: number | null }>`
    select c.relname as name, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
      array_position(i.indkey::int2[], a.attnum) as place
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
    order by c.relname, a.attnum`.execute(tx);
  const tables = new Map<string, { columns: Column[]; key: { readonly place: number; readonly column: Column }[] }>();
  for (const { name, column, type, place } of rows) {
    const table = tables.get(name) ?? { columns: [], key: [] };
    tables.set(name, table);
    table.columns.push({ name: column, type });
    if (place !== null) table.key.push({ place, column: { name: column, type } });
  }
  return new Map(
    [...tables].map(([name, { columns, key }]) => [
      name,
      { columns, key: key.sort((a, b) => a.place - b.place).map(({ column }) => column) },
    ]),
  );
}

/** Values are written and read as text that doesn't depend on who asks. */
export async function plainTexts(tx: Transaction): Promise<void> {
  for (const setting of ["timezone to 'UTC'", "datestyle to 'ISO, YMD'", "intervalstyle to 'iso_8601'", "bytea_output to 'hex'"])
    await sql.raw(`set local ${setting}`).execute(tx);
}

/** The names of migrations that were applied, in order. */
export async function appliedMigrations(tx: Transaction): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name collate "C"`.execute(tx);
  return rows.map(({ name }) => name);
}
