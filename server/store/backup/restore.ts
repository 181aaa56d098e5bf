import { sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import { migrate } from '../migrate.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { openStore, type StoreOptions } from '../open-store.ts';
import { appliedMigrations, type Column, plainTexts, type TableShape, tableShapes } from './catalogue.ts';
import type { Header } from './format.ts';
import { type BackupLine, damaged, readBackup } from './read-backup.ts';
import { BACKED_UP } from './tables.ts';

export interface Restored {
  /** When the backup was made, as it says. */
  readonly createdAt: string;
  readonly rows: number;
  /** Migrations that came after those of the backup, applied to what was restored. */
  readonly migrated: readonly string[];
}

/**
 * Restores a backup into an empty store: all of it, or nothing. `source`: its bytes, unpacked; `name`: of the file, for
 * people. A backup of an older Dealwright is restored into its tables, which then are brought up to date.
 */
export async function restoreBackup(options: StoreOptions, source: AsyncIterable<Buffer>, name: string): Promise<Restored> {
  const { header, lines } = await readBackup(source, name);
  const until = lastMigration(header, name);
  const store = await openStore(options, { until });
  try {
    const rows = await store.transaction((tx) => restoreInto(tx, header, lines, name), { patient: true });
    const migrated = await migrate(store.patient);
    return { createdAt: String(header.createdAt), rows, migrated };
  } finally {
    await store.close();
  }
}

/** The last of the backup's migrations; they have to be the first of ours. */
function lastMigration({ migrations }: Header, name: string): string {
  const known = Object.keys(MIGRATIONS);
  const unknown = migrations.filter((migration) => !known.includes(migration));
  if (unknown.length > 0) {
    const has = `it has the migration ${unknown.slice(0, 5).join(', ').slice(0, 200)}`;
    throw new StoreError(
      'too-new',
      `${name} was written by a newer Dealwright: ${has}, which this one doesn't know. Restore it with that one.`,
    );
  }
  const last = migrations.at(-1);
  if (last === undefined || migrations.some((migration, index) => migration !== known[index]))
    throw damaged(name, 'its migrations are none of ours');
  return last;
}

async function restoreInto(tx: Transaction, { migrations }: Header, lines: AsyncGenerator<BackupLine>, name: string): Promise<number> {
  const applied = await appliedMigrations(tx);
  if (applied.join() !== migrations.join()) {
    throw new StoreError(
      'refused',
      `${name} was written by an older Dealwright, and the tables of this store were made by a newer one. Give a folder or a database ` +
        'in which nothing was made; what is restored is brought up to date.',
    );
  }
  await plainTexts(tx);
  const shapes = await tableShapes(tx);
  const tables = BACKED_UP.flatMap(({ name: table }) => (shapes.has(table) ? [table] : []));
  // triggers hold people to the way things go; what is restored has gone that way. It also keeps others from writing.
  for (const table of tables) await sql`alter table ${sql.table(table)} disable trigger user`.execute(tx);
  await refuseFilled(tx, tables);
  let restoring: Table | undefined;
  let rows = 0;
  const done = new Set<string>();
  for await (const line of lines) {
    if ('table' in line) {
      await restoring?.flush();
      restoring = tableOf(tx, line, tables, shapes, name);
      done.add(line.table);
    } else {
      rows += 1;
      await restoring?.add(line.row);
    }
  }
  await restoring?.flush();
  const missing = tables.filter((table) => !done.has(table));
  if (missing.length > 0) throw damaged(name, `the table ${missing.join(', ')} is missing`);
  for (const table of tables) await sql`alter table ${sql.table(table)} enable trigger user`.execute(tx);
  return rows;
}

async function refuseFilled(tx: Transaction, tables: readonly string[]): Promise<void> {
  const filled: string[] = [];
  for (const table of tables) {
    const { rows } = await sql<{ filled: boolean }>`select exists (select from ${sql.table(table)}) as filled`.execute(tx);
    if (rows[0]?.filled === true) filled.push(table);
  }
  if (filled.length === 0) return;
  throw new StoreError(
    'refused',
    `The store is not empty: there is something in ${filled.join(', ')}. Nothing was restored; give a new folder, or an empty database.`,
  );
}

function tableOf(
  tx: Transaction,
  { table, columns }: { readonly table: string; readonly columns: readonly Column[] },
  tables: readonly string[],
  shapes: ReadonlyMap<string, TableShape>,
  name: string,
): Table {
  const shape = tables.includes(table) ? shapes.get(table) : undefined;
  if (shape === undefined) throw damaged(name, `there is no table ${JSON.stringify(table.slice(0, 100))}`);
  if (JSON.stringify(columns) !== JSON.stringify(shape.columns)) throw damaged(name, `the table ${table} has other columns`);
  return new Table(tx, table, shape.columns, name);
}

/** With one statement. */
const MOST_ROWS = 1_000;
const MOST_CHARACTERS = 2_000_000;

type Row = readonly (string | null)[];

/** Takes rows, and inserts some hundreds at a time. */
class Table {
  private readonly tx: Transaction;
  private readonly table: string;
  private readonly columns: readonly Column[];
  private readonly name: string;
  private waiting: Row[] = [];
  private characters = 0;

  constructor(tx: Transaction, table: string, columns: readonly Column[], name: string) {
    this.tx = tx;
    this.table = table;
    this.columns = columns;
    this.name = name;
  }

  async add(row: Row): Promise<void> {
    const characters = row.reduce((sum, value) => sum + (value?.length ?? 0), 0);
    if (this.waiting.length === MOST_ROWS || this.characters + characters > MOST_CHARACTERS) await this.flush();
    this.waiting.push(row);
    this.characters += characters;
  }

  async flush(): Promise<void> {
    const rows = this.waiting;
    const [first] = rows;
    if (first === undefined) return;
    const isLarge = this.characters > MOST_CHARACTERS;
    this.waiting = [];
    this.characters = 0;
    try {
      await (isLarge ? this.insertOne(first) : this.insertMany(rows));
    } catch (error) {
      throw refusal(error, this.table, this.name);
    }
  }

  private get names() {
    return sql.join(this.columns.map(({ name }) => sql.ref(name)));
  }

  private async insertMany(rows: readonly Row[]): Promise<void> {
    const values = sql.join(this.columns.map(({ type }, index) => sql.raw(`(e->>${index})::${type}`)));
    await sql`
      insert into ${sql.table(this.table)} (${this.names})
      select ${values} from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as t(e)`.execute(this.tx);
  }

  /** JSON in the database may be no longer than some hundred megabytes. */
  private async insertOne(row: Row): Promise<void> {
    const values = sql.join(this.columns.map(({ type }, index) => sql`${row[index] ?? null}::text::${sql.raw(type)}`));
    await sql`insert into ${sql.table(this.table)} (${this.names}) values (${values})`.execute(this.tx);
  }
}

/** What the database doesn't take was not written by it. */
function refusal(error: unknown, table: string, name: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^2[23]/.test(code) || !(error instanceof Error)) return error;
  return damaged(name, `the table ${table} doesn't take it (${error.message.slice(0, 200)})`);
}
