import { describe, expect, test } from 'vitest';
import type { Access } from '../../server/access/access.ts';
import type { Known } from '../../server/access/bearer.ts';
import { consoleKey } from '../../server/access/local-owner.ts';
import { accessOf, holderOf } from '../support/access.ts';
import { databases, emptyStore, type TestDatabase } from '../support/databases.ts';

interface Kept {
  readonly access: Access;
  readonly key: string;
  readonly pass: (ms: number) => void;
  /** Of one that another process wrote. */
  readonly revokeElsewhere: () => Promise<unknown>;
}

async function kept(database: TestDatabase): Promise<Kept> {
  const store = await emptyStore(database);
  let passed = 0;
  const access = await accessOf(store, () => new Date(Date.now() + passed));
  const { key } = await holderOf(access, { roles: ['viewer'], name: 'Ada' });
  return {
    access,
    key,
    pass: (ms) => {
      passed += ms;
    },
    revokeElsewhere: () => store.db.updateTable('keys').set({ revoked_at: new Date() }).execute(),
  };
}

const isAnsweredAtOnce = (known: Known | Promise<Known>): known is Known => !(known instanceof Promise);

describe.each(databases)('kept in $name, a key', (database) => {
  test('is known by its secret alone', async () => {
    const { access, key } = await kept(database);
    expect(await access.bearer(key)).toMatchObject({ kind: 'key', name: 'Ada', roles: new Set(['viewer']) });
    const last = key.slice(-1);
    const others = [`${key.slice(0, -1)}${last === 'A' ? 'E' : 'A'}`, key.slice(0, -1), `${key}x`, key.toUpperCase(), ` ${key}`, ''];
    const [, id = ''] = key.split('_');
    for (const text of [
      ...others,
      `dw_${id}_${'x'.repeat(43)}`,
      `dw_${'0'.repeat(20)}_${'x'.repeat(43)}`,
      `dw_${id}_`,
      'x'.repeat(1_000_000),
    ])
      expect(await access.bearer(text)).toMatchObject({ kind: 'nobody' });
  });

  test('of the console outlives nine more starts, and no tenth', async () => {
    const { access } = await kept(database);
    const made: string[] = [];
    for (let start = 0; start <= 10; start += 1) made.push((await access.store.transaction((tx) => consoleKey(access, tx))).text);
    const known = await Promise.all(made.map((text) => access.bearer(text)));
    expect(known.map(({ kind }) => kind)).toEqual(['nobody', ...Array.from({ length: 10 }, () => 'key')]);
  });

  test('is remembered for some seconds, and no longer once it was forgotten', async () => {
    const { access, key, revokeElsewhere } = await kept(database);
    expect(isAnsweredAtOnce(access.bearer(key))).toBe(false);
    await access.bearer(key);
    await revokeElsewhere();
    const known = access.bearer(key);
    expect(isAnsweredAtOnce(known) && known.kind).toBe('key');
    // a wrong secret is wrong from memory too
    expect(access.bearer(`${key.slice(0, -2)}__`)).toMatchObject({ kind: 'nobody' });
    access.forget();
    expect(await access.bearer(key)).toMatchObject({ kind: 'nobody', because: expect.stringContaining('revoked') });
  });

  test('that was revoked by another process is known no more after five seconds', async () => {
    const { access, key, pass, revokeElsewhere } = await kept(database);
    await access.bearer(key);
    await revokeElsewhere();
    pass(5_001);
    if (database.kind === 'embedded') {
      // there are no others: what is known stands while it is read again, so that an import keeps nobody waiting
      expect(access.bearer(key)).toMatchObject({ kind: 'key' });
      await expect.poll(() => access.bearer(key)).toMatchObject({ kind: 'nobody' });
    } else expect(await access.bearer(key)).toMatchObject({ kind: 'nobody' });
  });

  test('that changes while it is read is not remembered as it was', async () => {
    const { access, key, revokeElsewhere } = await kept(database);
    const reading = access.bearer(key);
    access.forget();
    await reading;
    await revokeElsewhere();
    expect(await access.bearer(key)).toMatchObject({ kind: 'nobody' });
  });

  test('that is remembered expires on time', async () => {
    const { access, key, pass } = await kept(database);
    await access.bearer(key);
    pass(90 * 86_400_000);
    if (database.kind === 'embedded') access.forget();
    expect(await access.bearer(key)).toMatchObject({ kind: 'nobody', because: expect.stringContaining('expired') });
  });

  test('notes its use at most once a minute', async () => {
    const { access, key } = await kept(database);
    const used = async () => (await access.store.db.selectFrom('keys').select('last_used_at').executeTakeFirstOrThrow()).last_used_at;
    expect(await used()).toBeNull();
    await access.bearer(key);
    await access.close();
    const first = await used();
    expect(first).toBeInstanceOf(Date);
    access.forget();
    await access.bearer(key);
    await access.close();
    expect(await used()).toEqual(first);
  });
});
