import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { sql } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Store } from '../open-store.ts';
import { reading } from '../reading.ts';
import { appliedMigrations, type Column, plainTexts, tableShapes } from './catalogue.ts';
import { FORMAT, lineOf, VERSION } from './format.ts';
import { BACKED_UP, type BackedUp } from './tables.ts';

/** Rows read at a time. */
const ROWS = 250;

export interface BackupCounts {
  readonly tables: number;
  readonly rows: number;
}

/**
 * Writes all that is kept, as it stands at one moment, into `target`, which it ends. Not more than some rows are in
 * memory at a time. With the embedded store nobody else is answered meanwhile.
 */
export async function writeBackup(
  store: Store,
  target: NodeJS.WritableStream,
  { signal, now = new Date() }: { readonly signal?: AbortSignal; readonly now?: Date } = {},
): Promise<BackupCounts> {
  const rows: Record<string, number> = {};
  await reading(store, (tx) => pipeline(() => lines(tx, now, rows), createGzip(), target, signal === undefined ? {} : { signal }));
  return { tables: BACKED_UP.length, rows: Object.values(rows).reduce((sum, count) => sum + count, 0) };
}

async function* lines(tx: Transaction, now: Date, rows: Record<string, number>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const text of content(tx, now, rows)) {
    const bytes = Buffer.from(text);
    hash.update(bytes);
    yield bytes;
  }
  yield Buffer.from(lineOf({ end: { rows, sha256: hash.digest('hex') } }));
}

async function* content(tx: Transaction, now: Date, rows: Record<string, number>): AsyncGenerator<string> {
  await plainTexts(tx);
  yield lineOf({ format: FORMAT, version: VERSION, createdAt: now.toISOString(), migrations: await appliedMigrations(tx) });
  const shapes = await tableShapes(tx);
  for (const table of BACKED_UP) {
    const shape = shapes.get(table.name);
    if (shape === undefined || shape.key.length === 0) throw new Error(`the table ${table.name} is not there, or has no primary key`);
    yield lineOf({ table: table.name, columns: shape.columns });
    rows[table.name] = 0;
    for await (const some of rowsOf(tx, table, shape.columns, shape.key)) {
      rows[table.name] = (rows[table.name] ?? 0) + some.length;
      yield `${some.join('\n')}\n`;
    }
  }
}

/** Lines of rows, made by the database itself. */
async function* rowsOf(
  tx: Transaction,
  { name, isLarge, where = 'true' }: BackedUp,
  columns: readonly Column[],
  key: readonly Column[],
): AsyncGenerator<readonly string[]> {
  const values = sql.join(columns.map((column) => sql`${sql.ref(column.name)}::text`));
  // texts sort alike in every database
  const order = sql.join(key.map((column) => (column.type === 'text' ? sql`${sql.ref(column.name)} collate "C"` : sql.ref(column.name))));
  await sql`declare backup_rows no scroll cursor for
    select json_build_array(${values})::text as line from ${sql.table(name)} where ${sql.raw(where)} order by ${order}`.execute(tx);
  const fetch = sql.raw<{ line: string }>(`fetch ${isLarge === true ? 1 : ROWS} from backup_rows`);
  for (;;) {
    const { rows } = await fetch.execute(tx);
    if (rows.length === 0) break;
    yield rows.map(({ line }) => line);
  }
  await sql`close backup_rows`.execute(tx);
}
