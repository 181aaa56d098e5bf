import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { receiptsIn } from '../../server/audit/witness.ts';
import { readHead } from '../../server/store/audit/entries.ts';
import { restoreFromFile } from '../../server/store/backup/backup-file.ts';
import { listHistories } from '../../server/store/histories.ts';
import { newHistory } from '../store/support.ts';
import { accessOf, holderOf } from '../support/access.ts';
import { databases, emptyStore, opened } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { problemOf, testApp } from './support.ts';

const spooled = async (): Promise<number> => (await readdir(tmpdir())).filter((name) => /^dealwright-download-\w{6}$/.test(name)).length;

describe.each(databases)('a backup over HTTP, of $name', (database) => {
  test('is what the command line restores; who took it is in the trail', async () => {
    const store = await emptyStore(database);
    const access = await accessOf(store);
    const { id } = await newHistory(store);
    const admin = await holderOf(access, { roles: ['admin'] });
    const operator = await holderOf(access, { roles: ['operator'] });
    const app = testApp({ access });
    problemOf(await app.inject({ url: '/v1/backup', headers: operator.headers }), 'not-allowed');
    const before = await access.trail.head();
    expect((await app.inject({ method: 'HEAD', url: '/v1/backup', headers: admin.headers })).statusCode).toBe(200);
    expect(await access.trail.head()).toEqual(before);

    const left = await spooled();
    const asked = await Promise.all([1, 2].map(() => app.inject({ url: '/v1/backup', headers: admin.headers })));
    const [answer, refused] = asked.toSorted((a, b) => a.statusCode - b.statusCode);
    if (answer === undefined || refused === undefined) throw new Error('two were asked');
    problemOf(refused, 'limit-reached');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="dealwright-20\d\d-\d\d-\d\d\.backup"$/);
    expect(answer.headers['content-length']).toBe(String(answer.rawPayload.length));
    expect(receiptsIn(`audit-head: ${String(answer.headers['audit-head'])}`)).toEqual([await access.trail.head()]);
    expect((await access.trail.list()).items[0]).toMatchObject({ action: 'backup-begun', by: { id: admin.id } });
    await expect.poll(spooled).toBeLessThanOrEqual(left);

    const path = join(await folderOf({}), 'all.backup');
    await writeFile(path, answer.rawPayload);
    const options = await database.empty();
    await restoreFromFile(options, path);
    const restored = await opened(options);
    expect((await listHistories(restored)).items.map((history) => history.id)).toEqual([id]);
    // the last entry, that of this very backup, is in it too
    expect(await readHead(restored.db)).toMatchObject(await access.trail.head());
  });
});
