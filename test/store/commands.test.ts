import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../../server/cli/command.ts';
import { storeOptions } from '../../server/cli/store.ts';
import { MIGRATIONS } from '../../server/store/migrations/index.ts';
import { openStore } from '../../server/store/open-store.ts';

async function told(...args: string[]): Promise<{ readonly code: number; readonly text: string }> {
  let text = '';
  const write = (some: string): void => {
    text += some;
  };
  const code = await run(args, { out: write, err: write });
  return { code, text };
}

describe('on the command line', () => {
  test('migrate makes the tables, and says which migrations it applied', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dealwright-migrate-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const data = join(folder, 'new');
    expect(await told('migrate', '--data', data)).toEqual({
      code: 0,
      text: `The database in ${data} is up to date; applied: ${Object.keys(MIGRATIONS).join(', ')}.\n`,
    });
    expect(await told('migrate', '--data', data)).toEqual({ code: 0, text: `The database in ${data} is up to date.\n` });
    const store = await openStore({ folder: data });
    expect(await told('migrate', '--data', data)).toMatchObject({ code: 2, text: expect.stringContaining('is in use by the process') });
    await store.close();
  });

  test('a worker without a PostgreSQL is refused', async () => {
    expect(await told('worker')).toMatchObject({ code: 2, text: expect.stringContaining('set DATABASE_URL') });
    expect((await told('worker', '--threads', '0')).code).toBe(2);
  });

  test('where things are kept is said once', () => {
    expect(storeOptions(undefined, {})).toEqual({ folder: 'data' });
    expect(storeOptions('here', {})).toEqual({ folder: 'here' });
    expect(storeOptions(undefined, { DATABASE_URL: 'postgres://there/db' })).toEqual({ url: 'postgres://there/db' });
    expect(() => storeOptions('here', { DATABASE_URL: 'postgres://there/db' })).toThrow('give one of them');
    expect(() => storeOptions(undefined, { DATABASE_URL: 'mysql://there/db' })).toThrow('postgres://');
  });
});
