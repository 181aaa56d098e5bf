import { describe, expect, test } from 'vitest';
import { beginDraft } from '../../server/lifecycle/drafts.ts';
import { openBook } from '../../server/lifecycle/open-book.ts';
import { takeIn } from '../../server/lifecycle/take-in.ts';
import { testDraft } from '../../server/lifecycle/tests.ts';
import { timeline } from '../../server/lifecycle/timeline.ts';
import { getVersion } from '../../server/lifecycle/versions.ts';
import { loadProgramsFolder } from '../../server/programs/programs-folder.ts';
import { databases, opened } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { keysOfTest } from '../support/trail.ts';
import { ann, change, filesOf, lifeOf, newLife, takeSmall } from './support.ts';

const RULES = new URL('../../rules/', import.meta.url).pathname;

describe.each(databases)('programs of a folder in $name', (database) => {
  test('are taken in once, with the days and files of their versions', async () => {
    const life = await newLife(database);
    const { programs } = await loadProgramsFolder(RULES);
    expect(await takeIn(life, programs)).toEqual({ taken: programs.map(({ timeline: { id } }) => id), differing: [] });
    expect(await takeIn(life, programs)).toEqual({ taken: [], differing: [] });
    // the book has what the folder has
    for (const { timeline: folder } of programs) {
      const kept = life.book.timeline(folder.id);
      expect(kept?.versions.map(({ hash, document }) => [hash, document])).toEqual(
        folder.versions.map(({ hash, document }) => [hash, document]),
      );
    }
    const { list } = life.trail;
    expect((await list({ subject: { kind: 'program', id: 'odoo' } })).items).toMatchObject([
      { action: 'program-taken-in', by: { id: 'server' } },
    ]);
    // a version of several keeps the scenarios that hold of it alone
    const odoo = life.book.timeline('odoo')?.versions ?? [];
    expect(odoo.length).toBe(3);
    for (const { hash } of odoo) {
      const { files } = await getVersion(life, 'odoo', hash);
      const begun = await change(life, (tx) => beginDraft(life, tx, ann, { program: 'odoo', name: 'next', from: { version: hash } }));
      expect(files.some(({ path }) => path === 'program.json')).toBe(true);
      expect(await testDraft(life, begun.value.id)).toMatchObject({ ok: true });
    }
    expect(
      (await getVersion(life, 'odoo', odoo.at(-1)?.hash ?? '')).files.filter(({ path }) => path.startsWith('scenarios/')).length,
    ).toBeGreaterThan(0);
    expect((await timeline(life, 'odoo')).entries.map(({ effectiveFrom, by }) => [effectiveFrom, by.id])).toEqual([
      ['2020-06-10', 'server'],
      ['2023-01-09', 'server'],
      ['2023-05-19', 'server'],
    ]);
  });

  test('are told where they differ from what is kept, which counts', async () => {
    const life = await newLife(database);
    const kept = await takeSmall(life);
    const files = Object.fromEntries(filesOf({ percent: 12 }).map(({ path, text }) => [path, text]));
    const { programs } = await loadProgramsFolder(await folderOf(files));
    expect(await takeIn(life, programs)).toEqual({
      taken: [],
      differing: [
        expect.stringMatching(new RegExp(`^small: the folder has .* from the beginning; decided is by what is kept: ${kept.slice(0, 12)}`)),
      ],
    });
    expect(life.book.timeline('small')?.versions[0]?.hash).toBe(kept);
  });

  test('stand there after the next start', async () => {
    const options = await database.empty();
    const keys = await keysOfTest();
    const store = await opened(options);
    const life = await lifeOf(store, keys);
    const hash = await takeSmall(life);
    await life.book.close();
    await life.trail.close();
    await store.close();
    const again = await opened(options);
    const book = await openBook(again);
    expect(book.timelines().map(({ id }) => id)).toEqual(['small']);
    expect(book.timeline('small')?.versions[0]?.hash).toBe(hash);
    expect(book.faults()).toEqual([]);
    await book.close();
  });
});
