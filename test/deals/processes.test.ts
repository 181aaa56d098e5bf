import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ShardAgreement } from '../../server/deals/model.ts';
import { openStore, type Store, type StoreOptions } from '../../server/store/open-store.ts';
import { build } from '../cli/support.ts';
import { lifeOf } from '../lifecycle/support.ts';
import { databases, opened } from '../support/databases.ts';
import { smallProgram } from '../support/small-program.ts';
import { keysOfTest } from '../support/trail.ts';
import { ledgerTotals } from './ledger.ts';
import { putVersion } from './programs.ts';
import { protecting, registration } from './protecting.ts';
import { deal, dealsOf, type TestDeals } from './support.ts';

const script = fileURLToPath(new URL('record-until-killed.mjs', import.meta.url));
const TODAY = '2026-05-10';
const PARTNERS = ['acme', 'bolt', 'core'];

/** Deals of three partners on alternating days, so that many are late. */
const dealsNamed = (prefix: string, count: number): readonly object[] =>
  Array.from({ length: count }, (_, index) =>
    deal(`${prefix}-${index}`, `2026-0${1 + ((index * 3) % 4)}-${String(1 + ((index * 7) % 27)).padStart(2, '0')}`, `${100 + index}.00`, {
      partner: PARTNERS[index % PARTNERS.length] ?? '',
    }),
  );

interface Ground {
  readonly options: StoreOptions;
  readonly keys: string;
}

async function groundOf(database: (typeof databases)[number]): Promise<Ground> {
  const ground = { options: await database.empty(), keys: await keysOfTest() };
  const store = await openStore(ground.options);
  const small = await smallOver(store, ground.keys);
  await putVersion(small.life, smallProgram(protecting), null);
  await small.enroll(...PARTNERS);
  await small.life.trail.close();
  await store.close();
  return ground;
}

const smallOver = async (store: Store, keys: string): Promise<TestDeals> => dealsOf(await lifeOf(store, keys));

interface Told {
  readonly id: string;
  readonly status: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly told: Told[];
  readonly ended: Promise<unknown>;
}

function run({ options, keys }: Ground, documents: readonly object[], worksToo = false): Running {
  const child = fork(script, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const told: Told[] = [];
  if (child.stdout === null) throw new Error('the process tells nothing');
  const lines = createInterface(child.stdout).on('line', (line) => told.push(JSON.parse(line) as Told));
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]);
  child.send({ options, keys, today: TODAY, documents, worksToo });
  return { child, told, ended };
}

async function expectAgreement({ deals }: TestDeals): Promise<void> {
  await deals.work();
  const all: ShardAgreement[] = [];
  await deals.agreement(undefined, (each) => all.push(each));
  expect(all.length).toBeGreaterThan(0);
  for (const { differences, decisions, waits } of all)
    expect({ differences, decisions, waits }).toEqual({ differences: [], decisions: [], waits: false });
}

describe.each(databases)('killed while it records, on $name', (database) => {
  beforeAll(build, 600_000);

  test('what was told is there, nothing is there by half, and history and ledger agree', { timeout: 600_000 }, async () => {
    const ground = await groundOf(database);
    const documents = dealsNamed('d', 60);
    const told: Told[] = [];
    for (let kill = 0; kill < 3; kill += 1) {
      const running = run(ground, documents);
      const least = 5 + kill * 12;
      while (running.told.length < least && running.child.exitCode === null) await setTimeout(5);
      await setTimeout(Math.random() * 60);
      running.child.kill('SIGKILL');
      await running.ended;
      told.push(...running.told);
    }
    const store = await opened(ground.options);
    const small = await smallOver(store, ground.keys);
    await expectAgreement(small);
    const recorded = new Set((await store.db.selectFrom('history_activities').select('id').execute()).map(({ id }) => id));
    for (const { id } of told) expect(recorded.has(id)).toBe(true);
    // and all goes on
    await small.record(...documents);
    await expectAgreement(small);
    expect(Object.keys(await ledgerTotals(store))).toHaveLength(60);
  });
});

describe.each(databases.filter(({ kind }) => kind === 'postgres'))('several processes on $name', (database) => {
  beforeAll(build, 600_000);

  test('record the same and other things at once: each once, one winner, and history and ledger agree', { timeout: 600_000 }, async () => {
    const ground = await groundOf(database);
    const same = dealsNamed('same', 12);
    const processes = PARTNERS.map((partner, index) =>
      run(ground, [...same, registration(`r-${partner}`, partner), ...dealsNamed(`own-${index}`, 10)], index === 0),
    );
    await Promise.all(processes.map(({ ended }) => ended));
    expect(processes.map(({ child, told }) => [child.exitCode, told.length])).toEqual(PARTNERS.map(() => [0, 23]));
    const store = await opened(ground.options);
    const small = await smallOver(store, ground.keys);
    await expectAgreement(small);
    const statuses = processes.flatMap(({ told }) => told).filter(({ id }) => id.startsWith('same-'));
    expect(statuses.filter(({ status }) => status === 'recorded')).toHaveLength(same.length);
    expect(Object.keys(await ledgerTotals(store))).toHaveLength(same.length + 30);
    expect(await store.db.selectFrom('protections').select('partner').execute()).toHaveLength(1);
  });
});
