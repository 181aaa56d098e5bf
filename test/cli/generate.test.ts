import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActivityDocument, PartnerDocument } from '../../schemas/types.ts';
import { run } from '../../server/cli/command.ts';
import { readActivities, readPartners } from '../../server/engine/fold/read.ts';
import { openHistory } from '../../server/history/open-history.ts';
import { loadProgramFolder } from '../../server/programs/program-folder.ts';

describe('dealwright generate', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'generate-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function generate(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    const said = { out: '', err: '' };
    const code = await run(['generate', ...args], {
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
    });
    return { code, ...said };
  }

  it('writes activities and partners that the program reads', async () => {
    const [activities, partners] = [join(folder, 'a.ndjson'), join(folder, 'p.json')];
    const { code, out } = await generate('--activities', '2k', '--seed', '3', '--ndjson', activities, '--partners', partners);
    expect(code).toBe(0);
    expect(out).toContain('2000 activities');
    const lines = (await readFile(activities, 'utf8')).trimEnd().split('\n');
    const documents = lines.map((line) => JSON.parse(line) as ActivityDocument);
    expect(documents).toHaveLength(2000);
    const firms = JSON.parse(await readFile(partners, 'utf8')) as PartnerDocument[];
    expect(new Set(firms.map(({ id }) => id)).size).toBe(firms.length);
    const { timeline } = await loadProgramFolder('rules/northwind');
    if (timeline === undefined) throw new Error('rules/northwind has errors');
    expect(readActivities(timeline, documents).refused).toEqual([]);
    expect(readPartners(timeline, firms).refused).toEqual([]);
  });

  it('writes a history folder, once', async () => {
    const out = join(folder, 'history');
    const small = ['--activities', '1500', '--seed', '4', '--out', out];
    expect((await generate(...small)).code).toBe(0);
    const history = await openHistory(out);
    expect(history.activities).toBe(1500);
    expect((await generate(...small)).code).toBe(0);
    expect((await openHistory(out)).hash).toBe(history.hash);
    const other = await generate('--activities', '1500', '--seed', '5', '--out', out);
    expect(other.code).toBe(2);
    expect(other.err).toContain('holds another history');
    expect((await openHistory(out)).hash).toBe(history.hash);
  });

  it('writes the same bytes for the same seed', async () => {
    const [one, two, other] = [join(folder, '1.ndjson'), join(folder, '2.ndjson'), join(folder, '3.ndjson')];
    const small = ['--activities', '300', '--from', '2025-01-01', '--to', '2025-03-31'];
    await generate(...small, '--seed', '8', '--ndjson', one);
    await generate(...small, '--seed', '8', '--ndjson', two);
    await generate(...small, '--seed', '9', '--ndjson', other);
    expect(await readFile(one, 'utf8')).toBe(await readFile(two, 'utf8'));
    expect(await readFile(one, 'utf8')).not.toBe(await readFile(other, 'utf8'));
  });

  it.each([
    [['--activities', 'many', '--ndjson', 'x'], '--activities many'],
    [['--activities', '10'], '--ndjson'],
    [['--activities', '10', '--out', 'x', '--partners', 'y'], '--ndjson'],
    [['--activities', '10', '--ndjson', 'x', '--from', '2025-02-30'], '2025-02-30'],
    [['--activities', '10', '--ndjson', 'x', '--from', '2025-02-01', '--to', '2025-01-01'], 'before'],
    [['--activities', '10', '--ndjson', 'x', '--from', '1900-01-01'], '1990-01-01'],
    [['--activities', '10', '--ndjson', 'x', '--program', 'rules'], 'rules/'],
    [['--activities', '10', '--ndjson', '/no/such/folder/x'], '/no/such/folder'],
  ])('refuses %j', async (args, said) => {
    const { code, err } = await generate(...args);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });

  it('leaves nothing half done', async () => {
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
