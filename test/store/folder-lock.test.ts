import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockFolder } from '../../server/store/embedded/folder-lock.ts';
import { openStore } from '../../server/store/open-store.ts';
import { databases, opened } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';

const holder = async (folder: string): Promise<Record<string, unknown>> => JSON.parse(await readFile(join(folder, 'lock.json'), 'utf8'));

describe('the lock of a folder', () => {
  test('refuses a second one, and says who has it', async () => {
    const folder = await folderOf({});
    const lock = await lockFolder(folder);
    const refusal = { code: 'in-use', message: expect.stringContaining(`${folder} is in use by the process ${process.pid}.`) };
    await expect(lockFolder(folder)).rejects.toMatchObject(refusal);
    await lock.release();
    await (await lockFolder(folder)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('refuses a second process on a store, in both directions of time', async () => {
    const [embedded] = databases;
    const options = await embedded?.empty();
    if (options === undefined) throw new Error('there is an embedded database');
    const store = await openStore(options);
    await expect(openStore(options)).rejects.toMatchObject({ code: 'in-use' });
    await store.close();
    await opened(options);
  });

  test('is stale when its process is gone', async () => {
    const folder = await folderOf({});
    const child = spawn(process.execPath, ['-e', '']);
    const { pid } = child;
    await once(child, 'exit');
    await writeFile(join(folder, 'lock.json'), JSON.stringify({ pid, host: hostname(), started: '1', token: 'old' }));
    const lock = await lockFolder(folder);
    expect(await holder(folder)).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  test.runIf(process.platform === 'linux')('is stale when its process id was given to another', async () => {
    const folder = await folderOf({});
    await writeFile(join(folder, 'lock.json'), JSON.stringify({ pid: process.pid, host: hostname(), started: '1', token: 'old' }));
    await (await lockFolder(folder)).release();
  });

  test('of another machine holds while it is touched', async () => {
    const folder = await folderOf({ 'lock.json': { pid: 1, host: 'elsewhere', started: '', token: 'other' } });
    await expect(lockFolder(folder)).rejects.toThrow('process 1 on elsewhere');
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(join(folder, 'lock.json'), longAgo, longAgo);
    await (await lockFolder(folder)).release();
  });

  test('that nobody can read is no lock', async () => {
    const folder = await folderOf({ 'lock.json': 'cut off' });
    await (await lockFolder(folder)).release();
  });

  test('is taken by one of many that find it stale at once', async () => {
    const folder = await folderOf({ 'lock.json': { pid: 2 ** 22 + 1, host: hostname(), started: '1', token: 'old' } });
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
    const taken = tries.filter(({ status }) => status === 'fulfilled');
    expect(taken).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['lock.json']);
  });
});
