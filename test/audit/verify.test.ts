import { generateKeyPairSync } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { beginningOf, entryHash, headText } from '../../server/audit/chain.ts';
import type { AuditHead } from '../../server/audit/entry.ts';
import { receiptsOf, witnessed } from '../../server/audit/kept-heads.ts';
import { KEY_FILE, readPublicKey, readSigningKey } from '../../server/audit/key.ts';
import { renewKey } from '../../server/audit/renew.ts';
import { openTrail } from '../../server/audit/trail.ts';
import { type AuditReport, verifyTrail } from '../../server/audit/verify.ts';
import { receiptText, witnessFile } from '../../server/audit/witness.ts';
import { listEntries, readHead, type StoredEntry } from '../../server/store/audit/entries.ts';
import type { Store } from '../../server/store/open-store.ts';
import { databases, emptyStore, type TestDatabase } from '../support/databases.ts';
import { ada, keysOfTest } from '../support/trail.ts';

const ENTRIES = 7;

interface Kept {
  readonly store: Store;
  readonly keys: string;
  /** As each change was answered. */
  readonly receipts: readonly AuditHead[];
}

/** A trail with some entries, written by a server that has ended. */
async function written(database: TestDatabase): Promise<Kept> {
  const store = await emptyStore(database);
  const keys = await keysOfTest();
  const trail = await openTrail({ store, keys });
  const receipts: AuditHead[] = [];
  for (let index = 1; index <= ENTRIES; index += 1) {
    const change = {
      action: 'thing-changed',
      subject: { kind: 'thing', id: `t${index % 2}` },
      before: { value: index - 1 },
      after: { value: index },
    };
    receipts.push(await store.transaction((tx) => trail.record(tx, { ...ada, key: 'k1' }, change)));
  }
  await trail.close();
  return { store, keys, receipts };
}

/** By hand, as the owner of the database: what keeps others from it is taken away first. */
async function byHand({ store }: Kept, ...statements: readonly string[]): Promise<void> {
  const all = [
    'alter table audit_entries disable trigger all',
    'alter table audit_head disable trigger all',
    ...statements,
    'alter table audit_entries enable trigger all',
    'alter table audit_head enable trigger all',
  ];
  await store.transaction(async (tx) => {
    for (const statement of all) await sql.raw(statement).execute(tx);
  });
}

async function verified({ store, keys }: Kept, receipts: readonly AuditHead[] = []): Promise<AuditReport> {
  const key = await readPublicKey(keys);
  if (key === undefined) throw new Error('the key is missing');
  const kept = receiptsOf(receipts.map(receiptText).join('\n'), 'answer.txt');
  return verifyTrail(store, key, async (trail) => [...(await witnessed(keys, trail)), ...kept]);
}

const found = ({ faults }: AuditReport): string[] => faults.map(({ code, entry }) => `${code} ${entry ?? ''}`.trim());

/** Nobody saw it grow. */
async function withoutWitness({ store, keys }: Kept): Promise<void> {
  await rm(witnessFile(keys, (await readHead(store.db))?.trail ?? ''), { force: true });
}

const entriesOf = async ({ store }: Kept): Promise<readonly StoredEntry[]> =>
  [...(await listEntries(store, {}, { limit: 200 })).items].reverse();

/** All hashes from an entry on made to fit what the rows hold: whoever reads this file can do that. */
async function hashedAnew(kept: Kept, from: number, signed: (head: { entry: number; hash: string }) => string | undefined): Promise<void> {
  const entries = await entriesOf(kept);
  let previous = entries.find(({ entry }) => entry === from - 1)?.hash ?? beginningOf((await readHead(kept.store.db))?.trail ?? '');
  const statements: string[] = [];
  for (const { hash: _, signature, ...content } of entries.filter(({ entry }) => entry >= from)) {
    const hash = entryHash(previous, content);
    previous = hash;
    const next = signed({ entry: content.entry, hash }) ?? signature;
    statements.push(`update audit_entries set hash = '${hash}', signature = '${next}' where entry = ${content.entry}`);
    statements.push(`update audit_head set hash = '${hash}', signature = '${next}', entry = ${content.entry}`);
  }
  await byHand(kept, ...statements);
}

const toHead = (kept: Kept, entry: number): string => {
  const head = kept.receipts[entry - 1];
  return `update audit_head set entry = ${entry}, hash = '${head?.hash}', signature = '${head?.signature}'`;
};

/** Every column, and what it is set to. */
const ALTERED: readonly (readonly [column: string, value: string])[] = [
  ['at', "at + interval '1 millisecond'"],
  ['by_kind', "'server'"],
  ['by_id', "'bob'"],
  ['by_name', "by_name || ' '"],
  ['by_key', 'null'],
  ['by_key', "'k2'"],
  ['action', "'thing-left'"],
  ['subject_kind', "'theme'"],
  ['subject_id', "'t2'"],
  ['before', 'null'],
  ['before', `'{"value":9}'`],
  ['before', `'{"value": 2}'`],
  ['after', `'{"value":4}'`],
  ['after', "'no JSON'"],
  ['at', "'infinity'"],
  ['hash', "repeat('0', 64)"],
  ['signature', "repeat('A', 86)"],
  ['signature', "''"],
];

describe.each(databases)('the trail in $name, changed by hand', (database) => {
  test('is as it was written where nobody did', async () => {
    const kept = await written(database);
    const report = await verified(kept, kept.receipts);
    expect(report).toMatchObject({ entries: ENTRIES, head: kept.receipts.at(-1), faults: [], moreFaults: 0 });
    expect(report.kept).toBeGreaterThan(ENTRIES);
  });

  test('whatever is altered in an entry is found', async () => {
    const kept = await written(database);
    await sql`create table audit_copy as table audit_entries`.execute(kept.store.db);
    for (const [column, value] of ALTERED) {
      await byHand(kept, `update audit_entries set ${column} = ${value} where entry = 3`);
      const { faults } = await verified(kept);
      expect(faults[0], `${column} = ${value}`).toMatchObject({ entry: 3, code: column === 'signature' ? 'inserted' : 'altered' });
      expect(faults[0]?.message).toContain('Entry 3');
      expect(faults.every(({ entry = 0 }) => entry === 3 || entry === 4)).toBe(true);
      await byHand(kept, 'delete from audit_entries', 'insert into audit_entries select * from audit_copy');
    }
    expect(found(await verified(kept, kept.receipts))).toEqual([]);
    const { rows } = await sql<{ name: string }>`
      select column_name as name from information_schema.columns where table_name = 'audit_entries' and column_name <> 'entry'`.execute(
      kept.store.db,
    );
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(ALTERED.map(([column]) => column)));
  });

  test('an entry altered, and all hashes after it made to fit, is found by signature', async () => {
    const kept = await written(database);
    await withoutWitness(kept);
    await byHand(kept, `update audit_entries set by_name = 'Bob' where entry = 3`);
    await hashedAnew(kept, 3, () => undefined);
    expect(found(await verified(kept))).toEqual(['inserted 3', 'inserted 4', 'inserted 5', 'inserted 6', 'inserted 7', 'head 7']);
  });

  test('and signed by another key, too', async () => {
    const kept = await written(database);
    const folder = await keysOfTest();
    const other = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' });
    await writeFile(join(folder, KEY_FILE), other, { mode: 0o600 });
    const key = await readSigningKey(folder);
    await byHand(kept, `update audit_entries set by_name = 'Bob' where entry = 1`);
    await hashedAnew(kept, 1, (head) => key?.sign(headText(head)));
    await withoutWitness(kept);
    const report = await verified(kept);
    expect(found(report)).toEqual([...kept.receipts.map(({ entry }) => `inserted ${entry}`), 'head 7']);
    expect(report.faults.at(-1)?.message).toContain('another key');
  });

  test.each([
    [1, 1],
    [3, 3],
    [2, 4],
  ])('entries %i to %i removed are found', async (from, to) => {
    const kept = await written(database);
    await withoutWitness(kept);
    await byHand(kept, `delete from audit_entries where entry between ${from} and ${to}`);
    expect(found(await verified(kept))).toEqual([`removed ${from}`, `unproved ${to + 1}`]);
    // with a receipt for the last that is gone the next one can be proved again
    expect(found(await verified(kept, kept.receipts))).toEqual([`removed ${from}`]);
  });

  test('the last ones removed are found', async () => {
    const kept = await written(database);
    await withoutWitness(kept);
    await byHand(kept, 'delete from audit_entries where entry > 5');
    const report = await verified(kept);
    expect(found(report)).toEqual(['removed 6']);
    expect(report.faults[0]?.message).toContain('Entries 6 to 7 were removed');
    await byHand(kept, 'delete from audit_entries');
    expect(found(await verified(kept))).toEqual(['removed 1']);
  });

  test('also where the head was put back to an earlier one that was signed: the witness tells', async () => {
    const kept = await written(database);
    await byHand(kept, 'delete from audit_entries where entry > 5', toHead(kept, 5));
    const report = await verified(kept);
    expect(found(report)).toEqual(['removed 6']);
    expect(report.faults[0]?.message).toContain('the witness');
  });

  test('and without it any receipt', async () => {
    const kept = await written(database);
    await withoutWitness(kept);
    await byHand(kept, 'delete from audit_entries where entry > 5', toHead(kept, 5));
    // nobody outside knows better
    expect(found(await verified(kept))).toEqual([]);
    const report = await verified(kept, kept.receipts.slice(5, 6));
    expect(found(report)).toEqual(['removed 6']);
    expect(report.faults[0]?.message).toContain('the receipt answer.txt has entry 6');
  });

  test('also where the server went on from there', async () => {
    const kept = await written(database);
    await byHand(kept, 'delete from audit_entries where entry > 5', toHead(kept, 5));
    const trail = await openTrail(kept);
    for (let index = 0; index < 5; index += 1)
      await kept.store.transaction((tx) => trail.record(tx, ada, { action: 'thing-made', subject: { kind: 'thing', id: 'n' } }));
    await trail.close();
    const report = await verified(kept, kept.receipts.slice(5, 6));
    expect(found(report)).toEqual(['other-trail 6', 'other-trail 7'].slice(0, report.faults.length));
    expect(report.faults[0]?.message).toMatch(/Entry 6 is another than the (receipt|witness)/);
  });

  test('a head that was put back, or is gone, is found', async () => {
    const kept = await written(database);
    await byHand(kept, toHead(kept, 5));
    expect(found(await verified(kept))).toEqual(['head 5']);
    await byHand(kept, 'delete from audit_head');
    expect(found(await verified(kept))).toContain('head');
    await expect(openTrail(kept)).rejects.toThrow('took it away by hand');
  });

  test('an entry put in after the last is found, whether or not the head was moved', async () => {
    const kept = await written(database);
    const copy = `insert into audit_entries select 8, at, by_kind, by_id, by_name, by_key, action, subject_kind, subject_id, before, after, hash, signature from audit_entries where entry = 7`;
    await byHand(kept, copy);
    expect(found(await verified(kept))).toEqual(['altered 8', 'head 7']);
    await hashedAnew(kept, 8, () => undefined);
    expect(found(await verified(kept))).toEqual(['inserted 8', 'head 8']);
  });

  test('entries under numbers that none has, or twice, are found', async () => {
    const kept = await written(database);
    const copied = (entry: string): string =>
      `insert into audit_entries select ${entry}, at, by_kind, by_id, by_name, by_key, action, subject_kind, subject_id, before, after, hash, signature from audit_entries where entry = 2`;
    await byHand(
      kept,
      'alter table audit_entries drop constraint audit_entries_pkey',
      'alter table audit_entries drop constraint audit_entries_entry_check',
      'alter table audit_entries alter entry drop not null',
      copied('0'),
      copied('-5'),
    );
    expect(found(await verified(kept))).toEqual(['inserted -5', 'inserted 0']);
    await byHand(kept, 'delete from audit_entries where entry < 1', copied('4'), copied('null'));
    const report = await verified(kept);
    expect(found(report)).toContain('inserted 4');
    expect(report.faults.map(({ message }) => message)).toContainEqual(expect.stringContaining('There are 9 rows'));
  });

  test('two entries in each other’s place are found', async () => {
    const kept = await written(database);
    await byHand(
      kept,
      'update audit_entries set entry = 100 where entry = 3',
      'update audit_entries set entry = 3 where entry = 4',
      'update audit_entries set entry = 4 where entry = 100',
    );
    await withoutWitness(kept);
    expect(found(await verified(kept))).toEqual(['altered 3', 'inserted 4', 'unproved 5']);
  });

  test('a receipt of another trail, and one that nobody signed, is told', async () => {
    const [kept, other] = [await written(database), await written(database)];
    expect(found(await verified(kept, other.receipts.slice(0, 1)))).toEqual(['not-signed 1']);
    const [first] = kept.receipts;
    if (first === undefined) throw new Error('there is no receipt');
    expect(found(await verified(kept, [{ ...first, entry: 2 }]))).toEqual(['not-signed 2']);
  });

  test('after its key was lost it goes on with another; what came before is held as it was then', async () => {
    const kept = await written(database);
    await expect(renewKey(kept.store, kept.keys)).rejects.toThrow('is there');
    await rename(join(kept.keys, KEY_FILE), join(kept.keys, 'lost.pem'));
    expect(await renewKey(kept.store, kept.keys)).toMatchObject({ entry: 8 });
    const trail = await openTrail(kept);
    const later = await kept.store.transaction((tx) => trail.record(tx, ada, { action: 'made', subject: { kind: 'thing', id: 'c' } }));
    await trail.close();
    // also with receipts of the earlier key
    expect(await verified(kept, [...kept.receipts, later])).toMatchObject({ entries: 9, earlierKey: 7, faults: [] });
    await withoutWitness(kept);
    await byHand(kept, `update audit_entries set by_name = 'Bob' where entry = 3`);
    expect(found(await verified(kept))).toEqual(['altered 3']);
    // hashes made to fit no longer fit what the new key signed
    await hashedAnew(kept, 3, () => undefined);
    expect(found(await verified(kept))).toEqual(expect.arrayContaining(['inserted 8', 'inserted 9', 'head 9']));
  });

  test('many faults are counted, some are told', async () => {
    const kept = await written(database);
    await withoutWitness(kept);
    const many = `insert into audit_entries select n, at, by_kind, by_id, by_name, by_key, action, subject_kind, subject_id, before, after, hash, signature
      from audit_entries, generate_series(8, 700) as n where entry = 7`;
    await byHand(kept, many);
    const report = await verified(kept);
    expect(report.entries).toBe(700);
    expect(report.faults).toHaveLength(100);
    expect(report.moreFaults).toBe(594);
  });
});

test('receipts are read from whatever was kept', () => {
  const head: AuditHead = { entry: 12, hash: 'a'.repeat(64), signature: 'B'.repeat(86) };
  const from = 'the receipt x';
  expect(receiptsOf(`HTTP/1.1 200 OK\r\naudit-head: ${receiptText(head)}\r\n\r\n{"id":1}`, 'x')).toEqual([{ ...head, from }]);
  expect(receiptsOf(JSON.stringify({ submission: { id: 1 }, receipt: head }), 'x')).toEqual([{ ...head, from }]);
  expect(receiptsOf(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'x')).toEqual([]);
  expect(receiptsOf('nothing', 'x')).toEqual([]);
});
