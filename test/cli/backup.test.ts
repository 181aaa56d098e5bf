import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openTrail } from '../../server/audit/trail.ts';
import { receiptText } from '../../server/audit/witness.ts';
import { run } from '../../server/cli/command.ts';
import { openStore } from '../../server/store/open-store.ts';
import { newHistory } from '../store/support.ts';
import { ada } from '../support/trail.ts';

async function told(...args: string[]): Promise<{ readonly code: number; readonly text: string }> {
  let text = '';
  const write = (some: string): void => {
    text += some;
  };
  return { code: await run(args, { out: write, err: write }), text };
}

/** A store with a history and a trail, in a folder as the server leaves it. */
async function folder(): Promise<{ readonly data: string; readonly at: (name: string) => string }> {
  const root = await mkdtemp(join(tmpdir(), 'dealwright-backup-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const data = join(root, 'data');
  const store = await openStore({ folder: data });
  await newHistory(store);
  const trail = await openTrail({ store, keys: join(data, 'keys') });
  for (const id of ['a', 'b', 'c\u001b[31m']) {
    const head = await store.transaction((tx) =>
      trail.record(tx, ada, { action: 'thing-made', subject: { kind: 'thing', id }, after: { id } }),
    );
    await writeFile(join(root, `receipt-${head.entry}`), `audit-head: ${receiptText(head)}\r\n`);
  }
  await trail.close();
  await store.close();
  return { data, at: (name) => join(root, name) };
}

describe('on the command line', () => {
  test('what is backed up is restored elsewhere, with the keys beside it', async () => {
    const { data, at } = await folder();
    const written = await told('backup', at('all.backup'), '--data', data);
    expect(written).toMatchObject({ code: 0, text: expect.stringMatching(/^5 rows were written to .*\nKeep the keys as well.*keys/) });
    expect(await told('backup', at('all.backup'), '--data', data)).toMatchObject({
      code: 2,
      text: expect.stringContaining('is there already'),
    });
    const restored = await told('restore', at('all.backup'), '--data', at('new'));
    expect(restored).toMatchObject({
      code: 0,
      text: expect.stringMatching(/^5 rows of 20.* were restored into the folder .*new\.\nPut the keys/),
    });
    expect(await told('audit', 'verify', '--data', at('new'))).toMatchObject({
      code: 2,
      text: expect.stringContaining('There is no key audit.pem'),
    });
    await cp(join(data, 'keys'), at('new/keys'), { recursive: true });
    expect(await told('audit', 'verify', '--data', at('new'))).toMatchObject({ code: 0, text: expect.stringContaining('3 entries') });
    expect(await told('restore', at('all.backup'), '--data', at('new'))).toMatchObject({
      code: 2,
      text: expect.stringContaining('is not empty'),
    });
  });

  test('what can not be done is said', async () => {
    const { data, at } = await folder();
    const store = await openStore({ folder: data });
    expect(await told('backup', at('all.backup'), '--data', data)).toMatchObject({
      code: 2,
      text: expect.stringContaining('is in use by the process'),
    });
    await store.close();
    expect(await told('backup', at('x'), '--data', at('nowhere'))).toMatchObject({
      code: 2,
      text: expect.stringContaining('There is no store'),
    });
    expect(await told('backup', at('no/x'), '--data', data)).toMatchObject({ code: 2, text: expect.stringContaining('it is not there') });
    expect(await told('restore', at('missing'), '--data', at('new'))).toMatchObject({
      code: 2,
      text: expect.stringContaining('it is not there'),
    });
    expect(await told('restore', join(data, 'lock.json'), '--data', at('new'))).toMatchObject({ code: 2 });
    expect(await told('restore', at('receipt-1'), '--data', at('new'))).toMatchObject({
      code: 2,
      text: expect.stringContaining('no backup of Dealwright'),
    });
  });

  test('the trail is verified, with receipts', async () => {
    const { data, at } = await folder();
    const fine = await told('audit', 'verify', '--data', data, '--receipt', at('receipt-1'), '--receipt', at('receipt-3'));
    expect(fine).toMatchObject({ code: 0, text: expect.stringContaining('The audit trail is as it was written: 3 entries') });
    expect(await told('audit', 'verify', '--data', data, '--receipt', join(data, 'keys', 'audit.pem'))).toMatchObject({ code: 2 });

    const store = await openStore({ folder: data });
    await sql`alter table audit_entries disable trigger all`.execute(store.db);
    await sql`delete from audit_entries where entry = 2`.execute(store.db);
    await store.close();
    const removed = await told('audit', 'verify', '--data', data);
    expect(removed).toMatchObject({ code: 1, text: expect.stringContaining('Entry 2 was removed.') });
    expect(removed.text).toContain('The audit trail is not as it was written: 2 entries');
    const json = await told('audit', 'verify', '--data', data, '--json');
    const report = JSON.parse(json.text);
    expect(report).toMatchObject({ ok: false, entries: 2 });
    expect(report.faults[0]).toMatchObject({ code: 'removed', entry: 2 });
  });

  test('a trail in the place of another is found', async () => {
    const { data } = await folder();
    const store = await openStore({ folder: data });
    for (const table of ['audit_entries', 'audit_head']) {
      await sql.raw(`alter table ${table} disable trigger all`).execute(store.db);
      await sql.raw(`delete from ${table}`).execute(store.db);
      await sql.raw(`alter table ${table} enable trigger all`).execute(store.db);
    }
    await (await openTrail({ store, keys: join(data, 'keys') })).close();
    await store.close();
    expect(await told('audit', 'verify', '--data', data)).toMatchObject({
      code: 1,
      text: expect.stringContaining('this one was put in its place'),
    });
  });

  test('entries are listed, without what a terminal would obey', async () => {
    const { data } = await folder();
    const { code, text } = await told('audit', 'list', '--data', data, '--limit', '2');
    expect(code).toBe(0);
    expect(text).toMatch(/^3 {2}20\S+Z {2}Ada \(ada\) {2}thing-made {2}thing\/c·\[31m\n {4}is \{"id":"c\\u001b\[31m"\}\n2 {2}/);
    const lines = (await told('audit', 'list', '--data', data, '--subject', 'thing/a', '--json')).text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ entry: 1, subject: { kind: 'thing', id: 'a' }, after: { id: 'a' } }]);
    expect(await told('audit', 'list', '--data', data, '--limit', '0')).toMatchObject({ code: 2 });
  });
});
