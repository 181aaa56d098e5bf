import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { witnessed } from '../../server/audit/kept-heads.ts';
import { readPublicKey } from '../../server/audit/key.ts';
import { verifyTrail } from '../../server/audit/verify.ts';
import { openStore, type Store, type StoreOptions } from '../../server/store/open-store.ts';
import { patiently } from '../../server/store/patiently.ts';
import { build } from '../cli/support.ts';
import { newHistory } from '../store/support.ts';
import { databases } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { type OwnPostgres, ownPostgres } from '../support/own-postgres.ts';
import { smallProgram } from '../support/small-program.ts';
import { keysOfTest } from '../support/trail.ts';
import { type Acknowledged, faultsOf } from './kept.ts';
import { monthlyDeals } from './simulations.ts';
import { filesOf, lifeOf, takeSmall } from './support.ts';

/** For a long night: DEALWRIGHT_KILLS=300. */
const KILLS = Number(process.env.DEALWRIGHT_KILLS ?? 15);
const SECONDS_A_KILL = 40;
/** After so many writes at most, and so long after the last of them. */
const MOST_WRITES = 50;
const MOST_MS = 100;

const script = fileURLToPath(new URL('write-until-killed.mjs', import.meta.url));
const random = (most: number): number => Math.floor(Math.random() * most);

interface Ground {
  readonly options: StoreOptions;
  readonly server?: OwnPostgres;
}

async function groundOf(database: (typeof databases)[number]): Promise<Ground> {
  if (database.kind === 'embedded') return { options: await database.empty() };
  const server = await ownPostgres();
  return { options: { url: server.url, cache: await folderOf({}) }, server };
}

/** What ends a round: the process is killed; a PostgreSQL before it loses a process of its own, or is shut down at once. */
async function strike({ server }: Ground, child: ChildProcess): Promise<void> {
  const fate = server === undefined ? 0 : random(3);
  if (fate === 1) await server?.crash();
  if (fate === 2) {
    await server?.stop(random(2) === 0 ? 'immediate' : 'kill');
    await server?.start();
  }
  if (fate > 0) await setTimeout(random(10 * MOST_MS));
  child.kill('SIGKILL');
}

/** One process that writes and is killed; what it told. */
async function round(ground: Ground, task: object): Promise<readonly Acknowledged[]> {
  const child = fork(script, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  if (child.stdout === null) throw new Error('the process tells nothing');
  const told: Acknowledged[] = [];
  const lines = createInterface(child.stdout).on('line', (line) => told.push(JSON.parse(line) as Acknowledged));
  const closed = once(lines, 'close');
  child.send({ ...task, options: ground.options });
  for (const writes = random(MOST_WRITES); told.length < writes && child.exitCode === null; )
    await Promise.race([once(lines, 'line'), ended]);
  await setTimeout(random(MOST_MS));
  expect(child.exitCode, 'the process ended by itself').toBeNull();
  await strike(ground, child);
  await ended;
  await closed;
  return told;
}

async function verified(store: Store, keys: string): Promise<unknown> {
  const key = await readPublicKey(keys);
  if (key === undefined) throw new Error('there is a key');
  const { faults, moreFaults } = await verifyTrail(store, key, (trail) => witnessed(keys, trail));
  return [...faults, ...(moreFaults > 0 ? [moreFaults] : [])];
}

describe.each(databases)(
  `${KILLS} kills in the midst of writes in $name`,
  { timeout: (60 + KILLS * SECONDS_A_KILL) * 1000 },
  (database) => {
    beforeAll(build, 300_000);

    test('lose nothing that was told, and leave nothing half', async () => {
      const ground = await groundOf(database);
      const keys = await keysOfTest();
      const first = await openStore(ground.options);
      const life = await lifeOf(first, keys);
      await takeSmall(life);
      const task = {
        keys,
        files: filesOf(),
        program: smallProgram(),
        simulatedHistory: await monthlyDeals(life),
        grownHistory: (await newHistory(first)).id,
      };
      await life.book.close();
      await life.trail.close();
      await first.close();

      const told: Acknowledged[] = [];
      for (let kill = 0; kill < KILLS; kill += 1) {
        told.push(...(await round(ground, task)));
        // a PostgreSQL that was hurt may still recover
        const store = await patiently(() => openStore(ground.options));
        try {
          expect(await faultsOf(store, told, task.grownHistory), `after kill ${kill + 1}`).toEqual([]);
          expect(await verified(store, keys), `after kill ${kill + 1}`).toEqual([]);
        } finally {
          await store.close();
        }
      }
      const counts = countsOf(told);
      expect(counts).toMatchObject({ drafts: expect.any(Number), published: expect.any(Number) });
      expect(told.length).toBeGreaterThan(KILLS);
      if (KILLS >= 15) expect(counts.published).toBeGreaterThan(0);
      onTestFinished(() => console.info(`${database.name}: ${KILLS} kills, ${told.length} writes told`, counts));
    });
  },
);

const countsOf = (told: readonly Acknowledged[]) => ({
  drafts: told.filter((each) => 'draft' in each).length,
  submitted: told.filter((each) => 'submission' in each && each.state === 'pending').length,
  approved: told.filter((each) => 'submission' in each && each.state === 'approved').length,
  published: told.filter((each) => 'submission' in each && each.state === 'published').length,
  imports: told.filter((each) => 'import' in each).length,
  people: told.filter((each) => 'person' in each).length,
  keys: told.filter((each) => 'key' in each).length,
});
