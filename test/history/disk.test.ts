import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Activity, Enrollment } from '../../server/engine/facts/activity.ts';
import { buildHistory } from '../../server/history/builder.ts';
import { readManifest } from '../../server/history/disk/manifest.ts';
import { openHistory } from '../../server/history/open-history.ts';
import type { HistorySetting } from '../../server/history/setting.ts';
import { type Committed, openWriter } from '../../server/history/writer.ts';
import { folderOf } from '../support/folder.ts';
import { activities, enrollments, plain, setting } from './support.ts';

async function commit(
  folder: string,
  enrolled: readonly Enrollment[],
  list: readonly Activity[],
  of: HistorySetting = setting,
): Promise<Committed> {
  const writer = await openWriter(folder, of);
  for (const enrollment of enrolled) writer.enroll(enrollment);
  for (const activity of list) writer.add(activity);
  return writer.commit();
}

const many = (count: number, from = 0): Activity[] => Array.from({ length: count }, (_, n) => plain(`d${from + n}`));
const segmentsOf = async (folder: string): Promise<string[]> => (await readManifest(folder))?.segments.map(({ name }) => name) ?? [];

describe('a history on disk', () => {
  test('opens as it was built', async () => {
    const root = await folderOf({});
    await fc.assert(
      fc.asyncProperty(activities(), enrollments, async (list, enrolled) => {
        const folder = join(root, randomUUID());
        await commit(folder, enrolled, list);
        expect(await openHistory(folder, { verify: true })).toEqual(buildHistory(setting, enrolled, list));
      }),
      { numRuns: 40 },
    );
  });

  test('is the same whether its activities came at once or bit by bit', async () => {
    const root = await folderOf({});
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(activities(12), enrollments), { minLength: 2, maxLength: 4 }), async (bits) => {
        const folder = join(root, randomUUID());
        for (const [list, enrolled] of bits) await commit(folder, enrolled, list);
        const enrolled = bits.flatMap(([, some]) => some);
        const list = bits.flatMap(([some]) => some);
        const whole = buildHistory(setting, enrolled, list);
        expect(await openHistory(folder)).toEqual(whole);
        expect((await readManifest(folder))?.activities).toBe(whole.activities);
      }),
      { numRuns: 20 },
    );
  });

  test('lies in memory that threads share, also where something was turned over', async () => {
    const folder = await folderOf({});
    await commit(
      folder,
      [],
      [
        plain('a', {
          at: 5,
          facts: new Map<string, number | string>([
            ['deal.amount', 1e12],
            ['customer.id', 'c'],
          ]),
        }),
      ],
    );
    const { kinds, rows, texts, enrollments: table } = await openHistory(folder);
    const { facts, at, ids, source } = kinds[0] ?? {};
    const arrays = [rows.start, rows.place, texts.bytes, table.tier, at, ids?.offsets, source];
    for (const column of Object.values(facts ?? {}))
      arrays.push(column.holds === 'numbers' ? column.values : column.holds === 'codes' ? column.codes : undefined);
    for (const array of arrays) expect(array?.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('without activities is one', async () => {
    const folder = await folderOf({});
    expect(await commit(folder, [], [])).toEqual({ changed: true, activities: 0, segments: 1 });
    expect(await openHistory(folder)).toEqual(buildHistory(setting, [], []));
  });
});

describe('segments', () => {
  test('have names that follow from what they hold', async () => {
    const [one, other, third] = [await folderOf({}), await folderOf({}), await folderOf({})];
    await commit(one, [], [plain('a'), plain('b')]);
    await commit(other, [], [plain('a'), plain('b'), plain('a')]);
    await commit(third, [], [plain('b'), plain('a')]);
    expect(await segmentsOf(other)).toEqual(await segmentsOf(one));
    expect(await segmentsOf(third)).not.toEqual(await segmentsOf(one));
  });

  test('are those of one build once they are put together', async () => {
    const [bit, whole] = [await folderOf({}), await folderOf({})];
    await commit(bit, [], [plain('a'), plain('b')]);
    await commit(bit, [], [plain('a', { revision: 2, day: 19_003 }), plain('c')]);
    await commit(whole, [], [plain('a', { revision: 2, day: 19_003 }), plain('b'), plain('c')]);
    expect(await segmentsOf(bit)).toHaveLength(1);
    expect(await segmentsOf(bit)).toEqual(await segmentsOf(whole));
  });

  test('that are large stay, and few small ones stand behind them', async () => {
    const folder = await folderOf({});
    await commit(folder, [], many(500));
    const [large] = await segmentsOf(folder);
    for (let n = 0; n < 20; n += 1) {
      const { segments } = await commit(folder, [], many(4, 500 + 4 * n));
      expect(segments).toBeLessThanOrEqual(5);
    }
    expect((await segmentsOf(folder))[0]).toBe(large);
    expect(await readdir(join(folder, 'segments'))).toHaveLength((await segmentsOf(folder)).length);
    expect(await openHistory(folder)).toEqual(buildHistory(setting, [], many(580)));
  });
});

describe('the same once more', () => {
  test('changes nothing', async () => {
    const folder = await folderOf({});
    const enrolled = [{ partner: 'acme', partnerType: 'reseller', enrolledOn: 18_000, profile: new Map() }];
    await commit(folder, enrolled, many(3));
    const before = await readManifest(folder);
    expect(await commit(folder, enrolled, many(3))).toEqual({ changed: false, activities: 3, segments: 1 });
    expect(await readManifest(folder)).toEqual(before);
  });

  test('is told while it is added, with the place of what stands', async () => {
    const folder = await folderOf({});
    await commit(folder, [{ partner: 'acme', partnerType: 'reseller', enrolledOn: 1, profile: new Map() }], [plain('a', { revision: 2 })]);
    const writer = await openWriter(folder, setting);
    expect(writer.add(plain('a', { revision: 2 }), 7)).toBe('unchanged');
    expect(writer.add(plain('a', { revision: 2, day: 1 }), 8)).toEqual({ conflict: undefined });
    expect(writer.add(plain('a'), 9)).toBe('superseded');
    expect(writer.add(plain('a', { day: 1 }), 10)).toEqual({ conflict: 9 });
    expect(writer.add(plain('a', { revision: 3 }), 11)).toBe('revised');
    expect(writer.add(plain('a', { revision: 3, day: 1 }), 12)).toEqual({ conflict: 11 });
    expect(writer.add(plain('b'), 13)).toBe('added');
    expect(writer.add(plain('b', { day: 1 }), 14)).toEqual({ conflict: 13 });
    const acme = { partner: 'acme', partnerType: 'reseller', enrolledOn: 1, profile: new Map() };
    expect(writer.enroll(acme)).toBe('unchanged');
    expect(writer.enroll({ ...acme, enrolledOn: 2 }, 15)).toEqual({ conflict: undefined });
    expect(writer.enroll({ ...acme, partner: 'b' }, 16)).toBe('added');
    expect(writer.enroll({ ...acme, partner: 'b', tier: 'gold' }, 17)).toEqual({ conflict: 16 });
    await writer.commit();
    expect((await openHistory(folder)).activities).toBe(2);
  });
});

describe('settings', () => {
  test('take on new attributes and choices', async () => {
    const folder = await folderOf({});
    await commit(folder, [], [plain('a')], { ...setting, attributes: { 'deal.mood': { type: 'choice', choices: ['good'] } } });
    await commit(folder, [], [plain('b')], {
      ...setting,
      attributes: { 'deal.mood': { type: 'choice', choices: ['bad'] }, 'deal.heat': { type: 'count' } },
    });
    expect((await openHistory(folder)).attributes).toEqual({
      'deal.heat': { type: 'count' },
      'deal.mood': { type: 'choice', choices: ['good', 'bad'] },
    });
  });

  test.each([
    ['currency', { currency: { code: 'EUR', digits: 2 } }, /kept in USD with 2 decimal places; EUR/],
    ['digits', { currency: { code: 'USD', digits: 3 } }, /USD with 3 decimal places can’t be added/],
    ['time zone', { timeZone: 'Europe/Berlin' }, /days of UTC; those of Europe\/Berlin/],
    ['type', { attributes: { 'deal.won': { type: 'text' } } }, /deal\.won as boolean; as text/],
  ] as const)('of another %s are refused', async (_, changes, message) => {
    const folder = await folderOf({});
    await commit(folder, [], [plain('a')]);
    await expect(openWriter(folder, { ...setting, ...changes })).rejects.toThrow(message);
    // and nobody is locked out by that
    await (await openWriter(folder, setting)).abort();
  });
});
