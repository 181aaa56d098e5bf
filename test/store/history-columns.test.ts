import { describe, expect, test } from 'vitest';
import { readActivities, readPartners } from '../../server/engine/fold/read.ts';
import { buildHistory } from '../../server/history/builder.ts';
import { settingOf } from '../../server/history/setting.ts';
import { getHistory } from '../../server/store/histories.ts';
import { currentColumns, historyColumns, snapshotOf } from '../../server/store/history-columns.ts';
import { beginImport, importInto } from '../../server/store/imports.ts';
import type { Store } from '../../server/store/open-store.ts';
import { databases, emptyStore } from '../support/databases.ts';
import { batch, deal, firm, newHistory, timeline } from './support.ts';

const partners = [firm('p-2'), firm('p-1', { 'partner.region': 'emea' })];
const activities = Array.from({ length: 40 }, (_, index) =>
  deal(`d-${index}`, {
    partner: `p-${index % 3}`,
    occurredOn: `2026-0${1 + (index % 5)}-11`,
    facts: { 'deal.amount': `${index}.50`, 'customer.id': `c-${index % 7}` },
  }),
);

async function take(store: Store, history: string, content: Parameters<typeof batch>[0]): Promise<void> {
  const options = { history, timeline, name: 'deals.csv' };
  await importInto(store, await beginImport(store, options), [batch(content)], options);
}

function builtOf(content: { partners: unknown[]; activities: unknown[] }) {
  const [program] = timeline.versions;
  if (program === undefined) throw new Error('a timeline has a version');
  return buildHistory(
    settingOf(program),
    readPartners(timeline, content.partners).enrollments,
    readActivities(timeline, content.activities).activities,
  );
}

describe.each(databases)('histories in columns, from $name', (database) => {
  test('are those that the same documents make anywhere', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    await take(store, id, { partners, activities });
    const { columns, history } = await currentColumns(store, id);
    expect(columns.hash).toBe(builtOf({ partners, activities }).hash);
    expect(columns.activities).toBe(40);
    expect((await getHistory(store, columns.hash)).id).toBe(history.id);
    expect(await historyColumns(store, snapshotOf(history))).toBe(columns);
  });

  test('stay what they were, whatever is added later', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    await take(store, id, { partners, activities: activities.slice(0, 20) });
    const before = snapshotOf(await getHistory(store, id));
    await take(store, id, { activities: [...activities.slice(20), deal('d-3', { revision: 2 })] });
    expect((await historyColumns(store, before)).hash).toBe(builtOf({ partners, activities: activities.slice(0, 20) }).hash);
    const { columns } = await currentColumns(store, id);
    expect(columns.hash).toBe(builtOf({ partners, activities: [...activities, deal('d-3', { revision: 2 })] }).hash);
  });

  test('of nothing there is a history of nothing', async () => {
    const store = await emptyStore(database);
    const { columns } = await currentColumns(store, (await newHistory(store)).id);
    expect(columns).toMatchObject({ activities: 0, currency: { code: 'USD', digits: 2 } });
  });
});
