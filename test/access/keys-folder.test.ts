import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KeysFolderError, keyMadeOnce, keysFolder, readKey } from '../../server/access/keys-folder.ts';
import { folderOf } from '../support/folder.ts';

describe('where keys lie', () => {
  test.each([
    ['beside the embedded store', { folder: 'data' }, { DEALWRIGHT_KEYS: '/elsewhere' }, join('data', 'keys')],
    ['where it is said', { url: 'postgres://x' }, { DEALWRIGHT_KEYS: '/keys', XDG_CONFIG_HOME: '/config' }, '/keys'],
    ['in the configuration of the user', { url: 'postgres://x' }, { XDG_CONFIG_HOME: '/config' }, '/config/dealwright/keys'],
  ])('%s', (_name, store, env, folder) => expect(keysFolder(store, env)).toBe(folder));

  test('else under the home', () => expect(keysFolder({ url: 'postgres://x' }, {})).toMatch(/\/\.config\/dealwright\/keys$/));
});

describe('a key', () => {
  test('is made once, for this user alone', async () => {
    const folder = join(await folderOf({}), 'deep', 'keys');
    expect(await readKey(folder, 'sign')).toBeUndefined();
    const made = await keyMadeOnce(folder, 'sign', () => randomBytes(32));
    expect(await keyMadeOnce(folder, 'sign', () => randomBytes(32))).toEqual(made);
    expect(await readKey(folder, 'sign')).toEqual(made);
    expect((await stat(join(folder, 'sign'))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  test('made by many at once is one', async () => {
    const folder = join(await folderOf({}), 'keys');
    const made = await Promise.all(Array.from({ length: 20 }, () => keyMadeOnce(folder, 'sign', () => randomBytes(32))));
    expect(new Set(made.map((key) => key.toString('hex'))).size).toBe(1);
    expect(await readdir(folder)).toEqual(['sign']);
  });

  test.each([0o644, 0o620, 0o601])('that others may use is refused: mode %o', async (mode) => {
    const folder = await folderOf({});
    await writeFile(join(folder, 'sign'), 'x'.repeat(32));
    await chmod(join(folder, 'sign'), mode);
    await expect(keyMadeOnce(folder, 'sign', () => 'new')).rejects.toThrow(KeysFolderError);
    await expect(readKey(folder, 'sign')).rejects.toThrow(/chmod 600/);
  });

  test('may be read by its group, as mounted secrets are', async () => {
    const folder = await folderOf({});
    await writeFile(join(folder, 'sign'), 'secret');
    await chmod(join(folder, 'sign'), 0o440);
    expect((await readKey(folder, 'sign'))?.toString()).toBe('secret');
  });

  test('is a file of some bytes', async () => {
    const folder = await folderOf({});
    await mkdir(join(folder, 'folder'), { mode: 0o700 });
    await writeFile(join(folder, 'empty'), '', { mode: 0o600 });
    await writeFile(join(folder, 'large'), 'x'.repeat(20_000), { mode: 0o600 });
    for (const name of ['folder', 'empty', 'large']) await expect(readKey(folder, name)).rejects.toThrow(/is no key/);
  });

  test('that can not be made says why', async () => {
    const folder = await folderOf({});
    await writeFile(join(folder, 'file'), '');
    await expect(keyMadeOnce(join(folder, 'file'), 'sign', () => 'x')).rejects.toThrow(KeysFolderError);
  });
});
