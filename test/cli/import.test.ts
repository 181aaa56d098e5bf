import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { activitiesInOrder } from '../../server/engine/columns/read-history.ts';
import { openHistory } from '../../server/history/open-history.ts';
import { folderOf } from '../support/folder.ts';
import { smallProgram } from '../support/small-program.ts';
import { build, dealwright, start } from './support.ts';

beforeAll(build, 300_000);

const mapping = {
  activities: [
    {
      from: 'deals.csv',
      kind: 'deal-closed',
      id: 'id',
      occurredOn: 'date',
      partner: 'partner',
      partnerType: { value: 'reseller' },
      facts: { 'deal.amount': 'amount' },
    },
  ],
};
const header = 'id,date,partner,amount\n';
const rows = (from: number, to: number, amount = '1.00'): string =>
  Array.from({ length: to - from }, (_, index) => `D${from + index},2024-01-0${1 + (index % 9)},P${index % 50},${amount}\n`).join('');

async function setUp(deals: string, more: Readonly<Record<string, unknown>> = {}) {
  const folder = await folderOf({ 'program/program.json': smallProgram(), 'mapping.json': mapping, 'deals.csv': deals, ...more });
  const history = join(folder, 'history');
  const args = ['import', join(folder, 'mapping.json'), '--program', join(folder, 'program'), '--history', history];
  return { folder, history, args };
}

test('what is accepted is in the history, what is not in a file beside it', async () => {
  const { folder, history, args } = await setUp(`${header}${rows(1, 4)}D4,2024-02-30,P1,1.00\n`);
  const first = await dealwright(args);
  expect(first).toEqual({
    code: 1,
    err: '',
    out: [
      '4 rows read: 3 accepted, 1 rejected.',
      '  1 row [wrong-format], first line 5 of deals.csv: date: occurredOn is “2024-02-30”; a day of the calendar as “YYYY-MM-DD” was expected.',
      `Rejected rows of deals.csv are in ${history}-rejects.csv, with line and reason. Mend them there, and import that file with --use deals.csv=${history}-rejects.csv`,
      `${history}: 3 activities added.`,
      '',
    ].join('\n'),
  });
  const rejects = `${history}-rejects.csv`;
  const mended = join(folder, 'mended.csv');
  await writeFile(mended, (await readFile(rejects, 'utf8')).replace('P1,1.00', 'P1,1.00').replaceAll('2024-02-30', '2024-02-28'));
  const second = await dealwright([...args, '--use', `deals.csv=${mended}`]);
  expect(second).toEqual({ code: 0, err: '', out: `1 row read: 1 accepted, 0 rejected.\n${history}: 1 activity added.\n` });
  expect((await openHistory(history)).activities).toBe(4);
  const third = await dealwright([...args, '--json']);
  expect(JSON.parse(third.out)).toMatchObject({ ok: true, status: 'imported', report: { activities: { added: 0, unchanged: 3 } } });
});

test('rejects are mended where they are; what is refused again comes beside them', async () => {
  const { history, args } = await setUp(`${header}D1,2024-02-30,P1,1.00\nD2,2024-02-30,P1,1.00\n`);
  await dealwright(args);
  const rejects = `${history}-rejects.csv`;
  await writeFile(rejects, (await readFile(rejects, 'utf8')).replace('D1,2024-02-30', 'D1,2024-02-28'));
  const second = await dealwright([...args, '--use', `deals.csv=${rejects}`]);
  expect(second.out).toMatch(/^2 rows read: 1 accepted, 1 rejected\.\n/);
  const again = `${history}-rejects-2.csv`;
  expect(second.out).toContain(`--use deals.csv=${again}\n`);
  await writeFile(again, (await readFile(again, 'utf8')).replace('D2,2024-02-30', 'D2,2024-02-28'));
  const third = await dealwright([...args, '--use', `deals.csv=${again}`]);
  expect(third).toEqual({ code: 0, err: '', out: `1 row read: 1 accepted, 0 rejected.\n${history}: 1 activity added.\n` });
});

test('a mapping with errors: where, what, and nothing is imported', async () => {
  const { folder, history, args } = await setUp(header, { 'mapping.json': JSON.stringify(mapping).replace('"id":"id"', '"id":"idd"') });
  const { code, out, err } = await dealwright(args);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/mapping\.json:1:\d+: error: deals\.csv has no column “idd”\. \[unknown-column\]/);
  expect(err).toMatch(/hint: Did you mean id\?/);
  expect(err).toMatch(/Nothing is imported: the mapping has errors\.\n$/);
  expect(existsSync(history)).toBe(false);
  const text = await dealwright(['import', join(folder, 'deals.csv'), '--program', join(folder, 'program'), '--history', history]);
  expect([text.code, existsSync(history)]).toEqual([1, false]);
});

test('a preview needs no history and makes none', async () => {
  const { folder, history } = await setUp(`${header}${rows(1, 4)}`);
  const { code, out } = await dealwright(['import', join(folder, 'mapping.json'), '--program', join(folder, 'program'), '--preview', '2']);
  expect(code).toBe(0);
  expect(out).toContain('deals.csv: csv, utf-8, fields separated by "," (guessed: delimiter)');
  expect(out).toContain('deals.csv:3 activity: D2,2024-01-02,P1,1.00');
  expect(existsSync(history)).toBe(false);
});

test('wrong use', async () => {
  const { folder, args } = await setUp(header);
  for (const [more, message] of [
    [['--max-rejects', 'few'], /^--max-rejects few: a whole number was expected/],
    [['--use', 'deals.csv'], /NAME=PATH was expected/],
    [['--use', 'deal.csv=x.csv'], /the mapping makes nothing of deal\.csv; it reads deals\.csv/],
    [['--preview', '5000'], /up to 1000 was expected/],
  ] as const) {
    const { code, err } = await dealwright([...args, ...more]);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  }
  const without = await dealwright(['import', join(folder, 'mapping.json'), '--program', join(folder, 'program')]);
  expect([without.code, without.err]).toEqual([2, expect.stringMatching(/^Name the folder of the history with --history/)]);
});

test('too many rejects leave the history as it was', async () => {
  const { history, args, folder } = await setUp(`${header}${rows(1, 4)}`);
  await dealwright(args);
  const before = await openHistory(history);
  await writeFile(join(folder, 'deals.csv'), `${header}${rows(4, 9)}${rows(9, 12, 'x')}`);
  const { code, out, err } = await dealwright([...args, '--max-rejects', '2']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^The import stopped: more than 2 rows are refused\. The history is as it was before\.\n/);
  expect((await openHistory(history)).hash).toBe(before.hash);
});

test('a process that is killed in the middle leaves the earlier state', async () => {
  const { history, args, folder } = await setUp(`${header}${rows(1, 4)}`);
  await dealwright(args);
  const before = await openHistory(history);
  await writeFile(join(folder, 'deals.csv'), `${header}${rows(4, 200_004)}`);
  for (const ms of [0, 150, 600]) {
    const { child, ended } = start(args);
    while (!existsSync(join(history, 'writer.lock'))) await wait(5);
    await wait(ms);
    child.kill('SIGKILL');
    await ended;
    const after = await openHistory(history);
    expect([after.hash, after.activities]).toEqual([before.hash, 3]);
  }
  const { code, out } = await dealwright(args);
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/200000 rows read: 200000 accepted, 0 rejected\.\n.*: 200000 activities added\.\n/),
  ]);
  const history2 = await openHistory(history);
  expect(history2.activities).toBe(200_003);
  expect([...activitiesInOrder(history2)].reduce((sum, { facts }) => sum + Number(facts.get('deal.amount')), 0)).toBe(20_000_300);
});

test('interrupted it ends by itself, and leaves the earlier state', async () => {
  const { history, args } = await setUp(`${header}${rows(1, 200_001)}`);
  const { child, ended } = start(args);
  while (!existsSync(join(history, 'writer.lock'))) await wait(5);
  await wait(100);
  child.kill('SIGINT');
  const { code, err } = await ended;
  expect([code, err]).toEqual([1, expect.stringMatching(/^The import stopped: it was told to stop\./)]);
  expect(existsSync(join(history, 'history.json'))).toBe(false);
});

test.skipIf(process.platform === 'win32')('what there is no room for leaves the earlier state', async () => {
  const { history, args, folder } = await setUp(`${header}${rows(1, 4)}`);
  await dealwright(args);
  const before = await openHistory(history);
  await writeFile(join(folder, 'deals.csv'), `${header}${rows(4, 100_004)}`);
  const main = join(import.meta.dirname, '../../dist/server/main.js');
  // no file may become larger than 100 KB
  const ended = await new Promise<{ code: unknown; err: string }>((resolve) => {
    execFile('bash', ['-c', 'ulimit -f 100; exec "$0" "$@"', process.execPath, main, ...args], (error, _, err) =>
      resolve({ code: error?.code ?? 0, err }),
    );
  });
  expect(ended).toEqual({
    code: 1,
    err: expect.stringMatching(/^The import stopped: a file would become larger than it may\. The history is as it was before\.\n/),
  });
  expect((await openHistory(history)).hash).toBe(before.hash);
  expect(await readdir(join(history, 'segments'))).toHaveLength(1);
});
