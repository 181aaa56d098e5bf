import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import { cutOf } from '../../server/engine/columns/cut.ts';
import type { HistoryColumns } from '../../server/engine/columns/history.ts';
import { canonicalJson, hashText } from '../../server/engine/program/hash.ts';
import { type DoPiece, FoldCancelled, FoldTimedOut, foldInPieces, type Job, PieceFailed, PieceLost } from '../../server/simulation/crew.ts';
import { inlineCrew } from '../../server/simulation/inline-crew.ts';
import { doTask } from '../../server/simulation/piece.ts';
import { prepare } from '../../server/simulation/prepare.ts';
import type { Selection } from '../../server/simulation/selection.ts';
import { threadCrew } from '../../server/simulation/threads.ts';
import { replayProgram } from '../bench/replay/program.ts';
import { replayHistory } from '../bench/replay/workload.ts';
import { build } from '../cli/support.ts';
import { inSharedMemory } from '../support/shared-memory.ts';

const all = {
  from: null,
  through: null,
  partnerTypes: null,
  where: [],
  region: 'partner.region',
  segment: 'customer.segment',
  employees: null,
  fiscalYearStartMonth: 2,
};
const selection: Selection = { hash: hashText(canonicalJson(all)), ...all };

function jobOf(name: string, program: ProgramDocument, changes: Partial<Job['task']> = {}): Job {
  const programs = [program];
  return { name, task: { programs, selection, bars: false, ...changes }, cut: cutOf(prepare(programs).timeline) };
}

const program = replayProgram();
/** All partners together may earn so much a year: nothing can be folded apart. */
const budgeted: ProgramDocument = {
  ...program,
  id: 'budgeted',
  parameters: { ...program.parameters, pot: { type: 'money', value: '200000.00' } },
  budgets: { pot: { amount: 'parameter.pot', of: ['commission', 'growth'], window: 'fiscal-year', scope: 'program' } },
};

let history: HistoryColumns;
const threads = threadCrew(2);

beforeAll(async () => {
  await build();
  history = inSharedMemory(replayHistory(6_000));
}, 300_000);
afterAll(() => threads.close());

test('one, two and seven shards, here and on threads, give the same bytes', async () => {
  const jobs = [jobOf('baseline', program), jobOf('candidate', { ...program, rounding: 'up' }), jobOf('budgeted', budgeted)];
  expect(jobs.map(({ cut }) => cut.by)).toEqual(['enrollment', 'enrollment', 'nothing']);
  const here = inlineCrew();
  const expected = await here.fold(history, jobs, { shards: 1 });
  const [baseline, candidate, pot] = expected.map(({ tables }) => tables.partnerType);
  expect(baseline?.[0]?.[1]?.[1]).toBeGreaterThan(0);
  expect(candidate).not.toEqual(baseline);
  expect(pot).not.toEqual(baseline);
  const bytes = JSON.stringify(expected);
  for (const shards of [2, 7, 1000]) expect(JSON.stringify(await here.fold(history, jobs, { shards }))).toBe(bytes);
  for (const shards of [1, 2, 7]) expect(JSON.stringify(await threads.fold(history, jobs, { shards }))).toBe(bytes);
  const one = threadCrew(1);
  expect(JSON.stringify(await one.fold(history, jobs, { shards: 3 }))).toBe(bytes);
  await one.close();
});

test('progress goes up to all rows of all programs', async () => {
  const told: [number, number][] = [];
  await threads.fold(history, [jobOf('a', program), jobOf('b', budgeted)], {
    shards: 5,
    onProgress: (done, rows) => told.push([done, rows]),
  });
  const rows = 2 * history.rows.count;
  expect(told[0]).toEqual([0, rows]);
  expect(told.at(-1)).toEqual([rows, rows]);
  expect(told.map(([done]) => done)).toEqual(told.map(([done]) => done).sort((a, b) => a - b));
  expect(told.length).toBeGreaterThanOrEqual(1 + 5 + 1);
});

test('of a program in one piece too, while it is folded', async () => {
  const job = jobOf('budgeted', budgeted);
  const told: number[] = [];
  const hear = new EventEmitter();
  const doPiece: DoPiece = async ({ reached, whole }) => {
    expect(whole).toBe(true);
    const heard = once(hear, '4096');
    if (reached !== undefined) Atomics.store(reached, 0, 4096);
    await heard;
    return doTask(job.task, history, () => false);
  };
  await foldInPieces(history, [job], 2, doPiece, {
    onProgress: (done) => {
      told.push(done);
      hear.emit(String(done));
    },
  });
  expect(told).toEqual([0, 4096, history.rows.count]);
});

test('a fold in one piece says how far it is', () => {
  const reached: number[] = [];
  // one that wasn't folded before: what is known of it already takes no time
  const other = { ...budgeted, calendar: { ...budgeted.calendar, fiscalYearStart: '03-01' } };
  doTask(jobOf('other', other).task, history, (activities) => {
    if (activities !== undefined) reached.push(activities);
    return false;
  });
  expect(reached.at(-1)).toBeGreaterThan(0);
  expect(reached.at(-1)).toBeLessThan(history.rows.count);
});

test('a worker that is killed changes nothing', async () => {
  const jobs = [jobOf('baseline', program)];
  const expected = JSON.stringify(await threads.fold(history, jobs));
  let killed = 0;
  const folded = await threads.fold(history, jobs, {
    shards: 9,
    onProgress: (done) => {
      if (done === 0 || killed > 0) return;
      killed += 1;
      // as a process that the system ends: it says nothing, and its piece is half done
      void threads.workers[0]?.terminate();
    },
  });
  expect(killed).toBe(1);
  expect(JSON.stringify(folded)).toBe(expected);
});

test('workers that always end fail the simulation, and the message names what was lost', async () => {
  const crew = threadCrew(2);
  const ending = setInterval(() => {
    for (const worker of crew.workers) void worker.terminate();
  }, 20);
  const error: unknown = await crew.fold(history, [jobOf('candidate-1', program)], { shards: 3 }).catch((reason: unknown) => reason);
  clearInterval(ending);
  await crew.close();
  expect(error).toBeInstanceOf(PieceLost);
  expect(String(error)).toMatch(/A worker ended while it folded candidate-1, enrollments \d+ to \d+, and so did the next one: .+\./);
});

describe.each([
  ['here', inlineCrew()],
  ['on threads', threads],
])('%s', (_, crew) => {
  test('cancelling stops soon', async () => {
    const controller = new AbortController();
    const folded: number[] = [];
    const fold = crew.fold(history, [jobOf('a', program), jobOf('b', { ...program, rounding: 'down' })], {
      shards: 30,
      signal: controller.signal,
      onProgress: (done) => {
        folded.push(done);
        if (done > 0) controller.abort();
      },
    });
    await expect(fold).rejects.toThrow(FoldCancelled);
    // what other lanes were at may still come in
    expect(folded.length).toBeLessThanOrEqual(1 + crew.lanes);
  });

  test('cancelled before it began', async () => {
    await expect(crew.fold(history, [jobOf('a', program)], { signal: AbortSignal.abort() })).rejects.toThrow(FoldCancelled);
  });

  test('past its time limit nothing goes on, of a program in one piece too', async () => {
    await expect(crew.fold(history, [jobOf('a', budgeted)], { deadline: Date.now() - 1 })).rejects.toThrow(FoldTimedOut);
  });

  test('what fails in itself is not tried again', async () => {
    const unchecked = { ...program, rules: [{ name: 'no-rule' }] } as unknown as ProgramDocument;
    const job: Job = { name: 'a', task: { programs: [unchecked], selection, bars: false }, cut: { by: 'enrollment' } };
    const fold = crew.fold(history, [job]);
    await expect(fold).rejects.toThrow(PieceFailed);
    await expect(fold).rejects.toThrow(/a program was not checked before/);
  });

  test('a failure leaves the crew able to work', async () => {
    const [tally] = await crew.fold(history, [jobOf('a', program)]);
    expect(tally?.counts.rows).toBe(history.rows.count);
  });
});
