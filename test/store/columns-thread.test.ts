import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openHistory } from '../../server/history/open-history.ts';
import { settingOf } from '../../server/history/setting.ts';
import { buildHere, type ColumnsPlan } from '../../server/store/columns-builder.ts';
import type { DocumentPage } from '../../server/store/read-documents.ts';
import { readerOf } from '../../server/store/readers.ts';
import { build } from '../cli/support.ts';
import { folderOf } from '../support/folder.ts';
import { deal, firm, timeline } from './support.ts';

/** Threads run what was built. */
async function builtBuild(): Promise<typeof buildHere> {
  const path: string = new URL('../../dist/server/store/columns-in-thread.js', import.meta.url).href;
  const { buildInThread } = (await import(path)) as { readonly buildInThread: typeof buildHere };
  return buildInThread;
}

function planOf(folder: string): ColumnsPlan {
  const [program] = timeline.versions;
  if (program === undefined) throw new Error('a timeline has a version');
  const { programs, hash } = readerOf(timeline);
  return { history: 'deals', folder, setting: settingOf(program), readers: [{ since: 1, hash, programs }] };
}

const rowsOf = (documents: readonly unknown[], first: number) =>
  documents.map((document, index) => ({ recorded: first + index, text: JSON.stringify(document) }));

const pages: readonly DocumentPage[] = [
  { of: 'enrollments', rows: rowsOf([firm('p-1'), firm('p-2')], 1) },
  { of: 'activities', rows: rowsOf([deal('d-1'), deal('d-2', { partner: 'p-2' })], 3) },
  { of: 'activities', rows: rowsOf([deal('d-3')], 5) },
];

async function made(how: typeof buildHere, folder: string, pages: readonly DocumentPage[]): Promise<void> {
  const builder = await how(planOf(folder));
  try {
    for (const page of pages) await builder.add(page);
    await builder.commit();
  } finally {
    await builder.end();
  }
}

describe('columns made on a thread of their own', () => {
  beforeAll(build, 300_000);

  test('are those made here, also when they are added to', async () => {
    const folder = await folderOf({});
    const [here, there] = [join(folder, 'here'), join(folder, 'there')];
    const inThread = await builtBuild();
    for (const some of [pages.slice(0, 2), pages.slice(2)]) {
      await made(buildHere, here, some);
      await made(inThread, there, some);
      expect((await openHistory(there)).hash).toBe((await openHistory(here)).hash);
    }
    expect((await openHistory(there)).activities).toBe(3);
  });

  test('fail as they would here', async () => {
    const folder = await folderOf({});
    const unknown: DocumentPage = { of: 'activities', rows: rowsOf([deal('d-1', { kind: 'no-such-kind' })], 1) };
    const broken: DocumentPage = { of: 'activities', rows: [{ recorded: 1, text: '{' }] };
    for (const [index, how] of [buildHere, await builtBuild()].entries()) {
      const path = join(folder, String(index));
      await expect(made(how, path, [unknown])).rejects.toMatchObject({ code: 'changed', message: expect.stringContaining('deals') });
      await expect(made(how, path, [broken])).rejects.toThrow('JSON');
      await made(how, path, pages);
    }
  });
});
