import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryColumns } from '../../../server/engine/columns/history.ts';
import { isoToDay } from '../../../server/engine/facts/render.ts';
import type { Program } from '../../../server/engine/program/model.ts';
import { HistoryBuilder } from '../../../server/history/builder.ts';
import { generateHistory } from '../../../server/history/generate/generate.ts';
import { settingOf } from '../../../server/history/setting.ts';
import { bytesOf } from '../../../server/history/shared-memory.ts';
import { openWriter } from '../../../server/history/writer.ts';
import { loadProgramFolder } from '../../../server/programs/program-folder.ts';
import { type Figures, median } from '../figures.ts';

const PROGRAM = 'rules/northwind';
const IN_MEMORY = 250_000;
const ON_DISK = 1_000_000;
const ROUNDS = 5;

interface Opened {
  readonly seconds: number;
  /** Seconds of work in them, on whatever thread. */
  readonly work: number;
  readonly activities: number;
  readonly hash: string;
}

/** A demo history with activities of all kinds: bytes in memory, and how long a process takes to open it that just started. */
export async function benchHistory(say: (line: string) => void): Promise<Figures> {
  const { timeline } = await loadProgramFolder(PROGRAM);
  const program = timeline?.versions.at(-1);
  if (program === undefined) throw new Error(`${PROGRAM} has errors: run this from the project’s folder`);
  const history = inMemory(program);
  if (history.activities !== IN_MEMORY) throw new Error(`${history.activities} activities, not ${IN_MEMORY}`);
  const bytes = bytesOf(history) / history.activities;
  say(
    `${count(IN_MEMORY)} activities of ${history.kinds.length} kinds, ${count(history.enrollments.count)} enrollments, all arrays together`,
  );

  const folder = await mkdtemp(join(tmpdir(), 'dealwright-bench-'));
  try {
    await onDisk(program, folder);
    const opened: Opened[] = [];
    for (let round = -1; round < ROUNDS; round += 1) {
      const one = await open(folder);
      if (one.activities !== ON_DISK || (opened[0] !== undefined && opened[0].hash !== one.hash))
        throw new Error('another history was opened');
      // The first has the files brought into memory; so they lie in the page cache of the others.
      if (round >= 0) opened.push(one);
    }
    say(
      `${count(ON_DISK)} activities opened ${ROUNDS} times, each in a new process, from the page cache; ${median(opened.map(({ work }) => work)).toFixed(3)} s of work`,
    );
    return { 'history.bytesPerActivity': bytes, 'history.openSeconds': median(opened.map(({ seconds }) => seconds)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const asked = (program: Program, activities: number) => ({
  program,
  seed: 1,
  activities,
  from: isoToDay('2023-02-01') ?? 0,
  to: isoToDay('2026-01-31') ?? 0,
});

function inMemory(program: Program): HistoryColumns {
  const builder = new HistoryBuilder(settingOf(program));
  for (const event of generateHistory(asked(program, IN_MEMORY)))
    if ('enrollment' in event) builder.enroll(event.enrollment);
    else builder.add(event.activity);
  return builder.build();
}

async function onDisk(program: Program, folder: string): Promise<void> {
  const writer = await openWriter(folder, settingOf(program));
  for (const event of generateHistory(asked(program, ON_DISK)))
    if ('enrollment' in event) writer.enroll(event.enrollment);
    else writer.add(event.activity);
  await writer.commit();
}

async function open(folder: string): Promise<Opened> {
  const child = fork(new URL('open.js', import.meta.url), [folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [told] = (await Promise.race([once(child, 'message'), died(child)])) as [Opened];
  return told;
}

async function died(child: ReturnType<typeof fork>): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the process that opens a history ended with ${code}`);
}

const count = (of: number): string => of.toLocaleString('en-US');
