import { describe, expect, test } from 'vitest';
import type { SourceFile } from '../../server/engine/program/source.ts';
import { beginDraft, discardDraft, listDrafts, saveDraft, tellingChanges } from '../../server/lifecycle/drafts.ts';
import { getDraft } from '../../server/lifecycle/read-draft.ts';
import { databases } from '../support/databases.ts';
import { ann, ben, change, filesOf, newLife, withFile } from './support.ts';

describe.each(databases)('drafts in $name', (database) => {
  test('are begun, saved and read back to the letter', async () => {
    const life = await newLife(database);
    const files = withFile(filesOf(), 'rules/20.json', '[ { "name": "half-writ');
    const { value, head } = await change(life, (tx) => beginDraft(life, tx, ann, { program: 'small', name: 'A first one', files }));
    expect(value).toMatchObject({ program: 'small', owner: { id: 'ann', name: 'Ann' }, revision: 1, base: null, state: 'open' });
    expect(head?.entry).toBe(1);
    const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1);
    expect((await getDraft(life, value.id)).files).toEqual([...files].sort(byPath));
    const later = withFile(files, 'program.json', 'ä\r\n\0 𝄞');
    const saved = await change(life, (tx) => saveDraft(life, tx, ben, value.id, { revision: 1, files: later, name: 'Better' }));
    expect(saved.value).toMatchObject({ revision: 2, name: 'Better', owner: { id: 'ann' } });
    expect(saved.value.authors.map(({ id }) => id).sort()).toEqual(['ann', 'ben']);
    expect((await getDraft(life, value.id)).files).toEqual([...later].sort(byPath));
    expect((await life.trail.head()).entry).toBe(2);
  });

  test('are not written over: who read an older revision is told what changed meanwhile', async () => {
    const life = await newLife(database);
    const { value } = await change(life, (tx) => beginDraft(life, tx, ann, { program: 'small', name: 'one', files: filesOf() }));
    await change(life, (tx) => saveDraft(life, tx, ben, value.id, { revision: 1, files: filesOf({ percent: 12 }) }));
    const save = (files: readonly SourceFile[]) =>
      tellingChanges(life, files, () => change(life, (tx) => saveDraft(life, tx, ann, value.id, { revision: 1, files })));
    await expect(save(filesOf({ percent: 15 }))).rejects.toMatchObject({
      code: 'changed',
      current: { revision: 2 },
      findings: [
        { pointer: '/rules/commission', message: 'rule commission: amount from deal.amount * 0.15 to deal.amount * 0.12' },
        { pointer: '/files/scenarios~1deal.json' },
      ],
    });
    const broken = withFile(filesOf(), 'rules/10.json', '[');
    await expect(save(broken)).rejects.toMatchObject({
      code: 'changed',
      findings: [{ pointer: '/files/rules~110.json' }, { pointer: '/files/scenarios~1deal.json' }],
    });
    expect((await life.trail.head()).entry).toBe(2);
  });

  test('that are saved as they stand change nothing', async () => {
    const life = await newLife(database);
    const { value } = await change(life, (tx) => beginDraft(life, tx, ann, { program: 'small', name: 'one', files: filesOf() }));
    const files = filesOf({ percent: 11 });
    await change(life, (tx) => saveDraft(life, tx, ann, value.id, { revision: 1, files }));
    // the answer was lost, and the same is sent again
    const again = await change(life, (tx) => saveDraft(life, tx, ann, value.id, { revision: 1, files: [...files].reverse() }));
    expect(again).toMatchObject({ value: { revision: 2 }, head: undefined });
    expect((await life.trail.head()).entry).toBe(2);
  });

  test('are copied with their authors, and put aside', async () => {
    const life = await newLife(database);
    const { value } = await change(life, (tx) => beginDraft(life, tx, ann, { program: 'small', name: 'one', files: filesOf() }));
    const copy = await change(life, (tx) => beginDraft(life, tx, ben, { program: 'small', name: 'two', from: { draft: value.id } }));
    expect(copy.value.authors.map(({ id }) => id).sort()).toEqual(['ann', 'ben']);
    expect(copy.value.files).toEqual(value.files);
    await change(life, (tx) => discardDraft(life, tx, ann, value.id, { revision: 1 }));
    expect((await listDrafts(life)).items.map(({ id }) => id)).toEqual([copy.value.id]);
    expect((await listDrafts(life, { state: 'discarded', program: 'small' })).items).toMatchObject([{ id: value.id }]);
    const gone = change(life, (tx) => saveDraft(life, tx, ann, value.id, { revision: 1, files: filesOf({ percent: 2 }) }));
    await expect(gone).rejects.toMatchObject({ code: 'state' });
    expect(await getDraft(life, value.id)).toMatchObject({ state: 'discarded', files: value.files });
  });

  test('come page by page', async () => {
    const life = await newLife(database);
    for (let index = 0; index < 5; index += 1)
      await change(life, (tx) => beginDraft(life, tx, ann, { program: `p-${index % 2}`, name: `draft ${index}`, files: [] }));
    const first = await listDrafts(life, { limit: 3 });
    const second = await listDrafts(life, { limit: 3, ...(first.next !== undefined && { after: first.next }) });
    expect([...first.items, ...second.items].map(({ name }) => name).sort()).toEqual([0, 1, 2, 3, 4].map((index) => `draft ${index}`));
    expect(second.next).toBeUndefined();
    expect((await listDrafts(life, { program: 'p-1' })).items).toHaveLength(2);
  });

  test('refuse what can not be kept', async () => {
    const life = await newLife(database);
    const begin = (origin: Partial<Parameters<typeof beginDraft>[3]>) =>
      change(life, (tx) => beginDraft(life, tx, ann, { program: 'small', name: 'one', files: [], ...origin } as never));
    for (const path of [
      '../program.json',
      '/program.json',
      'a/b.json',
      'rules/.json',
      'x.txt',
      'rules/a/b.json',
      'versions/2026-01-01.json',
    ])
      await expect(begin({ files: [{ path, text: '' }] })).rejects.toMatchObject({ code: 'refused' });
    const twice = { path: 'program.json', text: '' };
    await expect(begin({ files: [twice, twice] })).rejects.toMatchObject({ code: 'refused' });
    await expect(begin({ files: [{ path: 'program.json', text: 'x'.repeat(2_000_001) }] })).rejects.toMatchObject({ code: 'refused' });
    await expect(begin({ files: [{ path: 'program.json', text: '\ud800' }] })).rejects.toMatchObject({ code: 'refused' });
    for (const name of ['', ' ', 'x'.repeat(201), 'a\0b']) await expect(begin({ name })).rejects.toMatchObject({ code: 'refused' });
    for (const program of ['', 'Small', 'a--b', 'a_b', 'x'.repeat(81)])
      await expect(begin({ program })).rejects.toMatchObject({ code: 'refused' });
    await expect(begin({ from: { version: 'f'.repeat(64) } })).rejects.toMatchObject({ code: 'refused' });
    await expect(begin({ files: undefined, from: { version: 'f'.repeat(64) } } as never)).rejects.toMatchObject({ code: 'not-found' });
    await expect(begin({ files: undefined, from: { draft: 'x' } } as never)).rejects.toMatchObject({ code: 'not-found' });
    expect((await life.trail.head()).entry).toBe(0);
  });
});
