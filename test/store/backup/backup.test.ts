import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { witnessed } from '../../../server/audit/kept-heads.ts';
import { readPublicKey } from '../../../server/audit/key.ts';
import { verifyTrail } from '../../../server/audit/verify.ts';
import { backupToFile, restoreFromFile } from '../../../server/store/backup/backup-file.ts';
import { tableShapes } from '../../../server/store/backup/catalogue.ts';
import { restoreBackup } from '../../../server/store/backup/restore.ts';
import { BACKED_UP, OF_MIGRATIONS, TRANSIENT } from '../../../server/store/backup/tables.ts';
import { writeBackup } from '../../../server/store/backup/write-backup.ts';
import { listHistories } from '../../../server/store/histories.ts';
import { MIGRATIONS } from '../../../server/store/migrations/index.ts';
import { openStore, type Store, type StoreOptions } from '../../../server/store/open-store.ts';
import { databases, emptyStore, opened } from '../../support/databases.ts';
import { folderOf } from '../../support/folder.ts';
import { keysOfTest, trailOf } from '../../support/trail.ts';
import { newHistory } from '../support.ts';
import { fill } from './fill.ts';

/** A backup, unpacked. */
async function linesOf(store: Store): Promise<readonly string[]> {
  const pieces: Buffer[] = [];
  const target = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      pieces.push(piece);
      done();
    },
  });
  await writeBackup(store, target);
  return gunzipSync(Buffer.concat(pieces)).toString().trimEnd().split('\n');
}

/** Without what tells when it was made. */
const timeless = (lines: readonly string[]): readonly string[] =>
  lines.map((line, index) =>
    index === 0 ? line.replace(/"createdAt":"[^"]*"/, '') : index === lines.length - 1 ? line.replace(/"sha256":"[^"]*"/, '') : line,
  );

const bytesOf = (text: string): Readable => Readable.from([Buffer.from(text)]);

/** With an end that says what the lines hold. */
function ended(lines: readonly string[]): string {
  const text = lines.map((line) => `${line}\n`).join('');
  const rows: Record<string, number> = {};
  let table = '';
  for (const line of lines.slice(1)) {
    const value = JSON.parse(line) as { table?: string };
    if (value.table !== undefined) {
      table = value.table;
      rows[table] = 0;
    } else rows[table] = (rows[table] ?? 0) + 1;
  }
  return `${text}${JSON.stringify({ end: { rows, sha256: createHash('sha256').update(text).digest('hex') } })}\n`;
}

const [embedded, postgres] = databases;
if (embedded === undefined || postgres === undefined) throw new Error('a database is missing');

test('every table is backed up, or said not to be', async () => {
  const store = await emptyStore(embedded);
  const shapes = await store.transaction((tx) => tableShapes(tx));
  expect([...shapes.keys()].sort()).toEqual([...BACKED_UP.map(({ name }) => name), ...TRANSIENT, ...OF_MIGRATIONS].sort());
  for (const { name } of BACKED_UP) expect(shapes.get(name)?.key.length, name).toBeGreaterThan(0);
  // of a sequence the backup would have to know how far it is
  const { rows } = await sql`select relname from pg_class where relkind = 'S' and relnamespace = current_schema()::regnamespace`.execute(
    store.db,
  );
  expect(rows).toEqual([]);
});

test('from one database to the other and back it is the same to the byte, and the audit trail is as it was written', async () => {
  const keys = await keysOfTest();
  const first = await emptyStore(embedded);
  await fill(first, keys);
  const path = join(await folderOf({}), 'all.backup');
  const written = await backupToFile(first, path);
  expect(written).toMatchObject({ tables: BACKED_UP.length, bytes: (await stat(path)).size });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const lines = await linesOf(first);
  expect(
    timeless(
      gunzipSync(await readFile(path))
        .toString()
        .trimEnd()
        .split('\n'),
    ),
  ).toEqual(timeless(lines));
  const { end } = JSON.parse(lines.at(-1) ?? '') as { end: { rows: Record<string, number> } };
  expect(Object.keys(end.rows)).toEqual(BACKED_UP.map(({ name }) => name));
  for (const [table, rows] of Object.entries(end.rows)) expect(rows, table).toBeGreaterThan(0);

  const elsewhere = await postgres.empty();
  expect(await restoreFromFile(elsewhere, path)).toMatchObject({ rows: written.rows, migrated: [] });
  const second = await opened(elsewhere);
  const moved = await linesOf(second);
  expect(timeless(moved)).toEqual(timeless(lines));
  expect(await verified(second, keys)).toMatchObject({ entries: 300, faults: [] });
  // what keeps people to the way things go is there again
  for (const statement of ['delete from approvals', 'delete from audit_entries', "update versions set name = 'x'"])
    await expect(sql.raw(statement).execute(second.db), statement).rejects.toThrow('refused');

  const back = await embedded.empty();
  await restoreBackup(back, bytesOf(`${moved.join('\n')}\n`), 'moved');
  const third = await opened(back);
  expect(timeless(await linesOf(third))).toEqual(timeless(lines));
  expect(await verified(third, keys)).toMatchObject({ entries: 300, faults: [] });
  const trail = await trailOf(third, keys);
  expect(await trail.head()).toMatchObject({ entry: 300 });
});

async function verified(store: Store, keys: string) {
  const key = await readPublicKey(keys);
  if (key === undefined) throw new Error('the key is missing');
  return verifyTrail(store, key, (trail) => witnessed(keys, trail));
}

describe.each(databases)('a backup in $name', (database) => {
  const restoring = async (text: string, options?: StoreOptions) =>
    restoreBackup(options ?? (await database.empty()), bytesOf(text), 'x.backup');

  test('that was cut off, altered or put together leaves nothing', async () => {
    const store = await emptyStore(database);
    await newHistory(store);
    const lines = await linesOf(store);
    const whole = `${lines.join('\n')}\n`;
    const row = lines.findIndex((line) => line.includes('"deals"'));
    const content = lines.slice(0, -1);
    const text = (some: readonly string[]): string => some.map((line) => `${line}\n`).join('');
    const refused: readonly (readonly [text: string, message: RegExp])[] = [
      [text(content), /cut off or altered: its end is missing/],
      [whole.slice(0, -2), /cut off or altered/],
      [whole.replace('"deals"', '"steal"'), /what it holds is not what its end says/],
      [text(lines.toSpliced(row, 1)), /what it holds is not what its end says/],
      [text(lines.toSpliced(row, 0, lines[row] ?? '')), /cut off or altered/],
      [`${whole}${lines[row]}\n`, /does not belong to it/],
      [whole.replace('"deals"', 'deals"'), /line \d+ can't be read/],
      // whoever can reckon a hash can make an end that fits; the database still takes no nonsense
      [ended(content.with(row, '["x"]')), /is no row of its table/],
      [ended(content.with(row, (content[row] ?? '').replace('"USD"', '"USDX"'))), /the table histories doesn't take it/],
      [ended([...content, '{"table":"pg_authid","columns":[]}']), /there is no table "pg_authid"/],
      [ended(content.map((line) => line.replace('"name":"id","type":"uuid"', '"name":"id","type":"text"'))), /has other columns/],
      [ended(content.filter((line) => !line.startsWith('{"table":"audit_head"'))), /the table audit_head is missing/],
    ];
    const options = await database.empty();
    for (const [each, message] of refused)
      await expect(restoring(each, options)).rejects.toMatchObject({ name: 'StoreError', message: expect.stringMatching(message) });
    // nothing is there, or this would be refused
    expect(await restoring(whole, options)).toMatchObject({ rows: 1 });
  });

  test('of somebody else, or of a newer Dealwright, is told before a store is made', async () => {
    const store = await emptyStore(database);
    const lines = await linesOf(store);
    const folder = join(await folderOf({}), 'store');
    const whole = `${lines.join('\n')}\n`;
    const refused: readonly (readonly [text: string, message: RegExp])[] = [
      ['', /no backup of Dealwright/],
      ['{"some":"json"}\n', /no backup of Dealwright/],
      ['-- PostgreSQL database dump\n', /no backup of Dealwright/],
      [whole.replace('"version":1', '"version":2'), /newer Dealwright, in a form/],
      [whole.replace('"migrations":[', '"migrations":["0000-other",'), /newer Dealwright: it has the migration 0000-other/],
      [whole.replace('"0001-histories",', ''), /none of ours/],
      [whole.replace(/"migrations":\[[^\]]*\]/, '"migrations":[]'), /none of ours/],
    ];
    for (const [text, message] of refused) await expect(restoring(text, { folder })).rejects.toThrow(message);
    await expect(stat(folder)).rejects.toThrow();
  });

  test('is restored into an empty store alone', async () => {
    const store = await emptyStore(database);
    const whole = `${(await linesOf(store)).join('\n')}\n`;
    const options = await database.empty();
    const filled = await openStore(options);
    await newHistory(filled);
    await filled.close();
    await expect(restoring(whole, options)).rejects.toThrow('The store is not empty: there is something in histories.');
    const again = await opened(options);
    expect((await listHistories(again)).items).toHaveLength(1);
  });

  test('of an older Dealwright is brought up to date', async () => {
    const options = await database.empty();
    const old = await openStore(options, { until: '0002-simulations' });
    const { id } = await newHistory(old);
    // as that one wrote it: tables and columns that came later are not there
    const shapes = await old.transaction((tx) => tableShapes(tx));
    await old.close();
    const lines = await linesOf(await opened(options));
    const content = lines.slice(0, -1).flatMap((line, index) => {
      if (index === 0) return line.replace(/,"0003-[^\]]*/, '');
      const { table } = JSON.parse(line) as { table?: string };
      if (table === undefined) return [line];
      const columns = shapes.get(table)?.columns;
      return columns === undefined ? [] : [JSON.stringify({ table, columns })];
    });
    const restored = await database.empty();
    expect((await restoring(ended(content), restored)).migrated).toEqual(Object.keys(MIGRATIONS).slice(2));
    const store = await opened(restored);
    expect((await listHistories(store)).items.map((history) => history.id)).toEqual([id]);
    const made = await database.empty();
    await (await openStore(made)).close();
    await expect(restoring(ended(content), made)).rejects.toThrow('written by an older Dealwright');
  });
});

describe('the file of a backup', () => {
  test('is whole or not there, and never in the place of another', async () => {
    const store = await emptyStore(embedded);
    const folder = await folderOf({ 'notes.txt': 'mine' });
    await expect(backupToFile(store, join(folder, 'notes.txt'))).rejects.toThrow('is there already');
    expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    await expect(backupToFile(store, join(folder, 'stopped.backup'), AbortSignal.abort())).rejects.toThrow('abort');
    await expect(backupToFile(store, join(folder, 'no', 'folder.backup'))).rejects.toThrow('ENOENT');
    expect(await readdir(folder)).toEqual(['notes.txt']);
    // the store is as good as before
    await newHistory(store);
    await backupToFile(store, join(folder, 'done.backup'));
    expect((await readdir(folder)).sort()).toEqual(['done.backup', 'notes.txt']);
  });

  test('that is no file of ours, or cut anywhere, is refused', async () => {
    const store = await emptyStore(embedded);
    await newHistory(store);
    const folder = await folderOf({ 'text.backup': 'some text', 'empty.backup': '' });
    const whole = join(folder, 'whole.backup');
    await backupToFile(store, whole);
    const bytes = await readFile(whole);
    await writeFile(join(folder, 'other.backup'), gzipSync('{"a":1}\n'));
    const flipped = Buffer.from(bytes);
    flipped[bytes.length >> 1] = (flipped[bytes.length >> 1] ?? 0) ^ 0x10;
    await writeFile(join(folder, 'flipped.backup'), flipped);
    const target = { folder: join(folder, 'store') };
    for (const name of ['text', 'empty', 'other'])
      await expect(restoreFromFile(target, join(folder, `${name}.backup`))).rejects.toThrow(/no backup|cut off/);
    await expect(restoreFromFile(target, join(folder, 'flipped.backup'))).rejects.toThrow(/cut off or altered|no backup/);
    await expect(restoreFromFile(target, join(folder, 'missing.backup'))).rejects.toThrow('ENOENT');
    for (const length of [1, 10, 30, bytes.length >> 1, bytes.length - 9, bytes.length - 1]) {
      await writeFile(join(folder, 'cut.backup'), bytes.subarray(0, length));
      await expect(restoreFromFile(target, join(folder, 'cut.backup')), `${length}`).rejects.toThrow(/cut off|no backup/);
    }
    expect(await restoreFromFile(target, whole)).toMatchObject({ rows: 1 });
  });
});
