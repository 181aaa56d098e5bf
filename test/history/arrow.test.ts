import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataType, type Table, tableFromIPC, Vector } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Activity } from '../../server/engine/facts/activity.ts';
import type { Value } from '../../server/engine/facts/value.ts';
import { openWriter } from '../../server/history/writer.ts';
import { folderOf } from '../support/folder.ts';
import { activities, plain, setting } from './support.ts';

/* What other tools see: the files as the Arrow library reads them, without anything of ours. */

const DAY_MS = 86_400_000;

/** Files by path in the segment. */
async function tablesOf(folder: string, list: readonly Activity[]): Promise<ReadonlyMap<string, Table>> {
  const writer = await openWriter(folder, setting);
  for (const activity of list) writer.add(activity);
  await writer.commit();
  const [segment = ''] = await readdir(join(folder, 'segments'));
  const root = join(folder, 'segments', segment);
  const files = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.arrow'));
  return new Map(await Promise.all(files.map(async (file) => [file, tableFromIPC(await readFile(join(root, file)))] as const)));
}

/** As this library holds it. */
function held(value: unknown, type: DataType): Value | undefined {
  if (value === null || value === undefined) return undefined;
  if (DataType.isDate(type)) return Number(value) / DAY_MS;
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Vector ? [...value].map(String) : (value as Value);
}

/** Columns with a dot are facts. */
function factsAt(row: Readonly<Record<string, unknown>>, types: ReadonlyMap<string, DataType>): ReadonlyMap<string, Value> {
  const facts = new Map<string, Value>();
  for (const [name, type] of types) {
    const value = name.includes('.') ? held(row[name], type) : undefined;
    if (value !== undefined) facts.set(name, value);
  }
  return facts;
}

const typesOf = (fields: readonly { readonly name: string | number | symbol; readonly type: DataType }[]): ReadonlyMap<string, DataType> =>
  new Map(fields.map(({ name, type }) => [String(name), type]));

describe('the file of a kind', () => {
  test('has each activity with its facts, items and dates', async () => {
    const root = await folderOf({});
    await fc.assert(
      fc.asyncProperty(activities(), async (all) => {
        // of one revision each
        const list = [...new Map(all.map((one) => [`${one.source} ${one.id}`, { ...one, revision: 1 }])).values()];
        const tables = await tablesOf(join(root, randomUUID()), list);
        const seen = new Set<string>();
        for (const [file, table] of tables) {
          if (!file.startsWith('activities')) continue;
          const types = typesOf(table.schema.fields);
          for (const row of table.toArray() as Readonly<Record<string, unknown>>[]) {
            const activity = list.find(({ id, source }) => id === row.id && source === row.source);
            expect(file).toBe(join('activities', `${activity?.kind}.arrow`));
            expect(Number(row.occurredOn) / DAY_MS).toBe(activity?.day);
            expect(row.at === undefined || row.at === null ? undefined : Number(row.at)).toBe(activity?.at);
            expect([row.partner, row.partnerType]).toEqual([activity?.parties[0]?.partner, activity?.parties[0]?.partnerType]);
            expect(factsAt(row, types)).toEqual(activity?.facts);
            const itemTypes = typesOf(types.get('items')?.children[0]?.type.children ?? []);
            const items = row.items instanceof Vector ? [...row.items] : [];
            expect(items.map((item) => factsAt(item, itemTypes))).toEqual(activity?.items);
            seen.add(`${activity?.source} ${activity?.id}`);
          }
        }
        expect(seen.size).toBe(list.length);
      }),
      { numRuns: 25 },
    );
  });

  test('says what its numbers mean, who took part, and what was agreed', async () => {
    const tables = await tablesOf(await folderOf({}), [
      plain('a', {
        kind: 'agreement-signed',
        parties: [
          { partner: 'p', partnerType: 'si', role: 'principal', share: 6e8 },
          { partner: 'acme', partnerType: 'reseller', role: 'influencer', share: 4e8 },
        ],
        facts: new Map([['agreement.id', 'g']]),
        terms: new Map<string, Value>([
          ['minimum', 5],
          ['area', 'north'],
        ]),
      }),
      plain('d', { exchange: { currency: 'EUR', rate: '1.10', on: 19_000 } }),
    ]);
    const deals = tables.get(join('activities', 'deal-closed.arrow'));
    const amount = deals?.schema.fields.find(({ name }) => name === 'deal.amount');
    expect(Object.fromEntries(amount?.metadata ?? [])).toEqual({ type: 'money', unit: '10^-2 USD' });
    expect(Object.fromEntries(deals?.schema.metadata ?? [])).toEqual({ currency: 'USD', timeZone: 'UTC' });
    expect(deals?.get(0)?.exchange.toJSON()).toEqual({ currency: 'EUR', rate: '1.10', on: 19_000 * DAY_MS });
    const signed = tables.get(join('activities', 'agreement-signed.arrow'))?.get(0);
    expect(signed?.terms).toBe('{"area":"north","minimum":5}');
    const enrollments = tables.get('enrollments.arrow');
    const parties = [...(signed?.parties ?? [])].map(({ enrollment, role, share }) => {
      return [enrollments?.get(enrollment)?.partner, enrollments?.get(enrollment)?.enrolled, role, share];
    });
    expect(parties).toEqual([
      ['p', false, 'principal', 600_000_000n],
      ['acme', false, 'influencer', 400_000_000n],
    ]);
  });
});
