import { cp, mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { KindTable } from '../../server/engine/columns/history.ts';
import { activitiesInOrder } from '../../server/engine/columns/read-history.ts';
import type { Activity } from '../../server/engine/facts/activity.ts';
import { buildHistory, HistoryBuilder } from '../../server/history/builder.ts';
import { assemble } from '../../server/history/building/assemble.ts';
import type { Assembled } from '../../server/history/building/part.ts';
import { manifestText } from '../../server/history/disk/manifest.ts';
import { writeSegment } from '../../server/history/disk/segment.ts';
import { HistoryError } from '../../server/history/history-error.ts';
import { openHistory } from '../../server/history/open-history.ts';
import { openWriter } from '../../server/history/writer.ts';
import { folderOf } from '../support/folder.ts';
import { plain, setting } from './support.ts';

const rich: readonly Activity[] = Array.from({ length: 40 }, (_, n) =>
  plain(`d${n}`, {
    kind: n % 3 === 0 ? 'deal-closed' : 'agreement-signed',
    at: n,
    revision: 1 + (n % 2),
    parties: [
      { partner: `p${n % 5}`, partnerType: 'reseller', role: 'principal', share: 5e8 },
      { partner: 'q', partnerType: 'si', role: 'influencer', share: 5e8 },
    ],
    facts: new Map<string, number | string | boolean | string[]>([
      ['deal.amount', n % 7 === 0 ? 1e13 : n],
      ['customer.id', `c${n % 4}`],
      ['deal.won', n % 2 === 0],
      ['deal.rivals', ['x', `y${n % 3}`]],
    ]),
    items:
      n % 3 === 0
        ? [
            new Map<string, number | string>([
              ['item.product', 'a'],
              ['item.amount', n],
            ]),
          ]
        : [],
    terms: n % 3 === 1 ? new Map([['minimum', n]]) : new Map(),
    ...(n % 4 === 0 && { exchange: { currency: 'EUR', rate: '1.1', on: 18_999 } }),
  }),
);

let folder: string;
let files: readonly string[];

beforeEach(async () => {
  folder = await folderOf({});
  const writer = await openWriter(folder, setting);
  for (const activity of rich) writer.add(activity);
  await writer.commit();
  const all = await readdir(folder, { recursive: true });
  files = all.filter((name) => name.endsWith('.arrow')).map((name) => join(folder, name));
});

const refusal = (): Promise<unknown> =>
  openHistory(folder).then(
    () => 'it opened',
    (error: unknown) => error,
  );

describe('a damaged history', () => {
  test('is whole before', async () => {
    expect(files.length).toBe(7);
    expect([...activitiesInOrder(await openHistory(folder, { verify: true }))]).toEqual([...rich]);
  });

  test('is refused where a file was cut short, with its name', async () => {
    for (const file of files) {
      const { size } = await stat(file);
      const kept = await readFile(file);
      for (const length of [0, 5, 8, size >> 1, size - 1]) {
        await truncate(file, length);
        const error = await refusal();
        expect(error).toBeInstanceOf(HistoryError);
        expect(String(error)).toContain(`${file} has ${length} bytes; ${size} were expected`);
        await writeFile(file, kept);
      }
    }
  });

  test('is refused where a file is missing', async () => {
    for (const file of files) {
      const kept = await readFile(file);
      await rm(file);
      expect(String(await refusal())).toContain(`${file} is missing`);
      await writeFile(file, kept);
    }
  });

  test('is refused whatever bit is flipped', async () => {
    let random = 7;
    for (const file of files) {
      const kept = await readFile(file);
      for (let round = 0; round < 20; round += 1) {
        random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
        const at = random % kept.length;
        const bent = Buffer.from(kept);
        bent[at] = (bent[at] ?? 0) ^ (1 << (random >>> 29));
        await writeFile(file, bent);
        await expect(openHistory(folder), `${file} at ${at}`).rejects.toThrow(`${file} is damaged`);
      }
      await writeFile(file, kept);
    }
  });

  test.each([
    ['not JSON', '{', /history\.json is damaged: .*JSON/],
    ['something else', '{"format": "other"}', /history\.json is no manifest of a history/],
    ['of a later version', '{"format": "dealwright-history", "version": 2}', /has version 2 of the format; this program reads version 1/],
    ['without segments', '{"format": "dealwright-history", "version": 1}', /history\.json is damaged: \/setting: an object was expected/],
  ])('is refused where the manifest is %s', async (_, text, message) => {
    await writeFile(join(folder, 'history.json'), text);
    await expect(openHistory(folder)).rejects.toThrow(message);
    await expect(openWriter(folder, setting)).rejects.toThrow(message);
  });

  test('is refused where the manifest leads out of the folder', async () => {
    const manifest = await readFile(join(folder, 'history.json'), 'utf8');
    for (const [from, to] of [
      ['activities/deal-closed.arrow', '../../../secret.arrow'],
      ['"kind": "deal-closed"', '"kind": "../deal-closed"'],
    ] as const) {
      expect(manifest).toContain(from);
      await writeFile(join(folder, 'history.json'), manifest.replace(from, to));
      await expect(openHistory(folder)).rejects.toThrow(/history\.json is damaged/);
    }
  });

  test('is refused where the manifest counts otherwise', async () => {
    const manifest = await readFile(join(folder, 'history.json'), 'utf8');
    await writeFile(join(folder, 'history.json'), manifest.replace(/"count": \d+/, '"count": 1'));
    await expect(openHistory(folder)).rejects.toThrow(/has \d+ rows; 1 were expected/);
  });

  test('is refused where there is none', async () => {
    await expect(openHistory(join(folder, 'nowhere'))).rejects.toThrow(/There is no history in .*nowhere/);
    await expect(openHistory(join(folder, 'history.json'))).rejects.toThrow(/There is no history in/);
  });
});

/** A folder whose files are what the manifest says, but hold this. */
async function forged(changes: (assembled: Assembled) => Assembled): Promise<string> {
  const parent = await folderOf({});
  const draft = join(parent, 'draft');
  const builder = new HistoryBuilder(setting);
  for (const activity of rich) builder.add(activity);
  const segment = await writeSegment(draft, changes(assemble(setting, [builder.part])));
  await mkdir(join(parent, 'segments'));
  await rename(draft, join(parent, 'segments', segment.name));
  await writeFile(join(parent, 'history.json'), manifestText({ setting, activities: rich.length, segments: [segment] }));
  return parent;
}

const changed = <A extends Int32Array | Uint8Array>(array: A, at: number, value: number): A => {
  const copy = array.slice() as A;
  copy[at] = value;
  return copy;
};

describe('what the files say is not believed where it leads elsewhere', () => {
  type History = Assembled['history'];
  const withHistory = (change: (history: History) => Partial<History>) => (all: Assembled) => ({
    ...all,
    history: { ...all.history, ...change(all.history) },
  });
  const withKind = (change: (kind: KindTable) => Partial<KindTable>) =>
    withHistory(({ kinds }) => ({ kinds: kinds.map((kind) => (kind.kind === 'deal-closed' ? { ...kind, ...change(kind) } : kind)) }));

  test.each<[string, (all: Assembled) => Assembled, RegExp]>([
    ['nothing', (all) => all, /^$/],
    [
      'a row of no activity',
      withHistory(({ rows }) => ({ rows: { ...rows, place: changed(rows.place, 3, 99) } })),
      /rows\.arrow is damaged: column place: row 3/,
    ],
    [
      'a row of no kind',
      withHistory(({ rows }) => ({ rows: { ...rows, kind: changed(rows.kind, 3, 2) } })),
      /rows\.arrow is damaged: column place: row 3/,
    ],
    [
      'a place before the first',
      withHistory(({ rows }) => ({ rows: { ...rows, place: changed(rows.place, 3, -1) } })),
      /column place: row 3/,
    ],
    [
      'rows that run backwards',
      withHistory(({ rows }) => ({ rows: { ...rows, start: changed(rows.start, 2, 0) } })),
      /column firstRow: row 1 is behind/,
    ],
    [
      'rows beyond the last',
      withHistory(({ rows }) => ({ rows: { ...rows, start: changed(rows.start, 5, 999) } })),
      /column firstRow: row 5 has 999/,
    ],
    [
      'an order beyond the last',
      withKind(({ order }) => ({ order: changed(order, 1, 40) })),
      /column order: row 1 has 40, where there are 40/,
    ],
    [
      'items that run backwards',
      withKind(({ itemOffsets }) => ({ itemOffsets: itemOffsets && changed(itemOffsets, 3, 0) })),
      /column items: offset 3 is 0/,
    ],
    [
      'a party of nobody',
      withKind(({ parties }) => ({ parties: parties && { ...parties, enrollment: changed(parties.enrollment, 0, 6) } })),
      /enrollment: row 0 has 6/,
    ],
    [
      'a number beyond doubles',
      withKind(({ facts }) => ({
        facts: { ...facts, 'deal.amount': { holds: 'numbers', present: null, values: new Float64Array(14).fill(2 ** 54) } },
      })),
      /deal\.amount: a number is beyond/,
    ],
    [
      'a place in the record that isn’t',
      (all) => ({ ...all, recorded: changed(all.recorded, 0, 40) }),
      /recorded\.arrow is damaged: column recorded/,
    ],
  ])('%s', async (_, change, message) => {
    const opened = await openHistory(await forged(change)).then(
      () => '',
      (error: unknown) => (error instanceof HistoryError ? error.message : error),
    );
    expect(opened).toMatch(message);
  });
});

describe('writers', () => {
  test('are one at a time', async () => {
    const first = await openWriter(folder, setting);
    await expect(openWriter(folder, setting)).rejects.toThrow(`${folder} is being written by process ${process.pid} on ${hostname()}`);
    first.add(plain('new'));
    await first.commit();
    const next = await openWriter(folder, setting);
    expect(next.add(plain('new'))).toBe('unchanged');
    await next.abort();
  });

  test('don’t wait for one that is dead, but for one on another machine', async () => {
    const lock = join(folder, 'writer.lock');
    await writeFile(lock, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), token: 'x' }));
    await (await openWriter(folder, setting)).abort();
    await writeFile(lock, JSON.stringify({ pid: process.pid, host: hostname(), token: 'of an earlier process of this number' }));
    await (await openWriter(folder, setting)).abort();
    await writeFile(lock, JSON.stringify({ pid: 1, host: 'elsewhere', token: 'x' }));
    await expect(openWriter(folder, setting)).rejects.toThrow(/is being written by process 1 on elsewhere.*delete .*writer\.lock/);
    await rm(lock);
  });

  test('write nothing where somebody took over', async () => {
    const writer = await openWriter(folder, setting);
    writer.add(plain('new'));
    await rm(join(folder, 'writer.lock'));
    const other = await openWriter(folder, setting);
    await expect(writer.commit()).rejects.toThrow(/taken over by another writer; nothing was written/);
    other.add(plain('other'));
    await other.commit();
    expect(await openHistory(folder)).toEqual(buildHistory(setting, [], [...rich, plain('other')]));
  });

  test('leave nothing when they give up, and no folder that wasn’t there', async () => {
    const before = (await readdir(folder, { recursive: true })).sort();
    const writer = await openWriter(folder, setting);
    writer.add(plain('new'));
    await writer.abort();
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(before);
    const other = await openWriter(join(folder, 'fresh'), setting);
    other.add(plain('new'));
    await other.abort();
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(before);
  });

  test('clear away what was left behind, and nothing else', async () => {
    const before = (await readdir(folder, { recursive: true })).sort();
    const [segment] = await readdir(join(folder, 'segments'));
    const left = [`segments/${'0'.repeat(64)}`, 'segments/tmp-00000000-0000-4000-8000-000000000000'];
    for (const name of left) await cp(join(folder, 'segments', segment ?? ''), join(folder, name), { recursive: true });
    await writeFile(join(folder, 'history.json.7.tmp'), '{');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    expect([...activitiesInOrder(await openHistory(folder))]).toHaveLength(rich.length);
    await (await openWriter(folder, setting)).abort();
    expect((await readdir(folder, { recursive: true })).sort()).toEqual([...before, 'notes.txt'].sort());
  });
});
